"""Commands that the staff types into the chat, such as `/mute Ann 10m spam`: from a line to an action."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from chat import text
from chat.errors import CommandInvalid, UnknownPerson
from chat.moderation import (
    Clear,
    Delete,
    MeasureKind,
    ModerationAction,
    Note,
    Panic,
    PinNotice,
    Purge,
    Release,
    Restrict,
    SetPolicy,
    UnpinNotice,
    Warn,
)
from chat.people import PersonRef
from chat.presence import LONGEST_NAME
from chat.wire import LONGEST_REASON

DEFAULT_MUTE_SECONDS = 600
_LONGEST_SECONDS = 10 * 365 * 86_400
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"(\d{1,6})([smhdw]?)(?=\s|$)", re.IGNORECASE)
_FOREVER = re.compile(r"forever(?=\s|$)", re.IGNORECASE)
_WORD = re.compile(r"\S+")


class Names(Protocol):
    """Finds people by name."""

    def named(self, name: str) -> list[PersonRef]:
        """Everybody of that name, whatever its letter case."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that a command is an answer to: then it is about that message, or about its sender."""

    offset: int
    person: PersonRef


@dataclass(frozen=True, slots=True)
class Help:
    """What `/help` is answered."""

    text: str


class Line:
    """The rest of a command, read from the left.

    Args:
        rest: What follows the command's name.
        usage: How the command is written, for those who did not.
        names: Who can be meant.
        answered: What the command is an answer to.
    """

    def __init__(self, rest: str, usage: str, names: Names, answered: Answered | None) -> None:
        self._rest = rest.strip()
        self._usage = usage
        self._names = names
        self.answered = answered

    def person(self) -> str:
        """Whom it is about: the longest name that stands here, or who said what is answered.

        Raises:
            CommandInvalid: nobody is named, or several have that name.
            UnknownPerson: nobody here has that name.
        """
        if self.answered is not None and not self._rest.startswith(("@", '"')):
            return self.answered.person.person_id
        rest = self._rest.removeprefix("@")
        if not rest:
            raise self.wrong("Say whom you mean")
        name, found = self._quoted_name(rest) if rest.startswith('"') else self._longest_name(rest)
        if not found:
            raise UnknownPerson(f"Nobody called {name} was here lately.")
        if len(found) > 1:
            raise self.wrong(f"{len(found)} people are called {name}; answer a message of the one you mean")
        return found[0].person_id

    def seconds(self, default: int | None) -> int | None:
        """A length of time such as `10m`, if one stands here; `forever` is None, and so may `default` be.

        Raises:
            CommandInvalid: it is longer than ten years, or nothing.
        """
        if match := _FOREVER.match(self._rest):
            self._take(match)
            return None
        match = _DURATION.match(self._rest)
        if match is None:
            return default
        seconds = int(match[1]) * _UNITS[match[2].lower() or "s"]
        if not 0 < seconds <= _LONGEST_SECONDS:
            raise self.wrong("That is no length of time")
        self._take(match)
        return seconds

    def switch(self, *, also: tuple[str, ...] = ()) -> str:
        """One of `on`, `off` and the other words; nothing is `on`.

        Raises:
            CommandInvalid: it is something else.
        """
        match = _WORD.match(self._rest)
        word = "on" if match is None else match[0].casefold()
        if word not in {"on", "off", *also}:
            raise self.wrong(f"{word} is not understood")
        if match is not None:
            self._take(match)
        return word

    def is_off(self) -> bool:
        """Whether `off` stands here, which is taken then."""
        match = _WORD.match(self._rest)
        if match is None or match[0].casefold() != "off":
            return False
        self._take(match)
        return True

    def words(self) -> str:
        """All that is left.

        Raises:
            CommandInvalid: nothing is.
        """
        rest, self._rest = self._rest, ""
        if not rest:
            raise self.wrong("Some words are missing")
        return rest

    def reason(self) -> str:
        """All that is left, which may be nothing.

        Raises:
            CommandInvalid: it is too long for a reason.
        """
        rest, self._rest = self._rest, ""
        if len(rest) > LONGEST_REASON:
            raise self.wrong(f"A reason may have {LONGEST_REASON} characters")
        return rest

    def end(self) -> None:
        """See that nothing is left.

        Raises:
            CommandInvalid: something is.
        """
        if self._rest:
            raise self.wrong(f"{self._rest} is not understood")

    def wrong(self, why: str) -> CommandInvalid:
        """The refusal of this command."""
        return CommandInvalid(f"{why}. Write it like this: {self._usage}")

    def _quoted_name(self, rest: str) -> tuple[str, list[PersonRef]]:
        name, quote, after = rest[1:].partition('"')
        if not quote:
            raise self.wrong("The second quotation mark is missing")
        self._rest = after.strip()
        return name, self._names.named(name)

    def _longest_name(self, rest: str) -> tuple[str, list[PersonRef]]:
        ends = [match.end() for match in _WORD.finditer(rest[: LONGEST_NAME + 1])]
        for end in reversed(ends):
            is_whole = end == len(rest) or rest[end].isspace()
            if is_whole and (found := self._names.named(rest[:end])):
                self._rest = rest[end:].strip()
                return rest[:end], found
        return rest.split(maxsplit=1)[0], []

    def _take(self, match: re.Match[str]) -> None:
        self._rest = self._rest[match.end() :].strip()


def _restrict(kind: MeasureKind, default: int | None) -> Callable[[Line], ModerationAction]:
    def read(line: Line) -> ModerationAction:
        person, seconds = line.person(), line.seconds(default)
        return Restrict(kind=kind, person_id=person, seconds=seconds, reason=line.reason())

    return read


def _release(kind: MeasureKind) -> Callable[[Line], ModerationAction]:
    return lambda line: Release(kind=kind, person_id=line.person(), reason=line.reason())


def _mode(field: str) -> Callable[[Line], ModerationAction]:
    return lambda line: SetPolicy(change={field: line.switch() == "on"})


def _slow(line: Line) -> ModerationAction:
    seconds = 0 if line.is_off() else line.seconds(10)
    return SetPolicy(change={"slow_seconds": seconds})


def _followers(line: Line) -> ModerationAction:
    if line.is_off():
        return SetPolicy(change={"followers_minutes": None})
    return SetPolicy(change={"followers_minutes": (line.seconds(0) or 0) // 60})


def _links(line: Line) -> ModerationAction:
    word = line.switch(also=("hold",))
    return SetPolicy(change={"links": {"on": "allow", "off": "drop", "hold": "hold"}[word]})


def _panic(line: Line) -> ModerationAction:
    return Panic(seconds=0) if line.is_off() else Panic(seconds=line.seconds(None), reason=line.reason())


def _pin(line: Line) -> ModerationAction:
    if line.answered is not None:
        return PinNotice(offset=line.answered.offset, reason=line.reason())
    return PinNotice(words=line.words())


def _delete(line: Line) -> ModerationAction:
    if line.answered is None:
        raise line.wrong("Answer the message that you mean")
    return Delete(offset=line.answered.offset, reason=line.reason())


@dataclass(frozen=True, slots=True)
class _Verb:
    usage: str
    about: str
    read: Callable[[Line], ModerationAction]


_VERBS = {
    "mute": _Verb(
        "/mute name 10m reason", "may watch, not write", _restrict(MeasureKind.mute, DEFAULT_MUTE_SECONDS)
    ),
    "unmute": _Verb("/unmute name", "may write again", _release(MeasureKind.mute)),
    "ban": _Verb("/ban name reason", "may only watch", _restrict(MeasureKind.ban, None)),
    "unban": _Verb("/unban name", "may take part again", _release(MeasureKind.ban)),
    "shadow": _Verb("/shadow name 1h", "writes for themselves alone", _restrict(MeasureKind.shadow, None)),
    "unshadow": _Verb("/unshadow name", "is heard again", _release(MeasureKind.shadow)),
    "warn": _Verb(
        "/warn name words",
        "tells one person",
        lambda line: Warn(person_id=line.person(), reason=line.words()),
    ),
    "note": _Verb(
        "/note name words", "tells the team", lambda line: Note(person_id=line.person(), reason=line.words())
    ),
    "purge": _Verb(
        "/purge name",
        "removes all that one person said",
        lambda line: Purge(person_id=line.person(), reason=line.reason()),
    ),
    "delete": _Verb("/delete reason", "removes the message that you answer", _delete),
    "clear": _Verb(
        "/clear reason", "removes all that viewers said", lambda line: Clear(reason=line.reason())
    ),
    "pin": _Verb("/pin words", "pins words, or the message that you answer", _pin),
    "unpin": _Verb("/unpin", "takes down what is pinned", lambda line: UnpinNotice(reason=line.reason())),
    "slow": _Verb("/slow 30 or /slow off", "a pause between two messages of a person", _slow),
    "followers": _Verb("/followers 10m or /followers off", "only who has followed for so long", _followers),
    "buyers": _Verb("/buyers on or off", "only buyers", _mode("buyers_only")),
    "emoji": _Verb("/emoji on or off", "only emoji", _mode("emoji_only")),
    "unique": _Verb("/unique on or off", "nothing twice", _mode("unique")),
    "review": _Verb("/review on or off", "a moderator reads everything first", _mode("review")),
    "links": _Verb("/links on, off or hold", "what becomes of links", _links),
    "panic": _Verb("/panic 5m or /panic off", "everything strict for a while", _panic),
}
VERBS = tuple(_VERBS)


def is_command(words: str) -> bool:
    """Whether a line of the staff is a command; two slashes at its beginning are one that is only said.

    What nobody sees before the slash makes no difference: a command is never said by mistake.
    """
    line = text.clean(words)
    return line.startswith("/") and not line.startswith("//")


def unescaped(words: str) -> str:
    """A line of the staff that is to be said: of two slashes at its beginning one is meant."""
    line = text.clean(words)
    return line[1:] if line.startswith("//") else words


def parse(words: str, names: Names, answered: Answered | None = None) -> ModerationAction | Help:
    """What a command asks for.

    Args:
        words: The whole line.
        names: Who can be meant.
        answered: What it is an answer to.

    Raises:
        CommandInvalid: it is not understood; the sentence says how it is written.
        UnknownPerson: nobody here has that name.
    """
    name, _, rest = text.clean(words).removeprefix("/").partition(" ")
    name = name.casefold()
    if name in {"help", "?", ""}:
        return Help(_help(rest.strip().removeprefix("/").casefold()))
    verb = _VERBS.get(name)
    if verb is None:
        raise CommandInvalid(f"There is no command /{name}. /help lists all.")
    line = Line(rest, verb.usage, names, answered)
    action = verb.read(line)
    line.end()
    return action


def _help(name: str) -> str:
    if verb := _VERBS.get(name):
        return f"{verb.usage}: {verb.about}"
    return "\n".join(f"{verb.usage}: {verb.about}" for verb in _VERBS.values())

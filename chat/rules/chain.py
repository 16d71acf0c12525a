"""The chain of automatic rules that every message of a viewer goes through."""

import re
from collections.abc import Iterator

from chat.policy import Policy
from chat.rules.habits import Habits
from chat.rules.links import find_link
from chat.rules.patterns import Patterns
from chat.rules.skeleton import skeleton
from chat.rules.verdict import ALLOW, Act, Verdict, strictest
from chat.rules.words import CATEGORIES, Hit, Term, WordList, built_in

_OWN = "own"
_CAPS_LETTERS = 8
_CAPS_SHARE = 0.7
_FLOOD = {1: (8, 10_000), 2: (6, 10_000), 3: (5, 10_000)}
_FLOOD_SECONDS = 60
_REPEATS = {1: 4, 2: 3, 3: 2}
_LEAST_DIGITS = 9
_PRIVATE = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w{2,}|(?<![\w.,])\+?\d(?:[ ()-]{0,2}\d){8,14}(?!\w)")


class Chain:
    """Judges messages by one policy.

    Args:
        policy: Levels, own terms, links.
        habits: Who said what lately.
    """

    def __init__(self, policy: Policy, habits: Habits) -> None:
        self._policy = policy
        self._levels = policy.levels
        self._habits = habits
        wanted = {name for name in CATEGORIES if getattr(policy.levels, name)}
        listed = [term for term in built_in() if term.category in wanted]
        own = [Term(_OWN, 2, term) for term in policy.terms]
        # A list that is empty costs nothing, and one's own words come before those that came with the server.
        self._words = WordList([*own, *listed], policy.allowed) if own or listed else None

        self._patterns = Patterns(policy.patterns) if policy.patterns else None

    def judge(self, person_id: str, text: str, now_ms: int) -> Verdict:
        """The strictest verdict on a person's message."""
        return strictest(self._verdicts(person_id, text, now_ms))

    def _verdicts(self, person_id: str, text: str, now_ms: int) -> Iterator[Verdict]:
        if self._words is not None:
            yield self._of_words(text)
        if self._patterns is not None and (found := self._patterns.find(text)) is not None:
            yield Verdict(Act.drop, "words.pattern", found=found)
        if self._policy.links != "allow":
            yield self._of_links(text)
        for level, rule in (
            (self._levels.private, _private),
            (self._levels.caps, _caps),
        ):
            if level:
                yield rule(text, level)
        if self._levels.repeats:
            yield self._of_repeats(person_id, text, now_ms)
        if self._levels.flood:
            yield self._of_flood(person_id, now_ms)

    def _of_words(self, text: str) -> Verdict:
        if self._words is None:
            return ALLOW
        bones = skeleton(text)
        return strictest(self._of_hit(hit, bones) for hit in self._words.find(bones))

    def _of_hit(self, hit: Hit, bones: str) -> Verdict:
        """A disguise is a guess: it is held for a person to look at, never refused."""
        category, severity = hit.term.category, hit.term.severity
        act = Act.drop if category == _OWN else _act_of(getattr(self._levels, category), severity)
        if hit.disguised:
            act = min(act, Act.hold)
        return Verdict(act, f"words.{category}", found=bones[hit.start : hit.end]) if act else ALLOW

    def _of_links(self, text: str) -> Verdict:
        link = find_link(text, self._policy.domains)
        if link is None:
            return ALLOW
        act = Act.hold if self._policy.links == "hold" or link.apart else Act.drop
        return Verdict(act, "links", found=link.text)

    def _of_repeats(self, person_id: str, text: str, now_ms: int) -> Verdict:
        said = self._habits.repeats(person_id, text, now_ms)
        allowed = _REPEATS[self._levels.repeats]
        if said + 1 < allowed:
            return ALLOW
        return Verdict(Act.drop if said + 1 > allowed else Act.hold, "repeats", found=text)

    def _of_flood(self, person_id: str, now_ms: int) -> Verdict:
        most, within_ms = _FLOOD[self._levels.flood]
        if self._habits.pace(person_id, now_ms, within_ms) < most:
            return ALLOW
        return Verdict(Act.timeout, "flood", seconds=_FLOOD_SECONDS)


def _act_of(level: int, severity: int) -> Act:
    """Lenient holds the worst; normal refuses it and holds what is rude; strict refuses both."""
    if level + severity >= 5 or (level == 2 and severity == 2) or level == 3:
        return Act.drop
    return Act.hold if level + severity >= 3 else Act.allow


def _private(text: str, level: int) -> Verdict:
    if "@" not in text and sum(map(str.isdigit, text)) < _LEAST_DIGITS:
        return ALLOW
    found = _PRIVATE.search(text)
    if found is None:
        return ALLOW
    return Verdict(Act.drop if level == 3 else Act.hold, "private", found=found[0])


def _caps(text: str, level: int) -> Verdict:
    upper = sum(map(str.isupper, text))
    if upper < _CAPS_LETTERS or upper < _CAPS_SHARE * sum(map(str.isalpha, text)):
        return ALLOW
    if level == 1:
        return Verdict(Act.replace, "caps", found=text, text=text[:1] + text[1:].lower())
    return Verdict(Act.hold if level == 2 else Act.drop, "caps", found=text)

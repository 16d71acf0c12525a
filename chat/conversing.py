"""Works out whom a message answers, whom it names, and whether it is the first of its sender."""

from collections import OrderedDict

import msgspec

from chat.commands import Say
from chat.errors import UnknownMessage
from chat.history import History
from chat.people import Chatter, PersonRef
from chat.presence import LONGEST_NAME, Presence
from chat.timeline import Author, Message, Quoted, Shadowed

_MOST_NAMED = 5
_MOST_LOOKED_AT = 10  # signs: each costs up to forty looks at the names
_REMEMBERED = 5000
_GONE = "The message that you answer is gone."


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says, before it is known what becomes of it."""

    id: str
    author: Author
    x: str
    re: Quoted | None = None
    at: tuple[PersonRef, ...] = ()


class Conversing:
    """The threads between the messages of one room.

    Args:
        history: What can be answered.
        presence: Who can be named.
    """

    def __init__(self, history: History, presence: Presence) -> None:
        self._history = history
        self._presence = presence
        self._spoke: OrderedDict[str, None] = OrderedDict()

    def utterance(self, say: Say, words: str) -> Utterance:
        """A message with what it refers to.

        Raises:
            UnknownMessage: what it answers is gone.
        """
        chatter = say.chatter
        return Utterance(
            id=say.message_id,
            author=Author.of(chatter, first=chatter.first and chatter.person_id not in self._spoke),
            x=words,
            re=None if say.answers is None else self.quoted(chatter, say.answers),
            at=self._named(words, say.meant),
        )

    def heard(self, person_id: str) -> None:
        """Somebody was heard, so whatever they say next is not their first."""
        self._spoke[person_id] = None
        self._spoke.move_to_end(person_id)
        while len(self._spoke) > _REMEMBERED:
            self._spoke.popitem(last=False)

    def quoted(self, chatter: Chatter, offset: int) -> Quoted:
        """Who is answered. The words are not repeated, so that removing them removes them everywhere.

        Raises:
            UnknownMessage: nobody, any more.
        """
        message = self._found(offset)
        if isinstance(message, Shadowed) and message.author.id != chatter.person_id:
            raise UnknownMessage(_GONE)
        return Quoted(off=offset, id=message.author.id, name=message.author.name)

    def meant(self, offset: int) -> PersonRef:
        """Whose message a command of the staff answers; the staff reads what is shadowed as well.

        Raises:
            UnknownMessage: nobody's, any more.
        """
        author = self._found(offset).author
        return PersonRef(person_id=author.id, name=author.name)

    def _found(self, offset: int) -> Message | Shadowed:
        message = self._history.find(offset)
        if not isinstance(message, (Message, Shadowed)):
            raise UnknownMessage(_GONE)
        return message

    def _named(self, words: str, meant: tuple[str, ...]) -> tuple[PersonRef, ...]:
        """The people named after an @; of several with one name the one who is meant, or was met last."""
        found: dict[str, PersonRef] = {}
        start, looked_at = words.find("@"), 0
        while start >= 0 and len(found) < _MOST_NAMED and looked_at < _MOST_LOOKED_AT:
            looked_at += 1
            if start == 0 or not words[start - 1].isalnum():
                people = self._after(words[start + 1 : start + 1 + LONGEST_NAME + 1])
                person = next((each for each in people if each.person_id in meant), None)
                if person is not None or people:
                    named = PersonRef.of(person or people[-1])
                    found[named.person_id] = named
            start = words.find("@", start + 1)
        return tuple(found.values())

    def _after(self, words: str) -> list[Chatter]:
        """Everybody whose name these words begin with, by the longest name that fits."""
        for end in range(min(len(words), LONGEST_NAME), 0, -1):
            is_whole = end == len(words) or not words[end].isalnum()
            if is_whole and (people := self._presence.named(words[:end])):
                return people
        return []

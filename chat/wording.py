"""What people may write: text made plain, with something to read in it and not too much of it."""

import msgspec

from chat import text
from chat.errors import MessageEmpty, MessageTooLong
from chat.people import Chatter

_UNNAMED = "…"


def readable(raw: str, longest: int) -> str:
    """The text as it may be shown, at most `longest` visible characters.

    Raises:
        MessageEmpty: nothing visible is left of it.
        MessageTooLong: there is too much of it.
    """
    words = text.clean(raw)
    length = text.visible_length(words)
    if length == 0:
        raise MessageEmpty("There is nothing to read in this message.")
    if length > longest:
        raise MessageTooLong(f"A message may have {longest} characters; this one has {length}.")
    return words


def presentable(chatter: Chatter) -> Chatter:
    """A name is text on everybody's screen, so the rules of messages apply to it."""
    return msgspec.structs.replace(chatter, name=text.clean(chatter.name) or _UNNAMED)

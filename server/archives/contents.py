"""What the files of an archive say; pure.

====================  ==========================================================================
archive.json          the show, its pins, what its seller made of the replay, its products
talk.jsonl            one event a line, as everybody could read it: `chat` and `sold`
questions.json        questions that were not taken away, with who asks them
polls.json            polls, with who is for what
orders.jsonl          one order a line, without anything of a card
pictures/             the largest size of each picture that the show and its products have
video/                the takes of the recording, as the recorder wrote them
SHA256SUMS            every other file, as ``sha256sum --check`` reads it
====================  ==========================================================================
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from chat import Entry, Message, News, PollVote, SavedPoll, SavedQuestion, Vote
from checkout import Product
from server.archives.errors import ArchiveDamaged
from server.replays import MadeOf
from server.shows import PinEntry, ShowRecord

FORMAT = 1
CONTENTS = "archive.json"
TALK = "talk.jsonl"
QUESTIONS = "questions.json"
POLLS = "polls.json"
ORDERS = "orders.jsonl"
PICTURES = "pictures"
VIDEO = "video"

T = TypeVar("T")


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All of a show that is neither talk nor bytes.

    Attributes:
        format: How to read the folder; one that this program does not know is refused.
        archived_ms: When it was written, epoch milliseconds.
        products: The line-up, and whatever else was pinned or cut into a clip.
    """

    format: int
    archived_ms: int
    show: ShowRecord
    pins: list[PinEntry]
    replay: MadeOf
    products: list[Product]

    def product_ids(self) -> Iterator[str]:
        """Name what the show is about; some of it twice."""
        yield from self.show.product_ids
        yield from (pin.product_id for pin in self.pins if pin.product_id)
        yield from (clip.product_id for clip in self.replay.clips if clip.product_id)

    def picture_urls(self) -> Iterator[str]:
        """Name every picture, those that come with the program included."""
        if self.show.poster_url is not None:
            yield self.show.poster_url
        yield from (image.url for product in self.products for image in product.images)


class Asked(msgspec.Struct, frozen=True):
    """The questions of a show, and who asks them."""

    questions: list[SavedQuestion]
    votes: list[Vote]


class Polled(msgspec.Struct, frozen=True):
    """The polls of a show, and who is for what."""

    polls: list[SavedPoll]
    votes: list[PollVote]


def encode(value: object) -> bytes:
    """Write a file that a person can read too."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def line(value: object) -> bytes:
    """Write one line of a file of many."""
    return msgspec.json.encode(value) + b"\n"


def decode(data: bytes, kind: type[T], name: str) -> T:
    """Read a file, or a line of one.

    Raises:
        ArchiveDamaged: it is not what an archive has under that name.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(f"{name} cannot be read: {error}.") from error


def read_contents(data: bytes) -> Contents:
    """Read what the folder is about; raises ArchiveDamaged."""
    written = decode(data, dict[str, Any], CONTENTS).get("format")
    if written != FORMAT:
        raise ArchiveDamaged(f"{CONTENTS} is of format {written}; this program reads format {FORMAT}.")
    return decode(data, Contents, CONTENTS)


def entry(data: bytes) -> Entry:
    """Read a line of the talk as the chat keeps it; raises ArchiveDamaged."""
    event: Message | News
    if decode(data, dict[str, Any], TALK).get("t") == "chat":
        event = decode(data, Message, TALK)
        kind, person_id = "chat", event.author.id
    else:
        event = decode(data, News, TALK)
        kind, person_id = event.t, None
    return Entry(
        offset=event.o, at_ms=event.ts, kind=kind, person_id=person_id, body=msgspec.to_builtins(event)
    )

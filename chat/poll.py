"""A poll as data, and the frames that open one, vote in it and close it."""

from typing import Annotated

import msgspec

from chat.people import PersonRef
from chat.question import ProductId
from chat.wire import Id, Inbound

MOST_OPTIONS = 6
LONGEST_OPTION = 60
_LONGEST_SECONDS = 86_400


class Poll(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A poll at one moment; its id is the request id of who opened it.

    Args:
        x: What is asked.
        options: What can be chosen, by index.
        by: Who opened it, epoch milliseconds `ts`.
        product_id: The product that it is about.
        ends_ms: When it closes by itself.
        final: A vote cannot be changed.
        closed_ms: When it was closed; None while it is open.
    """

    id: str
    x: str
    options: tuple[str, ...]
    by: PersonRef
    ts: int
    product_id: str | None = None
    ends_ms: int | None = None
    final: bool = False
    closed_ms: int | None = None

    def is_open(self, now_ms: int) -> bool:
        """Whether it takes votes."""
        return self.closed_ms is None and (self.ends_ms is None or now_ms < self.ends_ms)


class PollVote(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="poll.vote"):
    """A person is for one option."""

    poll_id: str
    person_id: str
    option: int
    ts: int


class PollRequest(Inbound, frozen=True, kw_only=True):
    """What every frame about polls has in common."""

    id: Id


class PollOpen(PollRequest, frozen=True, kw_only=True, tag="poll.open"):
    """For the staff: ask everybody; without `seconds` until it is closed. Its id becomes the poll's."""

    x: str
    options: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=MOST_OPTIONS)]
    product: ProductId | None = None
    seconds: Annotated[int, msgspec.Meta(ge=10, le=_LONGEST_SECONDS)] | None = None
    final: bool = False


class PollClose(PollRequest, frozen=True, kw_only=True, tag="poll.close"):
    """For the staff: take no more votes."""

    poll: Id


class PollChoose(PollRequest, frozen=True, kw_only=True, tag="poll.vote"):
    """Be for one option, by its index."""

    poll: Id
    option: Annotated[int, msgspec.Meta(ge=0, lt=MOST_OPTIONS)]


PollStaffFrame = PollOpen | PollClose
PollFrame = PollStaffFrame | PollChoose


class PollOpened(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="poll.opened"):
    """Everybody is asked."""

    o: int
    ts: int
    poll: Poll


class PollClosed(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="poll.closed"):
    """The poll as it was closed, by whom; `id` is that of the request."""

    o: int
    ts: int
    id: str
    by: PersonRef
    poll: Poll


class PollVotes(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="poll.votes"):
    """How many people are for each option; only polls in which that changed."""

    n: dict[str, list[int]]


class SavedPoll(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="poll"):
    """A poll as it is stored; `offset` is that of the event that last changed it."""

    poll: Poll
    offset: int


PollEvent = PollOpened | PollClosed

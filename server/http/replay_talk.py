"""What was said, sold and asked in a show, on the clock of its replay."""

from typing import Annotated

import msgspec
from msgspec import Meta

from chat import Answered, Message, News, Role
from server.http.call import Call
from server.http.replays import WATCH, published
from server.http.route import Route
from server.recordings import Recording

_MOST_QUESTIONS = 200


class TalkPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the talk: from a moment on, or behind the last line of the page before."""

    from_seconds: Annotated[float, Meta(ge=0, le=1e6)] = 0.0
    after: Annotated[int, Meta(ge=0)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 100


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who said something, as far as readers of a replay need to know."""

    name: str
    role: Role
    buyer: bool


class Said(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="chat"):
    """A message, at a moment of the replay; `o` orders what falls on one moment."""

    o: int
    at_seconds: float
    author: Speaker = msgspec.field(name="from")
    x: str


class Sold(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="sold"):
    """A sale. Whoever let the show name them did not ask to be named for ever."""

    o: int
    at_seconds: float
    title: str
    quantity: int


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the talk; `next` is what to ask for `after`, None at the end."""

    items: list[Said | Sold]
    next: int | None


class ReplayedQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question as it stood in the end.

    Attributes:
        at_seconds: When it was asked.
        answer: In text.
        answered_seconds: From where on the video answers it.
    """

    id: str
    asker: str
    x: str
    product_id: str | None
    votes: int
    at_seconds: float
    answered_by: str | None
    answer: str | None
    answered_seconds: float | None


class ReplayedQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, the most asked first."""

    items: list[ReplayedQuestion]


async def read_talk(call: Call, show: str, query: TalkPage) -> Talk:
    """What was said and sold while a show was recorded, in order; what moderators took away is not in it."""
    recording = await call.services.recordings.recording(show, await published(call, show))
    passage = await call.services.transcript.passage(
        show,
        from_ms=recording.epoch_at(query.from_seconds),
        until_ms=recording.ends_ms,
        after=query.after,
        limit=query.limit,
    )
    return Talk(items=[line_of(event, recording) for event in passage.events], next=passage.next)


async def list_questions(call: Call, show: str) -> ReplayedQuestions:
    """What was asked in a show, and where the replay answers it."""
    recording = await call.services.recordings.recording(show, await published(call, show))
    asked = await call.services.transcript.asked(show, _MOST_QUESTIONS)
    return ReplayedQuestions(items=[question_of(each, recording) for each in asked])


def line_of(event: Message | News, recording: Recording) -> Said | Sold:
    """An event of the chat on the replay's clock."""
    at_seconds = recording.seconds_at(event.ts)
    if isinstance(event, Message):
        author = Speaker(name=event.author.name, role=event.author.role, buyer=event.author.buyer)
        return Said(o=event.o, at_seconds=at_seconds, author=author, x=event.x)
    told = event.d or {}
    return Sold(o=event.o, at_seconds=at_seconds, title=told["title"], quantity=told["quantity"])


def question_of(asked: Answered, recording: Recording) -> ReplayedQuestion:
    """A question on the replay's clock."""
    question, answer = asked.question, asked.question.answer
    in_video = answer is not None and answer.x is None
    answered_ms = (answer.capture_ms or answer.ts) if answer is not None and in_video else None
    return ReplayedQuestion(
        id=question.id,
        asker=question.asker.name,
        x=question.x,
        product_id=question.product_id,
        votes=asked.votes,
        at_seconds=recording.seconds_at(question.ts),
        answered_by=answer.by if answer else None,
        answer=answer.x if answer else None,
        answered_seconds=recording.seconds_at(answered_ms) if answered_ms is not None else None,
    )


ROUTES = (
    Route(
        "GET",
        "/api/v1/shows/{show}/replay/talk",
        read_talk,
        "Read what was said in a replayed show",
        errors=WATCH,
    ),
    Route(
        "GET",
        "/api/v1/shows/{show}/replay/questions",
        list_questions,
        "List what was asked in a replayed show",
        errors=WATCH,
    ),
)

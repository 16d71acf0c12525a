"""What was asked and answered about a product in the shows of its seller."""

import msgspec

from chat import Answered, RoomUnavailable
from checkout.errors import ProductNotFound
from server.http.call import Call
from server.http.route import Route
from server.http.show_views import replay_of
from server.recordings import Recording
from server.shows import ShowNotFound, ShowRecord

_MOST = 50


class AnsweredQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its answer: in text, or ``video_ms`` into the show at which it was given.

    Attributes:
        replay_seconds: Where the replay answers it, if there is one.
    """

    id: str
    text: str
    asker: str
    votes: int
    answered_by: str
    answer: str | None
    answered_ms: int
    video_ms: int | None
    replay_seconds: float | None
    show_id: str
    show_title: str


class AnsweredQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """The questions about a product, the latest first."""

    items: list[AnsweredQuestion]


async def list_product_questions(call: Call, product: str) -> AnsweredQuestions:
    """What was asked about a product and answered by its seller, in text or in a show."""
    services = call.services
    found = await services.checkout.product(product, on_sale=True)
    items: list[AnsweredQuestion] = []
    shows: dict[str, ShowRecord | None] = {}
    replays: dict[str, Recording | None] = {}
    for each in await services.chat.answered(found.id, _MOST):
        if each.room_id not in shows:
            shows[each.room_id] = await _show(call, each.room_id)
        show = shows[each.room_id]
        # Which product a question is about is said in the room; only the product's own seller is believed.
        if show is None or show.seller_id != found.seller_id:
            continue
        if show.id not in replays:
            replays[show.id] = await replay_of(services, show)
        if item := _item(each, show, replays[show.id]):
            items.append(item)
    return AnsweredQuestions(items=items)


async def _show(call: Call, show_id: str) -> ShowRecord | None:
    try:
        return await call.services.shows.show(show_id)
    except ShowNotFound:
        return None


def _item(answered: Answered, show: ShowRecord, replay: Recording | None) -> AnsweredQuestion | None:
    question, answer = answered.question, answered.question.answer
    if answer is None:
        return None
    video_ms = replay_seconds = None
    if answer.x is None:
        at_ms = answer.capture_ms or answer.ts
        if show.started_ms is None or at_ms < show.started_ms:
            return None  # it was answered, but there is no picture to show it in
        video_ms = at_ms - show.started_ms
        replay_seconds = replay.seconds_at(at_ms) if replay else None
    return AnsweredQuestion(
        id=question.id,
        text=question.x,
        asker=question.asker.name,
        votes=answered.votes,
        answered_by=answer.by,
        answer=answer.x,
        answered_ms=answer.ts,
        video_ms=video_ms,
        replay_seconds=replay_seconds,
        show_id=show.id,
        show_title=show.title,
    )


ROUTES = (
    Route(
        "GET",
        "/api/v1/products/{product}/questions",
        list_product_questions,
        "List the answered questions about a product",
        errors=(ProductNotFound, RoomUnavailable),
    ),
)

"""A question of the audience as data, and the frames that ask, upvote, answer, merge and dismiss one."""

from enum import StrEnum
from typing import Annotated

import msgspec

from chat.people import PersonRef
from chat.wire import Id, Inbound, Reason

ProductId = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
CaptureMs = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
LONGEST_ANSWER = 600


class Standing(StrEnum):
    """Where a question stands; every standing can be left again, so nothing a host does is final."""

    open = "open"
    answering = "answering"
    answered = "answered"
    merged = "merged"
    dismissed = "dismissed"


class Answer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of a question: in the video from `capture_ms` on, or as text `x`.

    Args:
        by: Who answers.
        ts: When the answer began, epoch milliseconds.
        capture_ms: The host's capture time of that moment; None when it is in text, or not known.
        x: The answer in text.
    """

    by: str
    ts: int
    capture_ms: int | None = None
    x: str | None = None


class Question(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question at one moment; its id is the request id of who asked.

    Args:
        id: The question's id.
        asker: Who asks.
        x: The question; empty for the audience once it is dismissed.
        ts: When it was asked, epoch milliseconds.
        standing: Where it stands.
        product_id: The product that it is about.
        answer: The answer, while it is answering or answered.
        into: The question that it was merged into.
        reason: Why it was dismissed.
    """

    id: str
    asker: PersonRef
    x: str
    ts: int
    standing: Standing = Standing.open
    product_id: str | None = None
    answer: Answer | None = None
    into: str | None = None
    reason: str | None = None

    @property
    def takes_votes(self) -> bool:
        """Whether the audience may still ask for it."""
        return self.standing in {Standing.open, Standing.answering}

    def public(self) -> "Question":
        """The question as the audience may read it."""
        return msgspec.structs.replace(self, x="") if self.standing is Standing.dismissed else self


class Vote(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="qa.vote"):
    """A person asks the same, or (`on` false) does not any more."""

    question_id: str
    person_id: str
    on: bool
    ts: int


class QuestionFrame(Inbound, frozen=True, kw_only=True):
    """What every frame about questions has in common."""

    id: Id


class QaAsk(QuestionFrame, frozen=True, kw_only=True, tag="qa.ask"):
    """Ask a question; its id becomes the question's."""

    x: str
    product: ProductId | None = None


class QaVote(QuestionFrame, frozen=True, kw_only=True, tag="qa.vote"):
    """Ask the same as somebody else, or take that back."""

    q: Id
    on: bool = True


class QaAnswer(QuestionFrame, frozen=True, kw_only=True, tag="qa.answer"):
    """For the staff: answer it, in text with `x`, else in the video from now on."""

    q: Id
    capture_ms: CaptureMs | None = None
    x: str | None = None


class QaDone(QuestionFrame, frozen=True, kw_only=True, tag="qa.done"):
    """For the staff: what is being answered is answered."""

    q: Id


class QaReopen(QuestionFrame, frozen=True, kw_only=True, tag="qa.reopen"):
    """For the staff: answer it later, or take back what was done with it."""

    q: Id


class QaMerge(QuestionFrame, frozen=True, kw_only=True, tag="qa.merge"):
    """For the staff: it asks the same as another, which takes over its votes."""

    q: Id
    into: Id


class QaBind(QuestionFrame, frozen=True, kw_only=True, tag="qa.bind"):
    """For the staff: say which product it is about, or that it is about none."""

    q: Id
    product: ProductId | None


class QaDismiss(QuestionFrame, frozen=True, kw_only=True, tag="qa.dismiss"):
    """For the staff: take it out of everybody's sight."""

    q: Id
    reason: Reason = ""


QaStaffFrame = QaAnswer | QaDone | QaReopen | QaMerge | QaBind | QaDismiss
QaFrame = QaAsk | QaVote | QaStaffFrame


class QuestionAsked(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="qa.asked"):
    """Somebody asks something; with the asker's own vote."""

    o: int
    ts: int
    q: Question


class QuestionsChanged(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="qa.changed"):
    """The staff did something with questions: `qs` has each as it is now, `id` is that of the request."""

    o: int
    ts: int
    id: str
    by: PersonRef
    qs: tuple[Question, ...]


class QuestionVotes(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="qa.votes"):
    """How many people ask each of these; only what changed."""

    n: dict[str, int]


class SavedQuestion(msgspec.Struct, frozen=True, kw_only=True, tag_field="t", tag="question"):
    """A question as it is stored; `offset` is that of the event that last changed it."""

    question: Question
    offset: int


QuestionEvent = QuestionAsked | QuestionsChanged

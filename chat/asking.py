"""Decides what may be done with questions: who asks, who votes, and what the staff makes of them."""

from typing import assert_never

import msgspec

from chat import text
from chat.bulletins import UNPLACED, Bulletin
from chat.errors import AlreadyDone, BadFrame, NotAllowed, TooFast, TooMany, UnknownQuestion
from chat.people import NOBODY, Chatter, PersonRef
from chat.question import (
    LONGEST_ANSWER,
    Answer,
    QaAnswer,
    QaAsk,
    QaBind,
    QaDismiss,
    QaDone,
    QaFrame,
    QaMerge,
    QaReopen,
    QaStaffFrame,
    QaVote,
    Question,
    QuestionAsked,
    QuestionsChanged,
    Standing,
    Vote,
)
from chat.questions import Questions
from chat.settings import ChatSettings
from chat.throttle import Throttle
from chat.wording import readable


class Asking:
    """The rules of questions in one room.

    Args:
        questions: What is asked already.
        settings: Limits.
    """

    def __init__(self, questions: Questions, settings: ChatSettings) -> None:
        self._questions = questions
        self._settings = settings
        self._pace = Throttle(settings.question_ms, settings.question_burst)

    def decide(self, chatter: Chatter, frame: QaFrame, now_ms: int) -> Bulletin:
        """What comes of a frame.

        Raises:
            Refused: nothing does, and why.
        """
        match frame:
            case QaAsk():
                return self._ask(chatter, frame, now_ms)
            case QaVote():
                return self._vote(chatter, frame, now_ms)
            case _:
                if not chatter.is_staff:
                    raise NotAllowed("Only the host and the moderators may do this.")
                changed = self._change(chatter, frame, now_ms)
                event = QuestionsChanged(
                    o=UNPLACED, ts=now_ms, id=frame.id, by=PersonRef.of(chatter), qs=tuple(changed)
                )
                return Bulletin(id=frame.id, by=chatter.person_id, urgent=True, event=event)

    def erase(self, person_id: str, event_id: str, now_ms: int) -> Bulletin | None:
        """What takes away all that a person asked, words and name; None if they asked nothing."""
        blank = tuple(
            Question(id=each.id, asker=NOBODY, x="", ts=each.ts, standing=Standing.dismissed)
            for each in self._questions.asked_by(person_id)
        )
        if not blank:
            return None
        event = QuestionsChanged(o=UNPLACED, ts=now_ms, id=event_id, by=NOBODY, qs=blank)
        return Bulletin(id=event_id, urgent=True, event=event)

    def _ask(self, chatter: Chatter, ask: QaAsk, now_ms: int) -> Bulletin:
        if self._questions.find(ask.id) is not None:
            raise BadFrame("This id is in use; make a random one.", message_id=ask.id)
        if wait_ms := self._pace.take(chatter.person_id, now_ms):
            raise TooFast("You are asking too fast; wait a moment.", retry_ms=wait_ms)
        if (same := self._questions.same(ask.x)) is not None:
            return self._vote(chatter, QaVote(id=ask.id, q=same.id), now_ms)
        if len(self._questions.open) >= self._settings.open_questions:
            raise TooMany("So many questions are open that no more are taken; vote for one of them.")
        question = Question(
            id=ask.id, asker=PersonRef.of(chatter), x=ask.x, ts=now_ms, product_id=ask.product
        )
        event = QuestionAsked(o=UNPLACED, ts=now_ms, q=question)
        return Bulletin(id=ask.id, by=chatter.person_id, event=event)

    def _vote(self, chatter: Chatter, vote: QaVote, now_ms: int) -> Bulletin:
        question = self._known(vote.q)
        while question.into is not None:
            question = self._known(question.into)
        if not question.takes_votes:
            raise AlreadyDone("This question is not open any more.")
        record = Vote(question_id=question.id, person_id=chatter.person_id, on=vote.on, ts=now_ms)
        return Bulletin(id=vote.id, by=chatter.person_id, vote=record)

    def _change(self, actor: Chatter, frame: QaStaffFrame, now_ms: int) -> list[Question]:
        question = self._known(frame.q)
        match frame:
            case QaAnswer():
                changed = self._answer(actor, question, frame, now_ms)
            case QaDone():
                if question.standing is not Standing.answering:
                    raise AlreadyDone("This question is not being answered.")
                changed = [_moved(question, Standing.answered, answer=question.answer)]
            case QaReopen():
                if question.standing is Standing.open:
                    raise AlreadyDone("This question is open already.")
                changed = [_moved(question, Standing.open)]
            case QaMerge():
                target = self._known(frame.into)
                if target.id == question.id or target.into is not None:
                    raise BadFrame("A question is merged into another one that stands for itself.")
                changed = [_moved(question, Standing.merged, into=target.id)]
            case QaBind():
                changed = [msgspec.structs.replace(question, product_id=frame.product)]
            case QaDismiss():
                changed = [_moved(question, Standing.dismissed, reason=text.clean(frame.reason))]
            case _:
                assert_never(frame)
        return changed

    def _answer(self, actor: Chatter, question: Question, frame: QaAnswer, now_ms: int) -> list[Question]:
        """Text answers at once; in the video one is answered at a time, so the one before is done."""
        if frame.x is not None:
            answer = Answer(by=actor.name, ts=now_ms, x=readable(frame.x, LONGEST_ANSWER))
            return [_moved(question, Standing.answered, answer=answer)]
        answer = Answer(by=actor.name, ts=now_ms, capture_ms=frame.capture_ms)
        answering = _moved(question, Standing.answering, answer=answer)
        current = self._questions.answering
        if current is None or current.id == question.id:
            return [answering]
        return [_moved(current, Standing.answered, answer=current.answer), answering]

    def _known(self, question_id: str) -> Question:
        question = self._questions.find(question_id)
        if question is None:
            raise UnknownQuestion("There is no such question here.")
        return question


def _moved(
    question: Question,
    standing: Standing,
    *,
    answer: Answer | None = None,
    into: str | None = None,
    reason: str | None = None,
) -> Question:
    return msgspec.structs.replace(question, standing=standing, answer=answer, into=into, reason=reason)

"""The questions of one room and who asks each of them; a person counts once."""

from collections.abc import Iterable

import msgspec

from chat.question import Question, QuestionAsked, QuestionEvent, QuestionVotes, SavedQuestion, Standing, Vote

_ANSWERED_SHOWN = 20
_OPEN_SHOWN = 100
_encoder = msgspec.json.Encoder()


class Questions:
    """Questions by id. Every change has an offset; an older one than the known is passed over.

    Args:
        saved: The questions as they are stored.
        votes: Who asked each of them.
    """

    def __init__(self, saved: Iterable[SavedQuestion] = (), votes: Iterable[Vote] = ()) -> None:
        self._questions: dict[str, Question] = {}
        self._changed_at: dict[str, int] = {}
        self._voters: dict[str, set[str]] = {}
        self._by_words: dict[str, str] = {}
        self._untold: set[str] = set()
        self._snapshot: dict[str, msgspec.Raw] | None = None
        for each in saved:
            self._put(each.question, each.offset)
        for vote in votes:
            # A vote may be stored before its question, or stay when that is erased.
            if vote.question_id in self._voters:
                self._voters[vote.question_id].add(vote.person_id)

    def find(self, question_id: str) -> Question | None:
        """The question as it is now."""
        return self._questions.get(question_id)

    def same(self, words: str) -> Question | None:
        """An open question in the same words, whatever their case and punctuation."""
        question = self._questions.get(self._by_words.get(_plain(words), ""))
        return question if question is not None and question.takes_votes else None

    def votes(self, question_id: str) -> int:
        """How many people ask it."""
        return len(self._voters.get(question_id, ()))

    def asked_by(self, person_id: str) -> list[Question]:
        """What a person asked, whatever became of it."""
        return [each for each in self._questions.values() if each.asker.person_id == person_id]

    @property
    def open(self) -> list[Question]:
        """All that may still be voted for, oldest first."""
        return [each for each in self._questions.values() if each.takes_votes]

    @property
    def answering(self) -> Question | None:
        """The one that is being answered in the video."""
        return next((each for each in self.open if each.standing is Standing.answering), None)

    def take(self, event: QuestionEvent) -> None:
        """Bring in what has happened."""
        for question in (event.q,) if isinstance(event, QuestionAsked) else event.qs:
            if event.o <= self._changed_at.get(question.id, -1):
                continue
            before = self._questions.get(question.id)
            self._put(question, event.o)
            if isinstance(event, QuestionAsked):
                self._voters[question.id].add(question.asker.person_id)
            elif question.into is not None and (before is None or before.into is None):
                self._move_votes(question.id, question.into)

    def count(self, vote: Vote) -> bool:
        """Count a vote, once a person; tells whether it is accepted."""
        question = self._questions.get(vote.question_id)
        if question is None or not question.takes_votes:
            return False
        voters = self._voters[vote.question_id]
        if vote.on:
            voters.add(vote.person_id)
        else:
            voters.discard(vote.person_id)
        self._touch(vote.question_id)
        return True

    def voted(self, person_id: str) -> tuple[str, ...]:
        """The open questions that a person asks."""
        return tuple(each.id for each in self.open if person_id in self._voters[each.id])

    @property
    def has_untold_votes(self) -> bool:
        """Whether `tell_votes` would tell anything."""
        return bool(self._untold)

    def tell_votes(self) -> QuestionVotes | None:
        """The counts that changed since the last time."""
        if not self._untold:
            return None
        told = QuestionVotes(n={question_id: self.votes(question_id) for question_id in sorted(self._untold)})
        self._untold.clear()
        return told

    @property
    def snapshot(self) -> dict[str, msgspec.Raw]:
        """What a newcomer sees, encoded: `questions`, if any, with their counts `n`, most asked first."""
        if self._snapshot is None:
            shown = self._shown()
            self._snapshot = {"questions": msgspec.Raw(_encoder.encode(shown))} if shown else {}
        return self._snapshot

    def _shown(self) -> list[dict[str, object]]:
        wanted = sorted(self.open, key=lambda each: -self.votes(each.id))[:_OPEN_SHOWN]
        answered = [each for each in self._questions.values() if each.standing is Standing.answered]
        shown = wanted + answered[-_ANSWERED_SHOWN:]
        return [{**msgspec.to_builtins(each), "n": self.votes(each.id)} for each in shown]

    def _put(self, question: Question, offset: int) -> None:
        self._questions[question.id] = question
        self._changed_at[question.id] = offset
        self._voters.setdefault(question.id, set())
        if question.takes_votes:
            self._by_words[_plain(question.x)] = question.id
        self._touch(question.id)

    def _move_votes(self, source: str, target: str) -> None:
        self._voters.setdefault(target, set()).update(self._voters[source])
        self._voters[source] = set()
        self._touch(target)

    def _touch(self, question_id: str) -> None:
        self._untold.add(question_id)
        self._snapshot = None


def _plain(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum()) or words

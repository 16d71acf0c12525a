"""The polls of one room and who is for what; a person counts once in each."""

from collections.abc import Iterable

import msgspec

from chat.poll import Poll, PollEvent, PollVote, PollVotes, SavedPoll

_CLOSED_SHOWN = 5
_encoder = msgspec.json.Encoder()


class Polls:
    """Polls by id. Every change has an offset; an older one than the known is passed over.

    Args:
        saved: The polls as they are stored.
        votes: Who is for what.
    """

    def __init__(self, saved: Iterable[SavedPoll] = (), votes: Iterable[PollVote] = ()) -> None:
        self._polls: dict[str, Poll] = {}
        self._changed_at: dict[str, int] = {}
        self._choices: dict[str, dict[str, int]] = {}
        self._sums: dict[str, list[int]] = {}
        self._untold: set[str] = set()
        self._snapshot: dict[str, msgspec.Raw] | None = None
        for each in saved:
            self._put(each.poll, each.offset)
        for vote in votes:
            # A vote may be stored before its poll.
            if vote.poll_id in self._polls:
                self._record(vote)
        self._untold.clear()

    def find(self, poll_id: str) -> Poll | None:
        """The poll as it is now."""
        return self._polls.get(poll_id)

    @property
    def open(self) -> list[Poll]:
        """All that were not closed, oldest first."""
        return [each for each in self._polls.values() if each.closed_ms is None]

    def choice(self, poll_id: str, person_id: str) -> int | None:
        """What a person is for."""
        return self._choices.get(poll_id, {}).get(person_id)

    def counts(self, poll_id: str) -> list[int]:
        """How many people are for each option."""
        return list(self._sums[poll_id])

    def take(self, event: PollEvent) -> None:
        """Bring in what has happened."""
        if event.o > self._changed_at.get(event.poll.id, -1):
            self._put(event.poll, event.o)

    def takes(self, vote: PollVote) -> bool:
        """Whether a vote counts, in the order in which all happened."""
        poll = self._polls.get(vote.poll_id)
        if poll is None or poll.closed_ms is not None or vote.option >= len(poll.options):
            return False
        return not poll.final or self.choice(poll.id, vote.person_id) is None

    def count(self, vote: PollVote) -> None:
        """Count a vote, if it counts; it replaces the person's earlier one."""
        if self.takes(vote):
            self._record(vote)
            self._touch(vote.poll_id)

    def chosen(self, person_id: str) -> dict[str, int]:
        """What a person is for, in the polls that are shown."""
        shown = ((each.id, self.choice(each.id, person_id)) for each in self._shown())
        return {poll_id: option for poll_id, option in shown if option is not None}

    @property
    def has_untold_votes(self) -> bool:
        """Whether `tell_votes` would tell anything."""
        return bool(self._untold)

    def tell_votes(self) -> PollVotes | None:
        """The counts that changed since the last time."""
        if not self._untold:
            return None
        told = PollVotes(n={poll_id: self.counts(poll_id) for poll_id in sorted(self._untold)})
        self._untold.clear()
        return told

    @property
    def snapshot(self) -> dict[str, msgspec.Raw]:
        """What a newcomer sees, encoded: `polls`, if any, with their counts `n`, the open ones first."""
        if self._snapshot is None:
            shown = [{**msgspec.to_builtins(each), "n": self.counts(each.id)} for each in self._shown()]
            self._snapshot = {"polls": msgspec.Raw(_encoder.encode(shown))} if shown else {}
        return self._snapshot

    def _shown(self) -> list[Poll]:
        closed = [each for each in self._polls.values() if each.closed_ms is not None]
        return self.open + closed[-_CLOSED_SHOWN:]

    def _record(self, vote: PollVote) -> None:
        choices, sums = self._choices[vote.poll_id], self._sums[vote.poll_id]
        if (before := choices.get(vote.person_id)) is not None:
            sums[before] -= 1
        choices[vote.person_id] = vote.option
        sums[vote.option] += 1

    def _put(self, poll: Poll, offset: int) -> None:
        self._polls[poll.id] = poll
        self._changed_at[poll.id] = offset
        self._choices.setdefault(poll.id, {})
        self._sums.setdefault(poll.id, [0] * len(poll.options))
        self._touch(poll.id)

    def _touch(self, poll_id: str) -> None:
        self._untold.add(poll_id)
        self._snapshot = None

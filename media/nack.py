"""Finds the packets that a publisher's track lacks and says when to ask for them (again)."""

from dataclasses import dataclass

from media.rtp import unwrap

_MAX_MISSING = 400
_MAX_TRIES = 10
_GIVE_UP_SECONDS = 1.5
_UNKNOWN_SECONDS = 0.1
_LEAST_SECONDS = 0.03
_LATE_FACTOR = 1.5
_SMOOTHING = 0.2


@dataclass(slots=True)
class _Gap:
    first_seen: float
    tries: int = 0
    asked: float = 0.0


class MissingPackets:
    """Gaps of one source, by extended sequence number.

    What does not come is asked for again a little later than it usually takes: of the repeats of a path that
    loses 5 %, and of the requests for them, so many are lost, too, and a lost round can be seen as a freeze.

    Attributes:
        answer_seconds: From asking to getting, of late; None before the first. Not of those asked for twice,
            whose answer may belong to either request (Karn).
    """

    def __init__(self) -> None:
        self.answer_seconds: float | None = None
        self._highest: int | None = None
        self._gaps: dict[int, _Gap] = {}
        self._next_try = 0.0

    def __len__(self) -> int:
        return len(self._gaps)

    def received(self, sequence: int, now: float) -> None:
        """Note an arrival."""
        if self._highest is None:
            self._highest = sequence
            return
        extended = unwrap(sequence, self._highest, 16)
        if extended <= self._highest:
            self._filled(self._gaps.pop(extended, None), now)
            return
        opened = extended - self._highest - 1
        if opened > _MAX_MISSING:
            # Not loss but a restart: asking for all of it would only hurt.
            self._gaps.clear()
            opened = 0
        for missing in range(extended - opened, extended):
            self._gaps[missing] = _Gap(now)
            self._next_try = now
        self._highest = extended
        while len(self._gaps) > _MAX_MISSING:
            del self._gaps[next(iter(self._gaps))]

    def is_due(self, now: float) -> bool:
        """Whether there is something to ask for."""
        return bool(self._gaps) and now >= self._next_try

    def due(self, now: float, round_trip_seconds: float | None = None) -> list[int]:
        """List what to ask for now, and forget what can no longer be of use.

        Args:
            now: Monotonic seconds.
            round_trip_seconds: As reported, for as long as nothing was answered.
        """
        asked: list[int] = []
        usual = self.answer_seconds or round_trip_seconds
        retry = _UNKNOWN_SECONDS if usual is None else max(_LEAST_SECONDS, _LATE_FACTOR * usual)
        for sequence, gap in list(self._gaps.items()):
            if gap.tries >= _MAX_TRIES or now - gap.first_seen > _GIVE_UP_SECONDS:
                del self._gaps[sequence]
            elif not gap.tries or now >= gap.asked + retry:
                gap.tries += 1
                gap.asked = now
                asked.append(sequence)
        self._next_try = min((gap.asked for gap in self._gaps.values()), default=now) + retry
        return asked

    def _filled(self, gap: _Gap | None, now: float) -> None:
        if gap is not None and gap.tries == 1:
            took = now - gap.asked
            known = took if self.answer_seconds is None else self.answer_seconds
            self.answer_seconds = known + _SMOOTHING * (took - known)

"""Finds the packets that a publisher's track lacks and says when to ask for them (again)."""

from dataclasses import dataclass

from media.rtp import unwrap

_MAX_MISSING = 400
_MAX_TRIES = 10
_GIVE_UP_SECONDS = 1.5


@dataclass(slots=True)
class _Gap:
    first_seen: float
    tries: int = 0
    next_try: float = 0.0


class MissingPackets:
    """Gaps of one source, by extended sequence number."""

    def __init__(self) -> None:
        self._highest: int | None = None
        self._gaps: dict[int, _Gap] = {}

    def __len__(self) -> int:
        return len(self._gaps)

    def received(self, sequence: int, now: float) -> bool:
        """Note an arrival; True if it left a new gap behind."""
        if self._highest is None:
            self._highest = sequence
            return False
        extended = unwrap(sequence, self._highest, 16)
        if extended <= self._highest:
            self._gaps.pop(extended, None)
            return False
        opened = extended - self._highest - 1
        if opened > _MAX_MISSING:
            # Not loss but a restart: asking for all of it would only hurt.
            self._gaps.clear()
            opened = 0
        for missing in range(extended - opened, extended):
            self._gaps[missing] = _Gap(now)
        self._highest = extended
        while len(self._gaps) > _MAX_MISSING:
            del self._gaps[next(iter(self._gaps))]
        return opened > 0

    def due(self, now: float, retry_seconds: float) -> list[int]:
        """List what to ask for now, and forget what can no longer be of use."""
        asked: list[int] = []
        for sequence, gap in list(self._gaps.items()):
            if gap.tries >= _MAX_TRIES or now - gap.first_seen > _GIVE_UP_SECONDS:
                del self._gaps[sequence]
            elif now >= gap.next_try:
                gap.tries += 1
                gap.next_try = now + retry_seconds
                asked.append(sequence)
        return asked

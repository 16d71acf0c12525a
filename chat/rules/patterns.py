"""Patterns that moderators write, read by RE2 alone: its time grows with the message and nothing else."""

from collections.abc import Iterable, Sequence

import re2

LARGEST = 2000
"""Of one pattern, in instructions of RE2's program: a word has as many as letters, `\\pL` a thousand."""
LARGEST_TOGETHER = 5000
"""400 letters took 0.1 ms at 1,500 instructions, so all patterns stay well below a millisecond."""
_MEMORY_BYTES = 1 << 20


class PatternInvalid(ValueError):
    """A pattern cannot be used; the sentence says which, and why."""


def checked(patterns: Iterable[str]) -> None:
    """See that patterns can be used.

    Raises:
        PatternInvalid: one is not understood, finds nothing in everything, or is too large.
    """
    together = 0
    for pattern in patterns:
        compiled = _compiled(pattern)
        together += compiled.programsize
        if compiled.search(b"") is not None:
            raise PatternInvalid(f"the pattern {pattern!r} fits every message")
        if compiled.programsize > LARGEST or together > LARGEST_TOGETHER:
            raise PatternInvalid(f"with the pattern {pattern!r} it takes too long to look at a message")


class Patterns:
    """Patterns ready to be looked for.

    Args:
        patterns: What to find, as RE2 writes it; letter case makes no difference.

    Raises:
        PatternInvalid: one cannot be used.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._compiled = [_compiled(pattern) for pattern in patterns]
        self._any = _any_of(patterns)

    def find(self, text: str) -> str | None:
        """What the first pattern that fits finds in a message."""
        data = text.encode()
        if self._any is not None and self._any.search(data) is None:
            return None
        for compiled in self._compiled:
            if (match := compiled.search(data)) is not None:
                # A byte (`\C`) may be found in the middle of a letter.
                return str(match.group().decode(errors="replace"))
        return None


def _any_of(patterns: Sequence[str]) -> "re2._Regexp | None":
    """All of them as one, which costs a message as much as one does; None where they do not go together."""
    try:
        return _compiled("|".join(f"(?:{pattern})" for pattern in patterns))
    except PatternInvalid:
        return None  # two name a group alike


def _compiled(pattern: str) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY_BYTES
    try:
        return re2.compile(pattern.encode(), options)
    except re2.error as error:
        why = error.args[0].decode(errors="replace") if error.args else "it is too large"
        raise PatternInvalid(f"the pattern {pattern!r} is not understood: {why}") from error

"""What interests may refuse.

InterestError
  TooManyInterests  a person keeps an eye on as much as one may
"""

from typing import ClassVar


class InterestError(Exception):
    """Base of the tree; `str(e)` is a sentence to show."""

    code: ClassVar[str] = "interest_error"


class TooManyInterests(InterestError):
    """There is no end to what could be followed and wished for."""

    code = "too_many_interests"

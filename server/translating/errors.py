"""What can be refused about translations.

TranslationUnavailable   translation_unavailable
"""

from typing import ClassVar


class TranslationUnavailable(Exception):
    """Nothing translates here, it did not answer, or too many wait for it."""

    code: ClassVar[str] = "translation_unavailable"

    def __init__(self) -> None:
        super().__init__("This cannot be translated right now; try again in a moment.")
        self.extra: dict[str, str | int | float | bool | None] = {}

"""The root of what checkout refuses."""

from collections.abc import Mapping

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class CheckoutError(Exception):
    """Anything checkout refuses. ``code`` is stable; the sentence may change."""

    code: str = "checkout_error"

    def __init__(self, sentence: str, **extra: Json) -> None:
        super().__init__(sentence)
        self.extra: Mapping[str, Json] = extra

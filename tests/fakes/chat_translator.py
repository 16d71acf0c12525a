"""A translator that a test's process loads by name."""

_CALLS: list[str] = []


def translate(text: str, to: str) -> str | None:
    """Counts its calls in what it says; knows some texts that are trouble."""
    _CALLS.append(text)
    if text == "fail":
        raise ValueError("no such words")
    if text == "same":
        return text
    return None if text == "unknown" else f"{to}\u202e {text} {len(_CALLS)}"

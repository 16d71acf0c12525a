"""What may stand in a chat message: Unicode made plain, and its length as a person sees it."""

import unicodedata
from itertools import pairwise

_ZWNJ, _ZWJ = "\u200c", "\u200d"
_JOINERS = frozenset((_ZWNJ, _ZWJ))
_BLANKS = frozenset("\t\n\v\f\r\x85\u2028\u2029\u2800\u3164\uffa0\u115f\u1160")
# LRM, RLM and ALM only hint at a direction and are needed in Hebrew and Arabic; overrides, embeddings and
# isolates (UAX #9) can make a line read as what it does not say.
_KEPT_FORMAT = frozenset("\u200e\u200f\u061c")
_BLACK_FLAG = "\U0001f3f4"
_MAX_MARKS = 4  # Vietnamese, Thai and pointed Hebrew need up to three over one letter; more is "zalgo"


def clean(text: str) -> str:
    """The text in NFC, on one line, without control characters, hidden characters or stacked marks.

    Direction overrides and zero-width characters are removed; joiners stay where scripts and emoji need them.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        if char in _BLANKS or category == "Zs":
            kept.append(" ")
            marks = 0
        elif category in {"Mn", "Me"} or _is_selector(char):
            marks += 1
            if marks <= _MAX_MARKS and kept and kept[-1] != " ":
                kept.append(char)
        elif category[0] != "C":
            kept.append(char)
            marks = 0
        elif char in _KEPT_FORMAT or _may_stay(char, category, kept):
            kept.append(char)  # and the marks before it still count, or it would be a way around the limit
    # What stood between a letter and its accent may be gone now, so they may compose.
    return unicodedata.normalize("NFC", " ".join(_without_loose_joiners(kept).split()))


def visible_length(text: str) -> int:
    """The number of characters that a person sees, close to UAX #29's grapheme clusters.

    Marks, emoji modifiers, variation selectors and tags belong to what they follow; a ZWJ glues its
    neighbours; two regional indicators make one flag.
    """
    length = 0
    glued = False
    flag_open = False
    for char in text:
        if char == _ZWJ:
            glued = True
            continue
        extends = (
            unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"} or "\U0001f3fb" <= char <= "\U0001f3ff"
        )
        if extends and length:
            continue
        is_indicator = "\U0001f1e6" <= char <= "\U0001f1ff"
        if not glued and not (is_indicator and flag_open):
            length += 1
        flag_open = is_indicator and not flag_open
        glued = False
    return length


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _may_stay(char: str, category: str, kept: list[str]) -> bool:
    """Whether a character of category C has a use: private use, new emoji, joiners, flag tags."""
    if category in {"Cn", "Co"}:
        return True
    if char in _JOINERS:
        # Latin text needs no joiners; between its letters they only hide words from filters.
        return bool(kept) and kept[-1] not in _JOINERS and not kept[-1].isascii()
    is_tag = "\U000e0020" <= char <= "\U000e007f"
    return is_tag and bool(kept) and (kept[-1] == _BLACK_FLAG or "\U000e0020" <= kept[-1] <= "\U000e007f")


def _without_loose_joiners(kept: list[str]) -> str:
    """Drop joiners that join nothing: before a blank or at the end."""
    joined = [
        char for char, following in pairwise([*kept, " "]) if char not in _JOINERS or not following.isspace()
    ]
    return "".join(joined)

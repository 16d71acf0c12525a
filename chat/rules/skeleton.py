"""Brings words that look alike to one form, so that a list need not name every disguise.

Compatibility forms, accents, hidden characters, letter case, letters of other scripts that look the same
(after Unicode's TR39, for what Latin, Cyrillic and Greek share), and letters drawn out.
"""

import re
import unicodedata
from functools import lru_cache

# Cyrillic and Greek small letters that a reader takes for Latin ones, and Latin ones that stand for others.
_LOOKALIKES = dict(
    zip(
        "авсԁеһніјкӏморԛгѕтуѵԝхёзчбαβεηικνορστυχγωıɡɑøđłþ",
        "abcdehhijklmopqrstyvwxe346abenikvopotuxywigaodlp",
        strict=True,
    )
)
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"}
)
_FORMS_KEPT = 5000
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"(.)\1+")
_FIGURES = re.compile(r"[^\W\d_][\d@$]|[\d@$][^\W\d_]")
_NOT_LETTERS = re.compile(r"[\W_]+")


class _Forms(dict[int, str]):
    """The form of each letter that was met; none for marks and characters that cannot be seen."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = "" if unicodedata.category(char)[0] in "MC" else _LOOKALIKES.get(char, char)
        if len(self) < _FORMS_KEPT:
            self[code] = form
        return form


_FORMS = _Forms()


@lru_cache(maxsize=512)
def skeleton(text: str) -> str:
    """The text as a list compares it: small letters of one script where they look alike, no accents."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded).translate(_FORMS)
    return _DRAWN_OUT.sub(r"\1", folded)


def unleet(bones: str) -> str:
    """A skeleton with figures read as letters; that has false hits, so nothing is refused on it."""
    return bones.translate(_LEET) if _FIGURES.search(bones) else bones


def squeezed(bones: str) -> str:
    """A skeleton without anything between or beside its letters, and no letter twice in a row."""
    return _DOUBLED.sub(r"\1", _NOT_LETTERS.sub("", bones))

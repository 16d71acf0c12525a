"""Readable ids for shows: the title in plain letters and a few random ones."""

import re
import unicodedata
from collections.abc import Callable

STEM_LIMIT = 40
SUFFIX_LENGTH = 5
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no look-alikes, so that an id can be read out aloud
PATTERN = re.compile(r"[a-z0-9-]{3,64}")


def make_slug(title: str, choose: Callable[[str], str]) -> str:
    """Return an id such as ``kiln-opening-no-14-x7k2p``.

    Args:
        title: what the seller called the show, in any script.
        choose: picks one character of the string it is given (``secrets.choice`` outside of tests).
    """
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:STEM_LIMIT].strip("-")
    suffix = "".join(choose(ALPHABET) for _ in range(SUFFIX_LENGTH))
    return f"{stem or 'show'}-{suffix}"

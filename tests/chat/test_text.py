"""What a message may contain and how long it looks."""

import unicodedata

import hypothesis.strategies as st
import pytest
from hypothesis import given

from chat.text import clean, visible_length

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
LONE_TAGS = "\U000e0067\U000e0062"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  two \t words\r\n ", "two words"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066hidden\u2069", "hidden"),
        ("s\u200bp\u2060a\ufeffm\u00ad", "spam"),
        ("v\u200di\u200cagra", "viagra"),
        ("\u200b\u200d\u2060\ufeff", ""),
        ("\u3164\u2800\u00a0", ""),
        ("e\u0301", "\u00e9"),
        ("Z" + "\u0351" * 40, "Z" + "\u0351" * 4),
        ("Z" + "\u0351\u0351\u0351\u0351\u200d" * 9, "Z" + "\u0351" * 4),
        ("Z" + "\u0351\u0351\u0351\u0351\u200b" * 9, "Z" + "\u0351" * 4),
        ("e\u200b\u0301", "\u00e9"),
        ("\u0301abc", "abc"),
        (FAMILY, FAMILY),
        (ENGLAND, ENGLAND),
        (f"x{LONE_TAGS}", "x"),
        (PERSIAN, PERSIAN),
        ("\u05e9\u05dc\u05d5\u05dd\u200f!", "\u05e9\u05dc\u05d5\u05dd\u200f!"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("\u2764\u200d \u2764", "\u2764 \u2764"),
    ],
)
def test_text_is_made_plain(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        (FAMILY, 1),
        (ENGLAND, 1),
        ("\U0001f44d\U0001f3fd", 1),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 2),
        ("\u2764\ufe0f!", 2),
        ("q\u0323\u0307", 1),
        ("\u0915\u094d\u0937\u093f", 2),
    ],
)
def test_length_is_what_a_person_sees(text: str, length: int) -> None:
    assert visible_length(text) == length


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_invisible_or_reversing_survives(raw: str) -> None:
    kept = clean(raw)
    assert not any(unicodedata.category(char) == "Cc" for char in kept)
    assert not set(kept) & set("\u200b\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
    assert visible_length(kept) <= len(kept)
    assert kept == kept.strip()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    assert clean(clean(raw)) == clean(raw)

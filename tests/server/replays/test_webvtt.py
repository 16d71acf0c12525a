"""Captions: what is read is what was said, whatever else a file holds; what is written can be read."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.replays import CaptionsInvalid
from server.replays.webvtt import LONGEST_CUE, MOST_CUES, Cue, read, write

FILE = """\ufeffWEBVTT - made by hand\r
Kind: captions

STYLE
::cue { color: url(https://elsewhere.example/) }

NOTE somebody's note

2
00:01:02.500 --> 00:01:04.000 line:0 position:20%
<v Hanna>It does, <b>on the top rack</b> &amp; below.
<script>alert(1)</script>

00:05.000 --> 00:06.250
Tom &lt;3 <00:00:05.500><c.red>jugs</c>
"""
LINES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=40)
TEXTS = st.lists(LINES.filter(lambda line: line == line.strip()), min_size=1, max_size=3).map("\n".join)
CUES = st.tuples(st.integers(0, 300_000_000), st.integers(1, 10_000), TEXTS).map(
    lambda drawn: Cue(drawn[0], drawn[0] + drawn[1], drawn[2])
)


def test_a_file_gives_its_words_and_times_and_nothing_else() -> None:
    assert read(FILE) == [
        Cue(5_000, 6_250, "Tom <3 jugs"),
        Cue(62_500, 64_000, "It does, on the top rack & below.\nalert(1)"),
    ]


@given(st.lists(CUES, min_size=1, max_size=5))
def test_what_is_written_can_be_read(cues: list[Cue]) -> None:
    ordered = sorted(cues, key=lambda cue: cue.begins_ms)
    assert read(write(ordered)) == ordered


@given(st.text(max_size=300))
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    shapes = (text, f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}", f"WEBVTT\n\n{text} --> {text}\nhi")
    for shape in shapes:
        with contextlib.suppress(CaptionsInvalid):
            assert all(cue.text and cue.begins_ms < cue.ends_ms for cue in read(shape))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip", "WEBVTT"),
        ("WEBVTTX\n\n", "WEBVTT"),
        ("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nhi", "00:01:02.500"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nhi", "before it begins"),
        ("WEBVTT\n\n-->\nhi", "no times"),
        ("WEBVTT\n\nNOTE nothing", "no captions"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "a" * (LONGEST_CUE + 1), "longer"),
        ("WEBVTT\n\n" + "00:01.000 --> 00:02.000\nhi\n\n" * (MOST_CUES + 1), "more than"),
    ],
)
def test_a_file_that_cannot_be_shown_says_why(text: str, says: str) -> None:
    with pytest.raises(CaptionsInvalid, match=says):
        read(text)

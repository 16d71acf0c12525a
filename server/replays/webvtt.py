"""Reads and writes captions as WebVTT (W3C, www.w3.org/TR/webvtt1); nothing of it is trusted."""

import re

import msgspec

from server.replays.errors import CaptionsInvalid

MOST_CUES = 5_000
LONGEST_CUE = 1_000
_TIMES = re.compile(r"(?P<begin>\S+)[ \t]+-->[ \t]+(?P<end>\S+)(?:[ \t].*)?")
_TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
_TAG = re.compile(r"<[^>]*>?")
_BLANKS = re.compile(r"\n{2,}")


class Cue(msgspec.Struct, frozen=True, array_like=True):
    """Some lines of text for a stretch of time.

    Attributes:
        begins_ms: In whatever clock the file is read or kept.
        ends_ms: Later than `begins_ms`.
        text: Plain lines, without tags.
    """

    begins_ms: int
    ends_ms: int
    text: str


def read(text: str) -> list[Cue]:
    """Read the cues of a file, in the order of their beginnings.

    Styles, regions, positions and tags are left out: the page shows all captions alike.

    Raises:
        CaptionsInvalid: it says what is wrong, and in which cue.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    head, *blocks = _BLANKS.split(lines.strip("\n"))
    if not re.match(r"WEBVTT(?:[ \t\n]|$)", head):
        raise CaptionsInvalid("This is no WebVTT file: its first line is not WEBVTT. Export it as .vtt.")
    cues = [cue for block in blocks if (cue := _cue(block)) is not None]
    if not cues:
        raise CaptionsInvalid("There are no captions in this file.")
    if len(cues) > MOST_CUES:
        raise CaptionsInvalid(f"This file has more than {MOST_CUES:,} captions. Leave some out.")
    return sorted(cues, key=lambda cue: cue.begins_ms)


def write(cues: list[Cue]) -> str:
    """Write cues as a file."""
    blocks = [f"{_clock(cue.begins_ms)} --> {_clock(cue.ends_ms)}\n{_escaped(cue.text)}\n" for cue in cues]
    return "\n".join(["WEBVTT\n", *blocks])


def _cue(block: str) -> Cue | None:
    """Read a block; None for comments, styles and regions, and for a cue without text."""
    lines = block.split("\n")
    at = next((index for index, line in enumerate(lines[:2]) if "-->" in line), None)
    if at is None:
        return None
    times = _TIMES.fullmatch(lines[at].strip())
    if times is None:
        raise CaptionsInvalid(f"A caption has no times that can be read: {lines[at][:60]}")
    begins_ms, ends_ms = _milliseconds(times["begin"]), _milliseconds(times["end"])
    if ends_ms <= begins_ms:
        raise CaptionsInvalid(f"A caption ends before it begins: {lines[at][:60]}")
    said = "\n".join(plain for line in lines[at + 1 :] if (plain := _plain(line)))
    if len(said) > LONGEST_CUE:
        raise CaptionsInvalid(f"The caption at {times['begin']} is longer than {LONGEST_CUE:,} characters.")
    return Cue(begins_ms, ends_ms, said) if said else None


def _milliseconds(time: str) -> int:
    found = _TIME.fullmatch(time)
    if found is None:
        raise CaptionsInvalid(f"This is no time of a caption: {time[:20]}. Write it as 00:01:02.500.")
    hours, minutes, seconds, thousandths = (int(part or 0) for part in found.groups())
    if hours > 99:
        raise CaptionsInvalid(f"No show is as long as this caption's time says: {time[:20]}.")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _plain(line: str) -> str:
    bare = _TAG.sub("", line)
    for name, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        bare = bare.replace(name, sign)
    return bare.strip()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"

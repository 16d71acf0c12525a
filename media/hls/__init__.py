"""CMAF from RTP: parts of a third of a second, segments of two, by remuxing alone."""

from media.hls.cutting import LONGEST_SEGMENT_SECONDS, PART_TARGET_SECONDS
from media.hls.news import InitWritten, PartWritten, Rendition, TakeBegan, TakeEnded, WriterNews
from media.hls.remux import RemuxFailed, Stretch, remux
from media.hls.stills import still
from media.hls.writer import WRITABLE, StreamWriter

__all__ = [
    "LONGEST_SEGMENT_SECONDS",
    "PART_TARGET_SECONDS",
    "WRITABLE",
    "InitWritten",
    "PartWritten",
    "RemuxFailed",
    "Rendition",
    "StreamWriter",
    "Stretch",
    "TakeBegan",
    "TakeEnded",
    "WriterNews",
    "remux",
    "still",
]

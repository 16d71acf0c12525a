"""Sends a live stream on to another platform by RTMP(S): one process a destination, which may hang or die."""

from media.rtmp.messages import Reason
from media.rtmp.push import Push, PushState, Stage

__all__ = ["Push", "PushState", "Reason", "Stage"]

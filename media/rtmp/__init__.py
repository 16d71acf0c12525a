"""Sends a live stream on to another platform by RTMP(S): one process a destination, which may hang or die."""

from media.rtmp.messages import PushReason
from media.rtmp.push import Push, PushStage, PushState

__all__ = ["Push", "PushReason", "PushStage", "PushState"]

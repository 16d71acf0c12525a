"""What can go wrong when somebody asks to send or to watch.

MediaError
├── OfferInvalid       the SDP cannot be read, or lacks what WebRTC needs
├── FragmentUnfit      the ICE fragment does not belong to what was asked with it
├── CodecUnsupported   the peers have no codec in common
├── NotPublishing      nobody sends this stream now; try again later
├── TooBusy            a limit of this server is reached; try again later
├── LayerUnknown       the publisher sends no layer of that name
└── SessionNotFound    no such session, or it has ended
"""

from typing import ClassVar


class MediaError(Exception):
    """A refusal whose text is safe to show to a person."""

    code: ClassVar[str] = "media_error"

    def __init__(self, sentence: str, **extra: int | str) -> None:
        super().__init__(sentence)
        self.extra: dict[str, int | str] = extra


class OfferInvalid(MediaError):
    """The offer is not SDP that WebRTC can work with."""

    code = "offer_invalid"


class FragmentUnfit(MediaError):
    """An ICE fragment that neither adds candidates to this session's ICE nor restarts it."""

    code = "ice_fragment_unfit"


class CodecUnsupported(MediaError):
    """The offer has no codec that this stream can use."""

    code = "codec_unsupported"


class NotPublishing(MediaError):
    """Nobody publishes the stream at the moment."""

    code = "not_publishing"

    def __init__(self, sentence: str, *, retry_after_s: int) -> None:
        super().__init__(sentence, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class TooBusy(MediaError):
    """A limit of the server is reached."""

    code = "too_busy"

    def __init__(self, sentence: str, *, retry_after_s: int) -> None:
        super().__init__(sentence, retry_after_s=retry_after_s)
        self.retry_after_s = retry_after_s


class SessionNotFound(MediaError):
    """The session does not exist or has ended."""

    code = "session_not_found"


class LayerUnknown(MediaError):
    """A player asks for a layer that the publisher does not send."""

    code = "layer_unknown"

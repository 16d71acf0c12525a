"""What the HTTP layer itself refuses, before any room is asked.

RequestRefused
  RouteNotFound, MethodNotAllowed, CrossSite, BodyTooLarge, BodyTooSlow, BodyMalformed, BodyInvalid
  QueryInvalid, MediaTypeUnsupported, NotAcceptable, PreconditionRequired
  PreconditionFailed, TimedOut, FormatUnknown, LinkInvalid, Internal
"""

from typing import ClassVar

JSON = str | int | float | bool | None


class RequestRefused(Exception):
    """Base of the tree; `str(e)` is a sentence to show, `extra` goes into the answer beside it."""

    code: ClassVar[str] = "request_refused"
    sentence: ClassVar[str] = "The request cannot be answered."

    def __init__(self, sentence: str | None = None, **extra: JSON) -> None:
        super().__init__(sentence or self.sentence)
        self.extra: dict[str, JSON] = extra


class RouteNotFound(RequestRefused):
    """No route has this path."""

    code = "not_found"
    sentence = "There is nothing at this address."


class MethodNotAllowed(RequestRefused):
    """The path exists with other methods."""

    code = "method_not_allowed"
    sentence = "This address does not take this method."


class CrossSite(RequestRefused):
    """A page of another site tries to act in the visitor's name (CSRF)."""

    code = "cross_site"
    sentence = "This request came from another site and was refused. Open the shop itself and try again."


class BodyTooLarge(RequestRefused):
    """The body exceeds what the route takes."""

    code = "body_too_large"

    def __init__(self, max_bytes: int) -> None:
        super().__init__(
            f"The request is too large: at most {max_bytes} bytes are taken.", max_bytes=max_bytes
        )


class BodyTooSlow(RequestRefused):
    """The body did not arrive in time."""

    code = "request_timeout"
    sentence = "The request did not arrive in time. Check the connection and try again."


class BodyMalformed(RequestRefused):
    """The body is not in the format that it claims."""

    code = "body_malformed"
    sentence = "The request's body is not valid JSON."


class BodyInvalid(RequestRefused):
    """The body is JSON and breaks the route's definition; `field` says where."""

    code = "body_invalid"


class QueryInvalid(RequestRefused):
    """A query or path parameter breaks the route's definition; `field` says which."""

    code = "query_invalid"


class MediaTypeUnsupported(RequestRefused):
    """The body has another content type than the route takes."""

    code = "unsupported_media_type"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"Send the request's body as {wanted}.", wanted=wanted)


class NotAcceptable(RequestRefused):
    """The client accepts no content type that the route can answer with."""

    code = "not_acceptable"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"This address answers with {given}, which the request does not accept.", given=given
        )


class PreconditionRequired(RequestRefused):
    """A change of a media session without `If-Match`."""

    code = "precondition_required"
    sentence = 'Say by If-Match which ICE session is meant: its ETag, or "*" to restart ICE.'


class PreconditionFailed(RequestRefused):
    """`If-Match` names an ICE session that has been replaced."""

    code = "precondition_failed"
    sentence = 'ICE was restarted meanwhile: its ETag has changed. Restart it with If-Match: "*".'


class TimedOut(RequestRefused):
    """The work behind the route took too long."""

    code = "timed_out"
    sentence = "This took too long and was given up. Try again in a moment."


class FormatUnknown(RequestRefused):
    """An oEmbed consumer asks for XML; oembed.com wants 501 for what a provider does not speak."""

    code = "format_unknown"
    sentence = "Only JSON is spoken here. Leave `format` out, or ask for `json`."


class LinkInvalid(RequestRefused):
    """A signed link of a mail was not made here, was cut short, or is too old."""

    code = "link_invalid"
    sentence = "This link is not whole, or too old. Open it from the mail again, or ask for a new one."


class Internal(RequestRefused):
    """We were wrong; details are in the log under the request's id only."""

    code = "internal_error"
    sentence = "Something went wrong on our side. Nothing was charged twice; try again in a moment."

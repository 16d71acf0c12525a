"""Where the links of mails lead: to stop them, by a person or a program's one tap, and to say yes to them."""

from aiohttp import web

from server.http.call import Call
from server.http.refusals import LinkInvalid
from server.http.route import Access, Route
from server.http.shells import send_page


async def page(call: Call, token: str) -> web.StreamResponse:  # noqa: ARG001 - the page reads it from its address
    """Send the page that asks once more: programs that look at links before people do must change nothing."""
    return await send_page(call.request, "mail-link")


async def stop(call: Call, token: str) -> None:
    """Stop the mails of a link (RFC 8058, section 3.1): no cookie, no second question.

    Raises:
        LinkInvalid: The link was not made here.
    """
    opened = call.services.notices.tokens.stop(token)
    if opened is None:
        raise LinkInvalid
    await call.services.interests.silence(opened.topic, opened.about_id, opened.person_id, opened.email)


async def confirm(call: Call, token: str) -> None:
    """Say yes to the mails that were asked for with this address.

    Raises:
        LinkInvalid: The link was not made here, or too long ago, or nothing is asked for any more.
    """
    opened = call.services.notices.tokens.confirm(token)
    if opened is None or not await call.services.interests.confirm(opened.person_id, opened.email):
        raise LinkInvalid


ROUTES = (
    Route("GET", "/mail/stop/{token}", page, "The page that stops mails", access=Access.UNASKED),
    Route("GET", "/mail/yes/{token}", page, "The page that says yes to mails", access=Access.UNASKED),
    Route(
        "POST",
        "/mail/stop/{token}",
        stop,
        "Stop the mails of a link, with one tap (RFC 8058)",
        Access.UNASKED,
        (LinkInvalid,),
        public_post=True,
    ),
    Route(
        "POST",
        "/mail/yes/{token}",
        confirm,
        "Say yes to the mails of a link",
        Access.UNASKED,
        (LinkInvalid,),
    ),
)

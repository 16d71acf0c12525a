"""Where the payment provider and its form on the page meet the server: configuration, webhook, sandbox."""

from aiohttp import web

from checkout import CheckoutConfig
from checkout.errors import WebhookInvalid, WebhookSignatureInvalid, WebhookTooOld
from server.http.call import Call
from server.http.refusals import RouteNotFound
from server.http.route import Access, Route

WEBHOOK_BYTES = 262_144


async def read_config(call: Call) -> CheckoutConfig:
    """How to pay here: by Stripe, or in the sandbox where no money moves."""
    return await call.services.checkout.config()


async def receive_webhook(call: Call, body: bytes) -> None:
    """Take a Stripe event; it is stored before this answers, and worked on afterwards."""
    await call.services.checkout.receive_webhook(body, call.request.headers.get("Stripe-Signature", ""))


async def sandbox(call: Call, path: str, body: bytes) -> web.Response:
    """Pass a request of the payment form on to the sandbox."""
    return await pass_on(call, f"/v1/{path}", body)


async def sandbox_read(call: Call, path: str) -> web.Response:
    """Pass a read of the payment form on to the sandbox."""
    return await pass_on(call, f"/v1/{path}?{call.request.query_string}", b"")


async def pass_on(call: Call, path: str, body: bytes) -> web.Response:
    """Ask the sandbox and give its answer back as it is.

    Raises:
        RouteNotFound: this server takes real payments.
    """
    stand_in = call.services.checkout.sandbox
    if stand_in is None:
        raise RouteNotFound
    reply = await stand_in.handle(call.request.method, path, dict(call.request.headers), body)
    return web.Response(status=reply.status, headers=reply.headers, body=reply.body)


ROUTES = (
    Route("GET", "/api/v1/checkout/config", read_config, "Read how to pay here"),
    Route(
        "POST",
        "/api/v1/webhooks/stripe",
        receive_webhook,
        "Receive a Stripe event",
        Access.UNASKED,
        errors=(WebhookSignatureInvalid, WebhookTooOld, WebhookInvalid),
        max_body_bytes=WEBHOOK_BYTES,
        public_post=True,
    ),
    Route("GET", "/sandbox/stripe/v1/{path:.+}", sandbox_read, "The payment sandbox", Access.UNASKED),
    Route(
        "POST",
        "/sandbox/stripe/v1/{path:.+}",
        sandbox,
        "The payment sandbox",
        Access.UNASKED,
        consumes="application/x-www-form-urlencoded",
    ),
)

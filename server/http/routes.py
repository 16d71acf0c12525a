"""Every URL of the server in one table."""

from server.http import (
    api_tokens,
    catalogue,
    chat_tokens,
    discounts,
    flashes,
    hls,
    me,
    operations,
    orders,
    pages,
    payments,
    pictures,
    products,
    shows,
    stream_keys,
    streaming,
    studio_orders,
    whep_events,
)
from server.http.route import Route

ROUTES: tuple[Route, ...] = (
    *me.ROUTES,
    *api_tokens.ROUTES,
    *shows.ROUTES,
    *stream_keys.ROUTES,
    *chat_tokens.ROUTES,
    *products.ROUTES,
    *catalogue.ROUTES,
    *flashes.ROUTES,
    *discounts.ROUTES,
    *pictures.ROUTES,
    *orders.ROUTES,
    *studio_orders.ROUTES,
    *payments.ROUTES,
    *streaming.ROUTES,
    *whep_events.ROUTES,
    *hls.ROUTES,
    *operations.ROUTES,
    *pages.ROUTES,
)

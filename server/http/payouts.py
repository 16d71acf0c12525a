"""A seller's money over HTTP: the books, the payouts, and every line as CSV."""

from aiohttp import web

from checkout import MoneySummary
from server.http.call import Call
from server.http.csv_files import send_csv
from server.http.refusals import QueryInvalid
from server.http.route import Access, Route
from server.http.studio_orders import ExportQuery, days_ms


async def read_money(call: Call) -> MoneySummary:
    """What was sold and what became of it, by currency, and the latest payouts."""
    return await call.services.checkout.payouts.summary(call.seller_id)


async def export_money(call: Call, query: ExportQuery) -> web.StreamResponse:
    """The lines of the ledger of some days, as CSV."""
    from_ms, to_ms = days_ms(query)
    pieces = call.services.checkout.payouts.table(call.seller_id, from_ms, to_ms)
    return await send_csv(call, pieces, f"money-{query.first}-{query.last}.csv")


ROUTES = (
    Route("GET", "/api/v1/studio/money", read_money, "Read your books and payouts", Access.SELLER),
    Route(
        "GET",
        "/api/v1/studio/money.csv",
        export_money,
        "Export the lines of your books as CSV",
        Access.SELLER,
        (QueryInvalid,),
        produces="text/csv",
        timeout_seconds=300,
    ),
)

"""The server over HTTP, for whoever runs it: this process, what is on air and how it does, what waits."""

import platform
import socket

import msgspec

from chat import ChatTotals
from checkout import Queues
from media import MediaTotals
from server.http.call import Call
from server.http.operations import readiness_of
from server.http.registration import VERSION
from server.http.route import Access, Route
from server.http.show_views import ShowCard, show_cards
from server.http.shows import Health, health_of
from server.recordings import Storage
from server.shows import ShowStatus

MOST_STREAMS = 200


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """The process that answers.

    Attributes:
        name: The host's.
        shared: Other processes may serve the same rooms; each answers for itself alone.
        draining: Nobody new is let in, because it is about to end.
        udp_port: Where video comes and goes.
    """

    name: str
    version: str
    python: str
    database: str
    opened_ms: int
    shared: bool
    draining: bool
    rehearsing: bool
    udp_port: int


class OnAir(msgspec.Struct, frozen=True, kw_only=True):
    """A show on air, and its stream as this process has it; ``people`` are those in its chat."""

    show: ShowCard
    people: int
    health: Health


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored and not done yet, in every queue of the shop."""

    mails: int
    webhooks: int
    checkout: Queues


class MailFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What became of mails since the start."""

    sent: int
    delayed: int
    given_up: int


class ServerState(msgspec.Struct, frozen=True, kw_only=True):
    """How the server does now; whatever has no row is this process's own and counts from its start.

    Attributes:
        ready: Whether it should get traffic.
        checks: What that depends on, and what it can do without.
        most_viewers: Of one stream.
        most_connections: In all.
    """

    now_ms: int
    node: Node
    ready: bool
    checks: dict[str, bool]
    on_air: list[OnAir]
    media: MediaTotals
    chat: ChatTotals
    mail: MailFigures
    waiting: Waiting
    storage: Storage
    accounts: int
    sign_ins: int
    most_viewers: int
    most_connections: int


async def read_server(call: Call) -> ServerState:
    """How the server does now."""
    services, settings = call.services, call.services.settings
    readiness = await readiness_of(services)
    found = await services.shows.page(MOST_STREAMS)
    airing = [show for show in found if show.status in {ShowStatus.LIVE, ShowStatus.INTERRUPTED}]
    mail = services.mail.counts
    return ServerState(
        now_ms=services.now_ms(),
        node=Node(
            name=socket.gethostname(),
            version=VERSION,
            python=platform.python_version(),
            database="PostgreSQL" if settings.database_url.startswith("postgresql") else "SQLite",
            opened_ms=services.opened_ms,
            shared=bool(settings.redis_url),
            draining=services.media.is_draining,
            rehearsing=services.rehearsing,
            udp_port=services.media.udp_port,
        ),
        ready=readiness.ready,
        checks=readiness.checks,
        on_air=[
            OnAir(show=card, people=card.viewers, health=health_of(services.media.health(card.id)))
            for card in await show_cards(services, airing)
        ],
        media=services.media.totals(),
        chat=services.chat.totals(),
        mail=MailFigures(sent=mail.sent, delayed=mail.delayed, given_up=mail.given_up),
        waiting=Waiting(
            mails=await services.mail.waiting(),
            webhooks=await services.hooks.delivering.waiting(),
            checkout=await services.checkout.queues(),
        ),
        storage=await services.recordings.storage(),
        accounts=await services.accounts.count(),
        sign_ins=await services.accounts.sessions.count(),
        most_viewers=settings.max_viewers,
        most_connections=settings.max_connections,
    )


ROUTES = (Route("GET", "/api/v1/server", read_server, "How the server does", Access.OPERATOR),)

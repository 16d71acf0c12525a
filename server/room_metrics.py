"""Shows what the rooms count, at /metrics, under names that say whose number it is."""

from collections.abc import Callable
from operator import attrgetter

from server.http.services import Services
from server.metrics import Metrics

MEDIA_GAUGES = ("streams", "publishers", "viewers", "joins_in_flight")
MEDIA_COUNTERS = (
    *("packets_in", "packets_out", "bytes_in", "bytes_out", "dropped", "rejected", "joins"),
    *("nacks_received", "nacks_sent", "retransmitted", "plis_received", "plis_up", "replays"),
)
CHAT_GAUGES = ("connections", "rooms", "degraded_rooms")
CHAT_COUNTERS = (
    *("accepted", "rejected", "messages", "refused", "moderated", "frames_out", "frames_shed"),
    *("closed_slow", "closed_idle", "closed_flood", "records_lost", "hook_failures", "hooks_disabled"),
    *("reviews_skipped", "retracted"),
)
MAIL_COUNTERS = ("sent", "delayed", "given_up")


def show_rooms(metrics: Metrics, services: Services) -> None:
    """Register the figures of media, chat and mail; they are read at each scrape."""
    for room, totals, gauges, counters in (
        ("media", services.media.totals, MEDIA_GAUGES, MEDIA_COUNTERS),
        ("chat", services.chat.totals, CHAT_GAUGES, CHAT_COUNTERS),
        ("mail", lambda: services.mail.counts, (), MAIL_COUNTERS),
    ):
        for name in gauges:
            metrics.gauge(f"showfloor_{room}_{name}", words(room, name), reader(totals, name))
        for name in counters:
            metrics.counter(f"showfloor_{room}_{name}", words(room, name), reader(totals, name))


def reader(totals: Callable[[], object], name: str) -> Callable[[], float]:
    """Return a function that reads one figure of a room now."""
    figure = attrgetter(name)
    return lambda: float(figure(totals()))


def words(room: str, name: str) -> str:
    """Describe a figure."""
    return f"{name.replace('_', ' ').capitalize()} of the {room} room."

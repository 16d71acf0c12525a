"""How big a rehearsal is, and where it must not take place."""

from collections.abc import Iterator
from dataclasses import dataclass

from server.settings import Settings

MIN_PEOPLE, MAX_PEOPLE = 6, 40  # fewer would leave a part without anybody to play it
MAX_PER_MINUTE = 120
PEOPLE, PER_MINUTE = 12, 30

NOT_A_SAMPLE_SHOP = (
    "--rehearse: this is not a sample shop, and simulated buyers would take its stock. "
    "Set SHOWFLOOR_DATA_DIR (or DATABASE_URL) to a new place, and leave SHOWFLOOR_SAMPLE_SHOP on."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the operator asked for.

    Attributes:
        seed: The same seed makes the same cast do the same things in a room that does the same.
        people: Simulated people, MIN_PEOPLE to MAX_PEOPLE.
        per_minute: What all of them together do in a minute.
    """

    seed: int
    people: int = PEOPLE
    per_minute: int = PER_MINUTE


def obstacles(settings: Settings) -> Iterator[str]:
    """Say what of the settings stands against a rehearsal: its people buy, and leave an address."""
    if not settings.sandbox:
        yield (
            "--rehearse: payments go to Stripe, and a rehearsal buys. "
            "Unset the STRIPE_ settings to rehearse in the payment sandbox."
        )
    if settings.smtp_url:
        yield "--rehearse: mails to simulated buyers would really be sent. Unset SMTP_URL to rehearse."

"""How often a visitor's network may do what is worth repeating to an attacker; sign-ins have their own."""

from dataclasses import dataclass, field

from server.accounts.throttle import Throttle


@dataclass(frozen=True, slots=True)
class Throttles:
    """Counted in memory: with several processes each allows as many, and a restart forgives.

    Attributes:
        newcomers: Guests who come to the chat for the first time, each a person whom nobody has muted yet.
        lookups_by_network: Look-ups of orders by their number, which run in sequence.
        lookups_by_email: The same for one e-mail from everywhere; ten an hour.
        placed_by_network: Orders that are paid later: nobody's card answers for them.
        holds_by_network: Orders begun: who drops the cookie is a new guest, and could hold all stock.
        codes_by_network: Discount codes tried at checkout.
        copies_by_person: Copies of one's own data, which read everything that there is.
        interests_by_network: Follows, reminders and wishes of guests, each of whom a new cookie makes anew.
        translations_by_network: Messages to be translated, each of which costs a program's time.
        addresses_by_network: E-mail addresses given for mails about shows, each of which is asked by a mail.
    """

    newcomers: Throttle = field(default_factory=lambda: Throttle(burst=20, refill_seconds=3))
    lookups_by_network: Throttle = field(default_factory=lambda: Throttle(burst=10, refill_seconds=30))
    lookups_by_email: Throttle = field(default_factory=lambda: Throttle(burst=10, refill_seconds=360))
    placed_by_network: Throttle = field(default_factory=lambda: Throttle(burst=10, refill_seconds=60))
    holds_by_network: Throttle = field(default_factory=lambda: Throttle(burst=30, refill_seconds=10))
    interests_by_network: Throttle = field(default_factory=lambda: Throttle(burst=60, refill_seconds=3))
    translations_by_network: Throttle = field(default_factory=lambda: Throttle(burst=30, refill_seconds=2))
    addresses_by_network: Throttle = field(default_factory=lambda: Throttle(burst=10, refill_seconds=60))
    copies_by_person: Throttle = field(default_factory=lambda: Throttle(burst=3, refill_seconds=600))
    codes_by_network: Throttle = field(default_factory=lambda: Throttle(burst=20, refill_seconds=15))

"""Finds what is wrong with the environment as a whole: misspelt names, contradictions."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

STRIPE = ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")


def misspelt(environ: Iterable[str], known: list[str]) -> Iterator[str]:
    """A variable that is nearly one of ours is a typing mistake that would silently do nothing."""
    for name in environ:
        if not name.startswith("SHOWFLOOR_") or name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.9)
        if near:
            yield f"{name} is not a setting. Did you mean {near[0]}?"


def contradictions(environ: Mapping[str, str]) -> Iterator[str]:
    """Settings that are fine alone and wrong together."""
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    missing = [name for name in STRIPE if name not in given]
    if missing and len(missing) < len(STRIPE):
        yield (
            f"Stripe is half configured: {' and '.join(missing)} is missing. Set all of {', '.join(STRIPE)}, "
            "or none of them to use the payment sandbox."
        )
    if len({_stripe_mode(given[name]) for name in STRIPE[:2] if name in given}) > 1:
        yield "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY differ in mode: use two live or two test keys."
    if (
        re.search(r"\bturns?:", given.get("SHOWFLOOR_ICE_SERVERS", ""))
        and "SHOWFLOOR_TURN_SECRET" not in given
    ):
        yield "SHOWFLOOR_TURN_SECRET is missing: the TURN server of SHOWFLOOR_ICE_SERVERS wants it."
    if "SMTP_URL" in given and "SHOWFLOOR_MAIL_FROM" not in given:
        yield "SHOWFLOOR_MAIL_FROM must name a sender that the mail server of SMTP_URL accepts."


def _stripe_mode(key: str) -> str:
    """`live` of `sk_live_...`."""
    return "_".join(key.split("_")[1:2])

"""Measures what the whole synchronous chain of moderation costs for each message, without sockets."""

import time

from chat.gate import Gate
from chat.people import Chatter
from chat.policy import Levels, Policy, Regime

_MESSAGES = 4000
_TERMS = 2000
_SAID = (
    "does this come in blue, and how long is shipping to Ghent?",
    "Здравствуйте! А пиалы сегодня будут, и сколько стоит доставка в Казань?",
    "I love the moss one, is it greener in daylight than it looks here?",
    "Беру две. Маме и себе",
    "how tall is it next to a wine bottle",
    "WOW, that sound when you tap it 😍😍😍",
)
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu")
_STRICT = Policy(
    account_minutes=1,
    slow_seconds=1,
    unique=True,
    links="drop",
    domains=("shop.example",),
    terms=tuple(f"term{number}*" for number in range(_TERMS)),
    levels=Levels(insults=2, hate=2, sexual=2, scam=2, private=2, repeats=2, flood=2, caps=2),
)


def moderation_us_per_message() -> float:
    """CPU microseconds for each message with every mode and rule at work, and 2,000 own terms."""
    gate = Gate(Regime(policy=_STRICT))
    people = [Chatter(person_id=f"p-{number}", name="Ann", known_since_ms=0) for number in range(500)]
    spoken = [
        (people[n % len(people)], f"{_SAID[n % len(_SAID)]} {_word(n)}", 10**9 + 1000 * n)
        for n in range(_MESSAGES)
    ]
    gate.judge(people[0], "warm up", 10**9)
    began = time.process_time()
    for person, words, now_ms in spoken:
        gate.judge(person, words, now_ms)
        gate.habits.note(person.person_id, words, now_ms)
    return round((time.process_time() - began) / _MESSAGES * 1e6, 1)


def _word(number: int) -> str:
    """A word for each number, so that nothing is said twice."""
    return "".join(_SYLLABLES[int(figure)] for figure in str(number))

"""The rehearsal: a show full of simulated people, so that a seller can practise and a moderator can train.

What plays it is `company`, which only the composition root needs: the command line knows the plan alone.
"""

from server.rehearsal.plan import (
    MAX_PEOPLE,
    MAX_PER_MINUTE,
    MIN_PEOPLE,
    NOT_A_SAMPLE_SHOP,
    PEOPLE,
    PER_MINUTE,
    Plan,
    obstacles,
)

__all__ = [
    "MAX_PEOPLE",
    "MAX_PER_MINUTE",
    "MIN_PEOPLE",
    "NOT_A_SAMPLE_SHOP",
    "PEOPLE",
    "PER_MINUTE",
    "Plan",
    "obstacles",
]

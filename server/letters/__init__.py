"""The mails of the shop: pure text from an order. Buyers read theirs in their own language."""

from server.letters.buyers import called_off, placed, receipt, refunded, return_answered, shipped, turn
from server.letters.parts import Letter
from server.letters.sellers import (
    dispute_decided,
    disputed,
    refund_failed,
    return_requested,
    review_needed,
    webhook_disabled,
    withdrawn,
)

__all__ = [
    "Letter",
    "called_off",
    "dispute_decided",
    "disputed",
    "placed",
    "receipt",
    "refund_failed",
    "refunded",
    "return_answered",
    "return_requested",
    "review_needed",
    "shipped",
    "turn",
    "webhook_disabled",
    "withdrawn",
]

"""A Refund and a Dispute as we read them, out of a response, a webhook or a list alike. Pure."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from checkout.purchases import DisputeState, RefundState

RefundStatus = Literal["pending", "requires_action", "succeeded", "failed", "canceled"]
REFUND_STATES: Mapping[RefundStatus, RefundState] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "done",
    "failed": "failed",
    "canceled": "failed",
}
S = TypeVar("S", bound=msgspec.Struct)
WON = frozenset({"won", "warning_closed", "prevented"})
REFUND_EVENTS = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
CHARGE_EVENTS = ("charge.refunded",)
DISPUTE_EVENTS = ("charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed")


class ReturnUnreadable(Exception):
    """What the provider sent is not a refund, charge or dispute that we understand."""


class ProviderRefund(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a refund at the provider; the amount in the provider's own integers."""

    id: str
    amount: int
    currency: str
    status: RefundStatus = "pending"
    payment_intent: str | None = None
    metadata: dict[str, str] = {}
    failure_reason: str | None = None
    created: int = 0

    @property
    def refund_id(self) -> str | None:
        """Our own refund, from the metadata that we sent; None for one made at the provider's page."""
        return self.metadata.get("refund_id")

    @property
    def state(self) -> RefundState:
        """What its status means for us."""
        return REFUND_STATES[self.status]


class ProviderCharge(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a Charge that says whose money went back; the refunds themselves are read from a list."""

    id: str
    payment_intent: str | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Until when a dispute may be answered (epoch seconds)."""

    due_by: int | None = None


class ProviderDispute(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a dispute at the provider; the amount in the provider's own integers."""

    id: str
    status: str
    amount: int
    currency: str
    reason: str
    created: int
    payment_intent: str | None = None
    evidence_details: Evidence | None = None

    @property
    def state(self) -> DisputeState:
        """Whether and how it was decided."""
        if self.status == "lost":
            return "lost"
        return "won" if self.status in WON else "open"


def read_refund(body: Mapping[str, Any]) -> ProviderRefund:
    """Read a Refund from its JSON object.

    Raises:
        ReturnUnreadable: it is something else.
    """
    known = {
        name: value for name, value in body.items() if not (value is None and name in {"metadata", "status"})
    }
    return _read(known, ProviderRefund)


def read_charge(body: Mapping[str, Any]) -> ProviderCharge:
    """Read a Charge.

    Raises:
        ReturnUnreadable: it is something else.
    """
    return _read(body, ProviderCharge)


def read_dispute(body: Mapping[str, Any]) -> ProviderDispute:
    """Read a Dispute.

    Raises:
        ReturnUnreadable: it is something else.
    """
    return _read(body, ProviderDispute)


def _read(body: Mapping[str, Any], kind: type[S]) -> S:
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        raise ReturnUnreadable(str(error)) from error

"""Money that goes back: refunds that work, dawdle or fail, and disputes."""

from typing import Any

from checkout.sandbox import statement
from checkout.sandbox.cards import BY_LAST4
from checkout.sandbox.intents import SETTLE_SECONDS
from checkout.sandbox.problems import invalid
from checkout.sandbox.shelf import Body
from checkout.sandbox.till import Till

EVIDENCE_SECONDS = 7 * 86_400
REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})
DECISIONS = frozenset({"won", "lost"})


def refund(till: Till, intent: Body, params: dict[str, Any]) -> Body:
    """Give money back, or begin to.

    Raises:
        ApiProblem: 400 ``charge_already_refunded`` or ``charge_disputed``, or more than is left.
    """
    if intent["latest_charge"] is None:
        raise invalid(
            "This PaymentIntent does not have a successful charge to refund.", param="payment_intent"
        )
    reason = params.get("reason")
    if reason is not None and reason not in REASONS:
        raise invalid(f"Invalid reason: must be one of {', '.join(sorted(REASONS))}", param="reason")
    charge = till.shelf.get("charge", intent["latest_charge"])
    wanted = _amount(charge, params.get("amount"))
    charge = till.shelf.change({**charge, "amount_refunded": charge["amount_refunded"] + wanted})
    behaviour = BY_LAST4[charge["payment_method_details"]["card"]["last4"]].refunds
    body = till.shelf.put(
        {
            "id": till.id("re"),
            "object": "refund",
            "amount": wanted,
            "charge": charge["id"],
            "created": till.now_s,
            "currency": charge["currency"],
            "failure_reason": None,
            "metadata": params.get("metadata", {}),
            "payment_intent": intent["id"],
            "reason": reason,
            "status": "pending" if behaviour == "later" else "succeeded",
            "settles_at": None if behaviour == "at_once" else till.now_s + SETTLE_SECONDS,
        }
    )
    statement.refunded(till, body)
    till.tell("refund.created", body)
    till.tell("charge.refunded", charge)
    return body


def _amount(charge: Body, asked: int | None) -> int:
    if charge["disputed"]:
        raise invalid(f"Charge {charge['id']} has been charged back.", code="charge_disputed")
    left: int = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    wanted = left if asked is None else asked
    if not 1 <= wanted <= left:
        raise invalid("Refund amount is greater than unrefunded amount on charge.", param="amount")
    return wanted


def settle(till: Till, pending: Body) -> Body:
    """Let the bank do what it took its time with: a refund arrives or comes back, a charge is disputed."""
    if pending["object"] == "charge":
        return open_dispute(till, pending)
    charge = till.shelf.get("charge", pending["charge"])
    if pending["status"] == "pending":
        arrived = till.shelf.change({**pending, "status": "succeeded", "settles_at": None})
        till.tell("refund.updated", arrived)
        return arrived
    back = {**charge, "amount_refunded": charge["amount_refunded"] - pending["amount"]}
    till.shelf.change(back)
    failed = {**pending, "status": "failed", "failure_reason": "lost_or_stolen_card", "settles_at": None}
    till.shelf.change(failed)
    statement.refund_failed(till, failed)
    till.tell("refund.failed", failed)
    return failed


def open_dispute(till: Till, charge: Body) -> Body:
    """Let the cardholder ask the bank for what is left of the money."""
    till.shelf.change({**charge, "disputed": True, "settles_at": None})
    dispute = till.shelf.put(
        {
            "id": till.id("dp"),
            "object": "dispute",
            "amount": charge["amount"] - charge["amount_refunded"],
            "charge": charge["id"],
            "created": till.now_s,
            "currency": charge["currency"],
            "evidence_details": {"due_by": till.now_s + EVIDENCE_SECONDS},
            "livemode": False,
            "metadata": {},
            "payment_intent": charge["payment_intent"],
            "reason": "fraudulent",
            "status": "needs_response",
        }
    )
    statement.disputed(till, dispute)
    till.tell("charge.dispute.created", dispute)
    return dispute


def close_dispute(till: Till, dispute: Body, decision: str) -> Body:
    """Let the bank decide: ``won`` by the seller, or ``lost``.

    Raises:
        ApiProblem: 400, it is decided already, or that is no decision.
    """
    if decision not in DECISIONS or dispute["status"] in DECISIONS:
        raise invalid("This dispute is closed.")
    closed = till.shelf.change({**dispute, "status": decision})
    if decision == "won":
        charge = till.shelf.get("charge", dispute["charge"])
        till.shelf.change({**charge, "disputed": False})
        statement.dispute_won(till, closed)
    till.tell("charge.dispute.closed", closed)
    return closed

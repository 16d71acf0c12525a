"""What happens to a PaymentIntent: confirmed, challenged, declined, paid, cancelled."""

from typing import Any

from checkout.sandbox import statement
from checkout.sandbox.cards import BY_LAST4, TestCard
from checkout.sandbox.problems import ApiProblem, absent, invalid, unexpected_state
from checkout.sandbox.shelf import Body
from checkout.sandbox.till import Till

OPEN = frozenset({"requires_payment_method", "requires_confirmation", "requires_action"})
TOKEN_SECONDS = 12 * 3600
SETTLE_SECONDS = 5
"""How long the bank of a test card takes that does not answer at once."""
LARGEST_AMOUNT = 99_999_999
FAILED_CHALLENGE = {
    "type": "invalid_request_error",
    "code": "payment_intent_authentication_failure",
    "message": "The provided PaymentMethod has failed authentication. Choose another card and try again.",
}


def create(till: Till, params: dict[str, Any], secret: str) -> Body:
    """Create an intent and, if asked, confirm it."""
    if not 1 <= params["amount"] <= LARGEST_AMOUNT:
        raise invalid("Invalid amount.", code="parameter_invalid_integer", param="amount")
    if len(params["currency"]) != 3 or params["currency"] != params["currency"].lower():
        raise invalid(f"Invalid currency: {params['currency']}", param="currency")
    intent_id = till.id("pi")
    intent = till.shelf.put(
        {
            "id": intent_id,
            "object": "payment_intent",
            "amount": params["amount"],
            "amount_received": 0,
            "automatic_payment_methods": params.get("automatic_payment_methods"),
            "cancellation_reason": None,
            "canceled_at": None,
            "client_secret": f"{intent_id}_secret_{secret}",
            "created": till.now_s,
            "currency": params["currency"],
            "description": params.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "livemode": False,
            "metadata": params.get("metadata", {}),
            "next_action": None,
            "payment_method": None,
            "shipping": params.get("shipping"),
            "status": "requires_payment_method",
        }
    )
    till.tell("payment_intent.created", intent)
    return confirm(till, intent, params["confirmation_token"]) if params.get("confirm") else intent


def confirm(till: Till, intent: Body, token_id: str) -> Body:
    """Try a card on an intent.

    Raises:
        ApiProblem: 402 declined, 400 for a token or a state that does not fit.
    """
    if intent["status"] not in OPEN:
        raise unexpected_state(
            f"You cannot confirm this PaymentIntent because it has a status of {intent['status']}.", intent
        )
    card = _use_token(till, token_id)
    attempt = {**intent, "payment_method": till.id("pm"), "last_payment_error": None, "next_action": None}
    attempt |= {"card_last4": card.last4}
    match card.behaviour:
        case "pays":
            return _pay(till, attempt)
        case "challenges":
            action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
            waiting = till.shelf.change({**attempt, "status": "requires_action", "next_action": action})
            till.tell("payment_intent.requires_action", waiting)
            return waiting
        case "declines":
            raise _decline(till, attempt, card)


def _use_token(till: Till, token_id: str) -> TestCard:
    token = till.shelf.get("confirmation_token", token_id)
    if token["payment_intent"] is not None:
        raise invalid("This ConfirmationToken was used already.", param="confirmation_token")
    if token["expires_at"] <= till.now_s:
        raise invalid("This ConfirmationToken has expired.", param="confirmation_token")
    till.shelf.change({**token, "payment_intent": "used"})
    return BY_LAST4[token["payment_method_preview"]["card"]["last4"]]


def _pay(till: Till, intent: Body) -> Body:
    charge = till.shelf.put(
        {
            "id": till.id("ch"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_refunded": 0,
            "created": till.now_s,
            "currency": intent["currency"],
            "disputed": False,
            "metadata": intent["metadata"],
            "payment_intent": intent["id"],
            "payment_method_details": {"type": "card", "card": {"last4": intent["card_last4"]}},
            "settles_at": till.now_s + SETTLE_SECONDS if BY_LAST4[intent["card_last4"]].disputed else None,
        }
    )
    statement.charged(till, charge)
    paid = till.shelf.change(
        {
            **intent,
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": charge["id"],
            "next_action": None,
            "last_payment_error": None,
        }
    )
    till.tell("payment_intent.succeeded", paid)
    return paid


def _decline(till: Till, intent: Body, card: TestCard) -> ApiProblem:
    error = {
        "type": "card_error",
        "code": card.code,
        "decline_code": card.decline_code,
        "message": card.message,
    }
    failed = till.shelf.change({**intent, "status": "requires_payment_method", "last_payment_error": error})
    till.tell("payment_intent.payment_failed", failed)
    return ApiProblem(402, {**error, "payment_intent": failed}, replayed=True)


def authenticate(till: Till, intent: Body, *, succeeds: bool) -> Body:
    """Finish a 3-D Secure challenge, as the bank's own page would.

    Raises:
        ApiProblem: 400, no challenge is waiting.
    """
    if intent["status"] != "requires_action":
        raise unexpected_state("No challenge is waiting for this PaymentIntent.", intent)
    if succeeds:
        return _pay(till, intent)
    failed = {
        **intent,
        "status": "requires_payment_method",
        "next_action": None,
        "last_payment_error": FAILED_CHALLENGE,
    }
    till.shelf.change(failed)
    till.tell("payment_intent.payment_failed", failed)
    return failed


def cancel(till: Till, intent: Body, reason: str | None) -> Body:
    """Cancel an intent that took no money.

    Raises:
        ApiProblem: 400, it is paid or cancelled already.
    """
    if intent["status"] not in OPEN:
        raise unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}.", intent
        )
    cancelled = {
        **intent,
        "status": "canceled",
        "cancellation_reason": reason,
        "canceled_at": till.now_s,
        "next_action": None,
    }
    till.shelf.change(cancelled)
    till.tell("payment_intent.canceled", cancelled)
    return cancelled


def public(intent: Body) -> Body:
    """Show an intent as a page may see it."""
    shown = (
        "id",
        "object",
        "status",
        "amount",
        "currency",
        "client_secret",
        "livemode",
        "next_action",
        "last_payment_error",
    )
    return {name: intent[name] for name in shown}


def with_secret(till: Till, intent_id: str, client_secret: str) -> Body:
    """Load an intent for a page, which has to know its client secret.

    Raises:
        ApiProblem: 404 for either being wrong.
    """
    intent = till.shelf.get("payment_intent", intent_id)
    if intent["client_secret"] != client_secret:
        raise absent("payment_intent", intent_id)
    return intent

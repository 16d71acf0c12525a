"""The errors of the sandbox, in the shape in which Stripe writes them."""

from typing import Any


class ApiProblem(Exception):
    """An answer other than 200; ``replayed`` ones are kept under the idempotency key, as at Stripe."""

    def __init__(self, status: int, error: dict[str, Any], *, replayed: bool = False) -> None:
        super().__init__(error.get("message", ""))
        self.status = status
        self.body = {"error": {name: value for name, value in error.items() if value is not None}}
        self.replayed = replayed


def invalid(message: str, *, code: str | None = None, param: str | None = None) -> ApiProblem:
    """Build a 400: the request itself is wrong, and nothing of it was carried out."""
    return ApiProblem(
        400, {"type": "invalid_request_error", "code": code, "param": param, "message": message}
    )


def absent(kind: str, object_id: str) -> ApiProblem:
    """Build a 404."""
    message = f"No such {kind}: '{object_id}'"
    error = {"type": "invalid_request_error", "code": "resource_missing", "message": message}
    return ApiProblem(404, error)


def unauthorised(message: str) -> ApiProblem:
    """Build a 401."""
    return ApiProblem(401, {"type": "invalid_request_error", "message": message})


def bad_card(code: str, param: str, message: str) -> ApiProblem:
    """Build the 402 of a card form that was filled in wrongly."""
    return ApiProblem(402, {"type": "card_error", "code": code, "param": param, "message": message})


def unexpected_state(message: str, intent: dict[str, Any]) -> ApiProblem:
    """Build the 400 of an intent that is past what was asked; it carries the intent."""
    error = {
        "type": "invalid_request_error",
        "code": "payment_intent_unexpected_state",
        "message": message,
        "payment_intent": intent,
    }
    return ApiProblem(400, error, replayed=True)


def mismatch() -> ApiProblem:
    """Build the 400 of an idempotency key that came with other parameters before."""
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with."
    )
    return ApiProblem(400, {"type": "idempotency_error", "message": message})


def server_error() -> ApiProblem:
    """Build a 500, which Stripe repeats for the same key."""
    return ApiProblem(500, {"type": "api_error", "message": "Something went wrong."}, replayed=True)


def too_many() -> ApiProblem:
    """Build a 429; nothing was carried out."""
    error = {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."}
    return ApiProblem(429, error)

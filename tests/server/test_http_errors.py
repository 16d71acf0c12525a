"""The table of errors: complete for every room, and closed to what is not ours."""

import importlib
import json
from collections.abc import Iterator

import pytest

from server.accounts.errors import SignInRequired
from server.http.errors import STATUS, is_known, problem_response, status_of

MODULES = {
    "server.http.refusals": "RequestRefused",
    "server.accounts.errors": "AccountError",
    "server.shows.errors": "ShowError",
    "server.db": "DatabaseError",
    "media.errors": "MediaError",
    "chat.errors": "ChatError",
    "checkout.errors": "CheckoutError",
}


def tree(error: type[Exception]) -> Iterator[type[Exception]]:
    for child in error.__subclasses__():
        yield child
        yield from tree(child)


@pytest.mark.parametrize(("module", "root"), MODULES.items())
def test_every_error_of_every_room_has_a_status(module: str, root: str) -> None:
    errors = list(tree(getattr(importlib.import_module(module), root)))

    assert errors
    assert [error.__name__ for error in errors if getattr(error, "code", None) not in STATUS] == []


def test_an_error_of_a_library_is_no_answer_even_with_a_code_like_ours() -> None:
    stranger = type("CardError", (Exception,), {"code": "card_declined", "__module__": "stripe"})

    assert not is_known(stranger("sk_live_secret"))
    body = problem_response(stranger("sk_live_secret"), request_id="r1").body
    assert isinstance(body, bytes)
    assert json.loads(body)["code"] == "internal_error"
    assert b"sk_live" not in body


def test_an_unknown_class_is_a_fault_of_ours() -> None:
    assert status_of(KeyError) == 500
    assert status_of(SignInRequired) == 401


def test_an_unauthorised_answer_says_how_to_authorise() -> None:
    assert "Bearer" in problem_response(SignInRequired(), request_id="r1").headers["WWW-Authenticate"]

"""The sandbox is as strict as Stripe, so that what passes here has a chance there."""

import contextlib
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.sandbox.cards import TEST_CARDS, luhn
from checkout.sandbox.forms import nest, parse, read
from checkout.sandbox.problems import ApiProblem
from checkout.sandbox.sandbox import Sandbox
from server.db import Database
from tests.fakes.checkout_shop import CHALLENGED, DECLINED, GOOD, Clock, Shop, counting_ids

SECRET, PAGE = "sk_test_x", "pk_test_x"
TOKENS, INTENTS = "/v1/confirmation_tokens", "/v1/payment_intents"


class Desk:
    """Whoever sends requests to a sandbox."""

    def __init__(self, database: Database) -> None:
        self.clock = Clock()
        self.sandbox = Sandbox(
            database,
            secret_key=SECRET,
            publishable_key=PAGE,
            webhook_secret="whsec_x",
            now_ms=self.clock,
            new_id=counting_ids(),
            new_secret=counting_ids(),
            after_write=lambda: None,
        )

    async def post(
        self, path: str, form: dict[str, Any], *, key: str = SECRET, once: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": once} if once else {})
        reply = await self.sandbox.handle("POST", path, headers, urlencode(form).encode())
        return reply.status, msgspec.json.decode(reply.body)

    async def get(self, path: str, *, key: str = SECRET) -> tuple[int, dict[str, Any]]:
        reply = await self.sandbox.handle("GET", path, {"authorization": f"Bearer {key}"}, b"")
        return reply.status, msgspec.json.decode(reply.body)

    async def token(self, number: str = GOOD) -> str:
        _, body = await self.post(TOKENS, card_form(number=number), key=PAGE)
        return str(body["id"])

    async def intent(self, number: str = GOOD, **more: str) -> tuple[int, dict[str, Any]]:
        token = await self.token(number)
        form = {"amount": "4590", "currency": "eur", "confirm": "true", "confirmation_token": token}
        return await self.post(INTENTS, form | more)


def card_form(**changes: str) -> dict[str, str]:
    card = {"number": GOOD, "exp_month": "12", "exp_year": "2040", "cvc": "123"} | changes
    fields = {f"payment_method_data[card][{name}]": value for name, value in card.items()}
    return {"payment_method_data[type]": "card", **fields}


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


async def test_a_confirmation_token_shows_no_more_of_the_card_than_its_end(desk: Desk) -> None:
    status, body = await desk.post(TOKENS, card_form(number="4242 4242 4242 4242", exp_year="40"), key=PAGE)
    assert status == 200
    assert body["payment_method_preview"]["card"] == {
        "brand": "visa",
        "last4": "4242",
        "exp_month": 12,
        "exp_year": 2040,
    }
    assert "4242424242424242" not in str(body)


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"number": "4242424242424241"}, "incorrect_number", "number"),
        ({"number": "42"}, "invalid_number", "number"),
        ({"number": "4111111111111111"}, "invalid_number", "number"),
        ({"exp_month": "13"}, "invalid_expiry_month", "exp_month"),
        ({"exp_month": "x"}, "invalid_expiry_month", "exp_month"),
        ({"exp_year": "2019"}, "invalid_expiry_year", "exp_year"),
        ({"exp_year": "-1"}, "invalid_expiry_year", "exp_year"),
        ({"cvc": "12"}, "invalid_cvc", "cvc"),
        ({"cvc": "abc"}, "invalid_cvc", "cvc"),
    ],
)
async def test_a_card_form_filled_in_wrongly_names_its_field(
    desk: Desk, changes: dict[str, str], code: str, param: str
) -> None:
    status, body = await desk.post(TOKENS, card_form(**changes), key=PAGE)
    assert status == 402
    assert (body["error"]["type"], body["error"]["code"], body["error"]["param"]) == (
        "card_error",
        code,
        param,
    )


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, None),
        ({"payment_method_data[type]": "sepa_debit"}, None),
        ({"payment_method_data[type]": "card"}, "parameter_missing"),
        (card_form() | {"amount": "1"}, "parameter_unknown"),
        (card_form() | {"payment_method_data[card][pin]": "1"}, "parameter_unknown"),
    ],
)
async def test_a_token_request_with_wrong_fields_is_a_400(
    desk: Desk, form: dict[str, str], code: str | None
) -> None:
    status, body = await desk.post(TOKENS, form, key=PAGE)
    assert (status, body["error"].get("code")) == (400, code)


async def test_a_page_can_do_three_things_only(desk: Desk) -> None:
    _, intent = await desk.intent(CHALLENGED)
    secret = intent["client_secret"]
    assert (await desk.get(f"{INTENTS}/{intent['id']}?client_secret={secret}", key=PAGE))[0] == 200
    assert (await desk.get(f"{INTENTS}/{intent['id']}?client_secret=guess", key=PAGE))[0] == 404
    assert (await desk.get(f"{INTENTS}/{intent['id']}", key=PAGE))[0] == 400
    for path in (INTENTS, f"{INTENTS}/{intent['id']}/cancel", "/v1/refunds"):
        assert (await desk.post(path, {}, key=PAGE))[0] == 401
    assert (await desk.get("/v1/events", key=PAGE))[0] == 401
    assert (await desk.post(TOKENS, card_form(), key="sk_live_guess"))[0] == 401
    assert (await desk.post("/v1/charges", {}))[0] == 404


async def test_a_challenge_needs_the_client_secret_and_an_outcome(desk: Desk) -> None:
    _, intent = await desk.intent(CHALLENGED)
    path = f"{INTENTS}/{intent['id']}/authenticate"
    assert (await desk.post(path, {"outcome": "succeed"}, key=PAGE))[0] == 400
    assert (await desk.post(path, {"client_secret": "x", "outcome": "succeed"}, key=PAGE))[0] == 404
    right = {"client_secret": intent["client_secret"]}
    assert (await desk.post(path, right | {"outcome": "perhaps"}, key=PAGE))[0] == 400
    status, body = await desk.post(path, right | {"outcome": "succeed"}, key=PAGE)
    assert (status, body["status"]) == (200, "succeeded")
    assert "metadata" not in body, "a page sees a part of the intent"


async def test_the_same_key_replays_the_same_answer(desk: Desk) -> None:
    token = await desk.token()
    form = {"amount": "4590", "currency": "eur", "confirm": "true", "confirmation_token": token}
    first = await desk.post(INTENTS, form, once="key")
    assert await desk.post(INTENTS, form, once="key") == first
    status, body = await desk.post(INTENTS, form | {"amount": "1"}, once="key")
    assert (status, body["error"]["type"]) == (400, "idempotency_error")


async def test_a_decline_is_replayed_too(desk: Desk) -> None:
    token = await desk.token(DECLINED)
    form = {"amount": "4590", "currency": "eur", "confirm": "true", "confirmation_token": token}
    first = await desk.post(INTENTS, form, once="key")
    assert first[0] == 402
    assert first[1]["error"]["payment_intent"]["status"] == "requires_payment_method"
    assert await desk.post(INTENTS, form, once="key") == first


async def test_a_key_is_forgotten_after_a_day(desk: Desk) -> None:
    form = {"amount": "4590", "currency": "eur"}
    _, first = await desk.post(INTENTS, form, once="key")
    desk.clock.pass_seconds(25 * 3600)
    _, second = await desk.post(INTENTS, form, once="key")
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"currency": "eur"}, "parameter_missing"),
        ({"amount": "1"}, "parameter_missing"),
        ({"amount": "0", "currency": "eur"}, "parameter_invalid_integer"),
        ({"amount": "1.5", "currency": "eur"}, "parameter_invalid_integer"),
        ({"amount": "100", "currency": "EUR"}, None),
        ({"amount": "100", "currency": "eur", "payment_method_types[0]": "card"}, "parameter_unknown"),
        ({"amount": "100", "currency": "eur", "confirm": "yes"}, None),
        ({"amount": "100", "currency": "eur", "confirm": "true"}, "parameter_missing"),
        ({"amount": "100", "currency": "eur", "metadata": "x"}, None),
        ({"amount": "100", "currency": "eur", "shipping": "x"}, None),
    ],
)
async def test_an_intent_request_that_stripe_would_refuse_is_refused(
    desk: Desk, form: dict[str, str], code: str | None
) -> None:
    status, body = await desk.post(INTENTS, form, once="key")
    assert (status, body["error"].get("code")) == (400, code)
    assert (await desk.get(INTENTS))[1]["data"] == []


async def test_a_token_that_does_not_exist_leaves_no_intent_behind(desk: Desk) -> None:
    form = {"amount": "100", "currency": "eur", "confirm": "true", "confirmation_token": "ctoken_none"}
    assert (await desk.post(INTENTS, form))[0] == 404
    assert (await desk.get(INTENTS))[1]["data"] == []


async def test_a_token_is_used_once_and_expires(desk: Desk) -> None:
    token = await desk.token()
    form = {"amount": "4590", "currency": "eur", "confirm": "true", "confirmation_token": token}
    assert (await desk.post(INTENTS, form))[0] == 200
    assert (await desk.post(INTENTS, form))[0] == 400
    late = await desk.token()
    desk.clock.pass_seconds(13 * 3600)
    assert (await desk.post(INTENTS, form | {"confirmation_token": late}))[0] == 400


async def test_an_intent_that_is_over_says_what_it_is(desk: Desk) -> None:
    _, paid = await desk.intent()
    for action, form in (("cancel", {}), ("confirm", {"confirmation_token": await desk.token()})):
        status, body = await desk.post(f"{INTENTS}/{paid['id']}/{action}", form)
        assert (status, body["error"]["code"]) == (400, "payment_intent_unexpected_state")
        assert body["error"]["payment_intent"]["status"] == "succeeded"


async def test_no_more_is_refunded_than_was_taken(desk: Desk) -> None:
    _, paid = await desk.intent()
    _, waiting = await desk.intent(CHALLENGED)
    assert (await desk.post("/v1/refunds", {"payment_intent": waiting["id"]}))[0] == 400
    assert (await desk.post("/v1/refunds", {"payment_intent": paid["id"], "amount": "9999"}))[0] == 400
    assert (await desk.post("/v1/refunds", {"payment_intent": paid["id"], "amount": "590"}))[0] == 200
    assert (await desk.post("/v1/refunds", {"payment_intent": paid["id"]}))[1]["amount"] == 4000
    status, body = await desk.post("/v1/refunds", {"payment_intent": paid["id"]})
    assert (status, body["error"]["code"]) == (400, "charge_already_refunded")


async def test_lists_are_read_page_by_page(desk: Desk) -> None:
    ids = [(await desk.intent())[1]["id"] for _ in range(3)]
    _, first = await desk.get(f"{INTENTS}?limit=2")
    assert ([body["id"] for body in first["data"]], first["has_more"]) == (ids[:0:-1], True)
    _, rest = await desk.get(f"{INTENTS}?limit=2&starting_after={ids[1]}")
    assert ([body["id"] for body in rest["data"]], rest["has_more"]) == (ids[:1], False)
    later = desk.clock.ms // 1000 + 1
    assert (await desk.get(f"{INTENTS}?created[gte]={later}"))[1]["data"] == []
    assert (await desk.get(f"{INTENTS}?limit=0"))[0] == 400


async def test_a_webhook_that_is_not_accepted_stays_pending(desk: Desk) -> None:
    await desk.intent()

    async def away(_payload: bytes, _signature: str) -> None:
        raise ConnectionError

    assert await desk.sandbox.deliver(away) == 0
    assert len(await desk.sandbox.pending()) == 2
    got = []

    async def take(payload: bytes, _signature: str) -> None:
        got.append(msgspec.json.decode(payload)["type"])

    assert await desk.sandbox.deliver(take) == 2
    assert got == ["payment_intent.created", "payment_intent.succeeded"]
    assert await desk.sandbox.pending() == []


async def test_a_restarted_demo_still_knows_its_payments(shop: Shop) -> None:
    order = await shop.ready(await shop.jug())
    result = await shop.pay(order, CHALLENGED)
    assert result.next_action is not None
    await shop.restart()
    status, _ = await shop.challenge(result.next_action.client_secret, "succeed")
    assert status == 200


def test_every_test_card_has_a_valid_number_and_an_end_of_its_own() -> None:
    assert all(luhn(card.number) for card in TEST_CARDS)
    assert len({card.last4 for card in TEST_CARDS}) == len(TEST_CARDS)


@given(st.text(max_size=60))
def test_any_form_is_either_read_or_refused(encoded: str) -> None:
    with contextlib.suppress(ApiProblem):
        values = read(nest(parse(encoded)), {"a": "text", "b": {"c": "whole"}, "d": "texts", "e": "flag"})
        assert set(values) <= {"a", "b", "d", "e"}


@pytest.mark.parametrize("name", ["a[b", "a]b[", "a[b]c", "a[1][2][3][4][5][6]"])
def test_a_malformed_name_is_refused(name: str) -> None:
    with pytest.raises(ApiProblem):
        read(nest([(name, "1")]), {"a": "map"})


def test_a_name_cannot_be_a_value_and_a_group_or_come_twice() -> None:
    for pairs in ([("a", "1"), ("a[b]", "2")], [("a[b]", "2"), ("a", "1")], [("a", "1"), ("a", "2")]):
        with pytest.raises(ApiProblem):
            nest(pairs)

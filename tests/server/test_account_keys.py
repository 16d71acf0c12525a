"""Keys that stand for people: stream keys, API tokens, guests' cookies and chat tickets."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat import Chatter
from chat import Role as ChatRole
from server.accounts import Accounts, Guest, Guests, Scope
from server.accounts.chat_tokens import LIFE_MS, ChatTokens
from server.accounts.sealed import Seal
from server.accounts.tables import metadata
from server.accounts.throttle import Throttle
from server.db import Database
from tests.databases import DatabaseOf
from tests.server.conftest import SECRET_KEY, Clock

GUEST = Guest(id="g1", name="Мия")


@pytest.fixture
async def accounts_database(database_of: DatabaseOf) -> Database:
    """On every kind of database, not only SQLite."""
    return await database_of(metadata)


async def test_a_stream_key_opens_its_show_until_a_new_one_replaces_it(
    accounts: Accounts, clock: Clock
) -> None:
    first = await accounts.stream_keys.create("kiln")
    assert await accounts.stream_keys.show_of(first.key) == "kiln"

    second = await accounts.stream_keys.create("kiln")
    assert await accounts.stream_keys.show_of(first.key) is None
    assert await accounts.stream_keys.show_of(second.key) == "kiln"
    info = await accounts.stream_keys.info("kiln")
    assert info is not None
    assert (info.hint, info.created_ms) == (second.key[-4:], clock.ms)


async def test_a_revoked_stream_key_opens_nothing(accounts: Accounts) -> None:
    key = (await accounts.stream_keys.create("kiln")).key
    await accounts.stream_keys.revoke("kiln")

    assert await accounts.stream_keys.show_of(key) is None
    assert await accounts.stream_keys.info("kiln") is None


async def test_an_api_token_lasts_until_it_expires_or_is_revoked(accounts: Accounts, clock: Clock) -> None:
    anna = await accounts.create("anna@kiln.example", "clay and fire", "Anna")
    lasting = await accounts.api_tokens.create(anna.id, "till", [Scope.READ, Scope.WRITE])
    brief = await accounts.api_tokens.create(anna.id, "today", [Scope.READ], expires_ms=clock.ms + 1000)
    granted = await accounts.api_tokens.open(brief.text)
    assert granted is not None
    assert (granted.account_id, granted.scopes) == (anna.id, frozenset({"read"}))

    clock.pass_seconds(1)
    assert await accounts.api_tokens.open(brief.text) is None
    await accounts.api_tokens.revoke("somebody else", lasting.token.id)
    assert await accounts.api_tokens.open(lasting.text) is not None
    await accounts.api_tokens.revoke(anna.id, lasting.token.id)
    assert await accounts.api_tokens.open(lasting.text) is None
    assert [token.name for token in await accounts.api_tokens.of(anna.id)] == ["today"]


def test_a_guest_comes_out_of_its_own_cookie() -> None:
    guests = Guests(SECRET_KEY)

    assert guests.open(guests.seal(GUEST)) == GUEST


def test_a_cookie_of_another_key_or_another_purpose_opens_nothing() -> None:
    guests = Guests(SECRET_KEY)

    assert guests.open(Guests(b"x" * 32).seal(GUEST)) is None
    assert guests.open(Seal(SECRET_KEY, "chat", Guest).close(GUEST)) is None


@given(st.text(max_size=80), st.integers(min_value=0), st.characters())
def test_no_changed_cookie_opens(text: str, place: int, char: str) -> None:
    guests = Guests(SECRET_KEY)
    sealed = guests.seal(GUEST)
    at = place % len(sealed)
    changed = sealed[:at] + char + sealed[at + 1 :]

    assert guests.open(text) is None
    # The last character of base64 holds spare bits, so a changed one may mean the same bytes.
    assert guests.open(changed) in (None, GUEST)
    assert changed[: sealed.index(".")] == sealed[: sealed.index(".")] or guests.open(changed) is None


async def test_a_chat_ticket_brings_its_person_into_its_room_for_a_while(clock: Clock) -> None:
    async def nobody(_seller_id: str, _account_id: str) -> bool:
        return False

    tokens = ChatTokens(SECRET_KEY, now_ms=clock, in_team=nobody)
    ticket = tokens.mint("p1", "Mo", ChatRole.moderator, "kiln", buyer=True)
    mo = Chatter(person_id="p1", name="Mo", role=ChatRole.moderator, buyer=True)

    assert await tokens.identify(ticket.token, "kiln") == mo
    assert await tokens.identify(ticket.token, "other") is None
    assert await tokens.identify(ticket.token + "x", "kiln") is None
    clock.pass_seconds(LIFE_MS / 1000)
    assert await tokens.identify(ticket.token, "kiln") is None


def test_a_sealed_text_of_another_shape_opens_nothing() -> None:
    class Other(msgspec.Struct):
        id: int

    assert Guests(SECRET_KEY).open(Seal(SECRET_KEY, "guest", Other).close(Other(1))) is None


@pytest.mark.parametrize("tries", [1, 3])
def test_a_throttle_gives_tries_back_one_by_one(tries: int) -> None:
    throttle = Throttle(burst=3, refill_seconds=10)
    for _ in range(3):
        assert throttle.take("a", 0) == 0
    assert throttle.take("a", 0) == 10_000

    assert [throttle.take("a", tries * 10_000) for _ in range(tries)] == [0] * tries
    assert throttle.take("a", tries * 10_000) == 10_000


def test_a_throttle_remembers_a_bounded_number_of_keys() -> None:
    throttle = Throttle(burst=1, refill_seconds=10, max_keys=2)
    for key in "abc":
        throttle.take(key, 0)

    assert throttle.wait_ms("a", 0) == 0
    assert throttle.wait_ms("c", 0) == 10_000
    throttle.forgive("c")
    assert throttle.wait_ms("c", 0) == 0


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5000)), max_size=40))
def test_a_throttle_never_allows_more_than_burst_and_refill(steps: list[tuple[str, int]]) -> None:
    throttle = Throttle(burst=2, refill_seconds=1)
    now, allowed = 0, {"a": 0, "b": 0}
    for key, pause in steps:
        now += pause
        allowed[key] += throttle.take(key, now) == 0

    assert all(count <= 2 + now / 1000 + 1e-6 for count in allowed.values())

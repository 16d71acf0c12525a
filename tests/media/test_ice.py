"""ICE-lite: who is let in, and which path is taken."""

from hypothesis import given
from hypothesis import strategies as st

from media.ice import IceCredentials, IceLite, IcePath
from tests.media.test_stun import request

CREDENTIALS = IceCredentials("ours", "a-password-of-22-chars")
HOME = ("192.0.2.1", 1000)
AWAY = ("192.0.2.2", 2000)


def opened() -> tuple[IceLite, IcePath]:
    lite, path = IceLite(), IcePath(CREDENTIALS)
    lite.open(path)
    return lite, path


def test_the_first_proven_address_is_used_until_another_is_nominated() -> None:
    lite, path = opened()
    assert lite.check(request(), HOME)
    assert lite.check(request(), AWAY)
    assert path.selected == HOME
    binding = lite.check(request(nominate=True), AWAY)
    assert binding is not None
    assert binding.selected_before == HOME
    assert path.selected == AWAY


def test_a_wrong_password_or_an_unknown_name_leaves_no_trace() -> None:
    lite, path = opened()
    assert lite.check(request(password=b"wrong"), HOME) is None
    assert lite.check(request(username="nobody:theirs"), HOME) is None
    assert (path.selected, path.proven) == (None, [])


def test_a_closed_session_is_not_let_in_again() -> None:
    lite, path = opened()
    lite.close(path)
    assert lite.check(request(), HOME) is None


def test_an_address_that_another_peer_is_heard_from_cannot_be_taken_over() -> None:
    lite, path = opened()
    somebody = IcePath(IceCredentials("theirs", "another-password-of-22"))
    assert lite.check(request(nominate=True), HOME, somebody) is None
    assert (path.selected, path.proven) == (None, [])
    assert lite.check(request(), HOME, path) is not None


@given(st.lists(st.tuples(st.integers(1, 60000), st.booleans()), max_size=60))
def test_a_peer_holds_few_addresses_and_always_the_selected_one(checks: list[tuple[int, bool]]) -> None:
    path = IcePath(CREDENTIALS)
    for port, nominated in checks:
        forgotten = path.accept(("192.0.2.1", port), nominated=nominated)
        assert forgotten != path.selected
        assert forgotten not in path.proven
        assert len(path.proven) <= 8
        assert path.selected in path.proven


def test_generated_credentials_are_long_enough_for_ice() -> None:
    fresh = IceCredentials.generate()
    assert len(fresh.fragment) >= 4
    assert len(fresh.password) >= 22


FRESH = IceCredentials("fresh", "another-password-of-22")


def test_after_a_restart_the_first_new_check_moves_the_peer_and_old_ones_choose_nothing() -> None:
    lite, path = opened()
    assert lite.check(request(nominate=True), HOME)
    lite.restart(path, FRESH)
    assert lite.check(request(nominate=True), AWAY), "until the new ones are used, the old ones still answer"
    assert path.selected == HOME
    assert lite.check(request(username="fresh:theirs", password=FRESH.password.encode()), AWAY)
    assert path.selected == AWAY
    assert lite.check(request(nominate=True), HOME) is None


def test_a_second_restart_forgets_the_first_and_closing_forgets_all() -> None:
    lite, path = opened()
    lite.restart(path, IceCredentials("between", "p" * 22))
    lite.restart(path, FRESH)
    assert lite.check(request(), HOME) is None
    assert lite.check(request(username="between:theirs", password=b"p" * 22), HOME)
    lite.close(path)
    assert lite.check(request(username="between:theirs", password=b"p" * 22), HOME) is None
    assert lite.check(request(username="fresh:theirs", password=FRESH.password.encode()), HOME) is None

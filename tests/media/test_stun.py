"""STUN: requests by an independent implementation, and whatever else may arrive."""

import pytest
from aioice import stun as other
from hypothesis import given
from hypothesis import strategies as st

from media.stun import binding_success, parse_binding_request

PASSWORD = b"a-password-of-22-chars"


def request(username: str = "ours:theirs", password: bytes = PASSWORD, *, nominate: bool = False) -> bytes:
    message = other.Message(other.Method.BINDING, other.Class.REQUEST, transaction_id=b"0123456789ab")
    message.attributes["USERNAME"] = username
    if nominate:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(password)
    return bytes(message)


def test_a_signed_request_is_read_and_its_signature_holds() -> None:
    parsed = parse_binding_request(request(nominate=True))
    assert parsed is not None
    assert parsed.local_fragment == "ours"
    assert parsed.nominated
    assert parsed.is_signed_with(PASSWORD)
    assert not parsed.is_signed_with(b"another password")


def test_a_nomination_behind_the_signature_does_not_count() -> None:
    plain = request()
    fingerprint_at = len(plain) - 8
    forged = bytearray(plain[:fingerprint_at] + b"\x00\x25\x00\x00" + plain[fingerprint_at:])
    forged[2:4] = (len(forged) - 20).to_bytes(2, "big")
    parsed = parse_binding_request(bytes(forged))
    assert parsed is not None
    assert not parsed.nominated


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_request_cut_short_is_nothing(cut: int) -> None:
    assert parse_binding_request(request()[:-cut]) is None


@pytest.mark.parametrize(
    ("host", "seen"),
    [("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::7")],
)
def test_the_answer_tells_where_the_request_came_from(host: str, seen: str) -> None:
    reply = binding_success(b"0123456789ab", host, 4711, PASSWORD)
    parsed = other.parse_message(reply)
    assert parsed.check_message_integrity(PASSWORD)
    assert parsed.message_class is other.Class.RESPONSE
    assert parsed.attributes["XOR-MAPPED-ADDRESS"] == (seen, 4711)


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data: bytes) -> None:
    parse_binding_request(data)


@given(st.data())
def test_a_damaged_request_is_never_taken_for_a_signed_one(data: st.DataObject) -> None:
    valid = request()
    at = data.draw(st.integers(0, len(valid) - 1 - 8))  # the fingerprint itself is not covered
    damaged = valid[:at] + bytes([valid[at] ^ data.draw(st.integers(1, 255))]) + valid[at + 1 :]
    parsed = parse_binding_request(damaged)
    assert parsed is None or not parsed.is_signed_with(PASSWORD)

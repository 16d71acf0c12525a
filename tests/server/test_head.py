"""The head reader: where a request's head ends, however it is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.head import MAX_HEAD_BYTES, HeadMalformed, HeadReader, HeadTooLarge

HEAD = b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n"


@given(st.lists(st.integers(1, 12)), st.sampled_from([b"", b"body", b"GET /next HTTP/1.1\r\n"]))
def test_a_head_is_whole_with_its_last_byte_however_it_is_cut(cuts: list[int], rest: bytes) -> None:
    reader, sent = HeadReader(), 0
    whole = False
    for size in [*cuts, len(HEAD)]:
        piece = (HEAD + rest)[sent : sent + size]
        sent += len(piece)
        whole = reader.feed(piece)
        assert whole == (sent >= len(HEAD))
        if whole:
            break

    assert whole
    assert bytes(reader.received) == (HEAD + rest)[:sent]


@given(st.binary(max_size=400))
def test_any_bytes_are_either_kept_or_refused(data: bytes) -> None:
    reader, first = HeadReader(), data.lstrip(b"\r\n")[:1]
    if first and not first.isalpha():
        with pytest.raises(HeadMalformed):
            reader.feed(data)
    else:
        reader.feed(data)

    assert bytes(reader.received) == data.lstrip(b"\r\n")
    assert reader.is_for_chat in (True, False)


def test_empty_lines_before_a_request_are_passed_over() -> None:
    reader = HeadReader()

    assert not reader.feed(b"\r\n\r\n")
    assert not reader.feed(b"\r\n\r\nGET / HTTP/1.1\r\n")
    assert reader.feed(b"\r\n")


def test_a_head_of_exactly_the_limit_passes_and_one_more_byte_does_not() -> None:
    def head(size: int) -> bytes:
        return b"GET / HTTP/1.1\r\nX: " + b"x" * (size - 23) + b"\r\n\r\n"

    assert len(head(MAX_HEAD_BYTES)) == MAX_HEAD_BYTES
    assert HeadReader().feed(head(MAX_HEAD_BYTES) + b"body" * 9999)
    with pytest.raises(HeadTooLarge):
        HeadReader().feed(head(MAX_HEAD_BYTES + 1))
    with pytest.raises(HeadTooLarge):
        HeadReader().feed(b"x" * (MAX_HEAD_BYTES + 1))


@pytest.mark.parametrize(
    ("line", "is_for_chat"),
    [
        (b"GET /chat HTTP/1.1", True),
        (b"GET /chat?v=1 HTTP/1.1", True),
        (b"POST /chat HTTP/1.1", True),
        (b"GET /chats HTTP/1.1", False),
        (b"GET /chat/x HTTP/1.1", False),
        (b"GET / HTTP/1.1\r\nX: /chat HTTP/1.1", False),
    ],
)
def test_only_the_target_chat_is_for_the_chat(line: bytes, *, is_for_chat: bool) -> None:
    reader = HeadReader()
    reader.feed(line + b"\r\n\r\n")

    assert reader.is_for_chat == is_for_chat

"""The wire format: strict on the way in, plain on the way out."""

import json

import hypothesis.strategies as st
import msgspec
import pytest
from hypothesis import given

from chat.errors import BadFrame, TooFast
from chat.moderation_frames import ModMute
from chat.people import Role
from chat.protocol import (
    Ack,
    ChatSend,
    Heart,
    Hello,
    Inbound,
    Nack,
    Ping,
    Problem,
    Resume,
    encode,
    encode_batch,
    parse,
    refusal,
)
from chat.timeline import Author, Gone, Hidden, Message, News, as_json, kind_of, revive

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
GOOD: list[tuple[str, Inbound]] = [
    ('{"t":"hello","v":1,"tok":"x","room":"r"}', Hello(v=1, tok="x", room="r")),
    (
        '{"t":"hello","v":1,"tok":"x","room":"r","resume":{"ep":"k3f","off":10234}}',
        Hello(v=1, tok="x", room="r", resume=Resume(ep="k3f", off=10234)),
    ),
    ('{"t":"chat.send","id":"m-1","x":"hi"}', ChatSend(id="m-1", x="hi")),
    ('{"t":"heart","n":50}', Heart(n=50)),
    ('{"t":"ping"}', Ping()),
    ('{"t":"mod.mute","id":"a","person":"p"}', ModMute(id="a", person="p", seconds=None, reason="")),
]
BAD = [
    "",
    "[]",
    "null",
    "{}",
    '{"t":"dance"}',
    '{"t":"ping","extra":1}',
    '{"t":"hello","v":2,"tok":"x","room":"r"}',
    '{"t":"hello","v":1,"tok":"x","room":""}',
    '{"t":"heart","n":0}',
    '{"t":"heart","n":51}',
    '{"t":"heart","n":"3"}',
    '{"t":"chat.send","id":"","x":"hi"}',
    '{"t":"chat.send","id":"a b","x":"hi"}',
    '{"t":"chat.send","id":"m","x":5}',
    '{"t":"mod.mute","id":"a","person":"p","seconds":-5}',
    '{"t":"mod.mute","id":"a","person":"p","seconds":1e99}',
    '{"t":"mod.delete","id":"a","off":-1}',
    "[" * 5000,
]


@pytest.mark.parametrize(("text", "frame"), GOOD)
def test_a_good_frame_is_read(text: str, frame: Inbound) -> None:
    assert parse(text) == frame


@pytest.mark.parametrize("text", BAD)
def test_a_bad_frame_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadFrame, match="not understood"):
        parse(text)


def test_a_bad_frame_with_a_readable_id_is_answered_by_that_id() -> None:
    with pytest.raises(BadFrame) as refused:
        parse('{"t":"chat.send","id":"m-1","x":"hi","color":"red"}')
    answer = refusal(refused.value, refused.value.message_id)
    assert isinstance(answer, Nack)
    assert (answer.id, answer.code) == ("m-1", "bad_frame")
    assert "color" in answer.text


def read(text: str | bytes) -> Inbound | None:
    """The frame, or None when it is refused; anything else that is raised is a defect."""
    try:
        return parse(text)
    except BadFrame:
        return None


@given(st.text() | json_values.map(json.dumps) | st.binary())
def test_whatever_comes_is_either_a_frame_or_refused(content: str | bytes) -> None:
    frame = read(content)
    assert frame is None or read(msgspec.json.encode(frame)) == frame


@given(st.sampled_from(GOOD), st.data())
def test_a_good_frame_with_one_character_changed_never_crashes(
    good: tuple[str, Inbound], data: st.DataObject
) -> None:
    text = good[0]
    index = data.draw(st.integers(0, len(text) - 1))
    read(text[:index] + data.draw(st.characters(exclude_categories=["Cs"])) + text[index + 1 :])


def test_absent_fields_are_left_out() -> None:
    assert encode(Ack(id="m")) == b'{"t":"ack","id":"m"}'
    assert encode(Ack(id="m", off=3, pending=True)) == b'{"t":"ack","id":"m","off":3,"pending":true}'


def test_a_refusal_without_a_message_id_is_an_error() -> None:
    problem = refusal(TooFast("Wait.", retry_ms=70), None)
    assert problem == Problem(code="too_fast", text="Wait.", retry_ms=70)


def test_a_batch_is_one_array_in_order() -> None:
    author = Author(id="p", name="Ann", role=Role.viewer, buyer=True)
    message = Message(o=1, ts=2, id="m", author=author, x="hi")
    batch = json.loads(encode_batch([encode(message), encode(Gone(o=2, ts=3))]))
    assert [item["t"] for item in batch] == ["chat", "gone"]
    assert batch[0]["from"] == {"id": "p", "name": "Ann", "role": "viewer", "buyer": True}


def test_events_come_back_from_the_archive_as_they_were() -> None:
    author = Author(id="p", name="Ann", role=Role.host, buyer=False)
    for event in (
        Message(o=1, ts=2, id="m", author=author, x="hi"),
        Hidden(o=2, ts=3, off=1, by="Mod", reason=""),
        News(t="pin", o=3, ts=4, id="e", d={"product": {"id": "x"}}),
        News(t="pin", o=4, ts=5, id="f", d=None),
    ):
        assert revive(kind_of(event), as_json(event)) == event

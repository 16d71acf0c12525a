"""A bulletin is the same in the process that hears of it."""

import msgspec
import pytest

from chat.bulletins import UNPLACED, Bulletin, decode, encode, entry_of, latest_sticky
from chat.moderation import AuditEntry, Lift, Measure
from chat.people import PersonRef, Role
from chat.ports import Sticky
from chat.timeline import Author, Hidden, Message, News

ANN = PersonRef(person_id="p-ann", name="Ann")
MOD = PersonRef(person_id="p-mod", name="Moritz")
MESSAGE = Message(
    o=UNPLACED, ts=1, id="m1", author=Author(id="p-ann", name="Ann", role=Role.viewer, buyer=True), x="hi"
)
MUTE = Measure(person=ANN, until_ms=None, reason="spam", by=MOD, at_ms=1)
AUDIT = AuditEntry(
    id="a1",
    room_id="r",
    at_ms=1,
    actor=MOD,
    action="mute",
    target=ANN,
    message=None,
    reason="",
    until_ms=None,
)
BULLETINS = [
    Bulletin(id="m1", by="p-ann", event=MESSAGE),
    Bulletin(
        id="d1", by="p-mod", urgent=True, event=Hidden(o=0, ts=1, off=3, by="Mo", reason=""), audit=AUDIT
    ),
    Bulletin(
        id="e1", event=News(t="pin", o=0, ts=1, id="e1", d=None), sticky=Sticky(key="pin", payload=None)
    ),
    Bulletin(id="a1", by="p-mod", urgent=True, measure=MUTE, audit=AUDIT),
    Bulletin(id="a2", by="p-mod", urgent=True, lift=Lift(person_id="p-ann"), audit=AUDIT),
]


@pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin.id)
def test_a_bulletin_arrives_as_it_was_told(bulletin: Bulletin) -> None:
    assert decode(encode(bulletin, "node-1")) == ("node-1", bulletin)


def test_what_another_version_tells_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(msgspec.MsgspecError):
        decode(b'{"node":"n","id":"x","measure":{"person":1}}')


def test_an_event_is_placed_once_it_has_an_offset() -> None:
    event = BULLETINS[0].placed(7)
    assert (event.o, entry_of(event).offset, entry_of(event).body["o"]) == (7, 7, 7)
    with pytest.raises(ValueError, match="no place"):
        BULLETINS[3].placed(7)


def test_only_moderation_is_stored_before_it_has_a_place() -> None:
    assert [bulletin.in_force for bulletin in BULLETINS[:3]] == [[], [AUDIT], []]
    assert BULLETINS[3].in_force == [MUTE, AUDIT]


def test_the_last_word_under_a_key_counts() -> None:
    said = [Bulletin(id=str(n), sticky=Sticky(key=key, payload={"n": n})) for n, key in enumerate("aba")]
    assert latest_sticky(said) == [Sticky(key="a", payload={"n": 2}), Sticky(key="b", payload={"n": 1})]

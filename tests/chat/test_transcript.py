"""What is read again later: the last word on a message counts, whoever and however many spoke."""

from hypothesis import given
from hypothesis import strategies as st

from chat import Message, Removal, Removed, Role
from chat.timeline import Author, Hidden, Purged, Restored

OFFSETS = st.integers(1, 6)
PEOPLE = ("ann", "bob")


def said_by(offset: int) -> str:
    return PEOPLE[offset % 2]


def message(offset: int) -> Message:
    author = Author(id=said_by(offset), name="A", role=Role.viewer, buyer=False)
    return Message(o=offset, ts=0, id=f"m{offset}", author=author, x="hi")


def hidden(o: int, off: int) -> Removal:
    return Hidden(o=o, ts=0, off=off, by="Mo", reason="")


def purged(o: int, person: str | None = None, offs: tuple[int, ...] = ()) -> Removal:
    return Purged(o=o, ts=0, by="Mo", reason="", person=person, offs=offs)


def restored(o: int, *offs: int) -> Removal:
    return Restored(o=o, ts=0, by="Mo", messages=tuple(message(off) for off in offs))


def test_a_purge_takes_what_was_said_before_it_and_nothing_later() -> None:
    removed = Removed([purged(5, person="ann")])
    assert [removed.has(offset, "ann") for offset in (2, 4, 6)] == [True, True, False]
    assert not removed.has(2, "bob")


def test_what_is_brought_back_can_be_taken_again() -> None:
    events = [purged(7, person="ann"), restored(8, 2), hidden(9, 2)]
    assert [Removed(events[:n]).has(2, "ann") for n in range(4)] == [False, True, False, True]


@given(st.data())
def test_the_last_word_counts(data: st.DataObject) -> None:
    """The same as playing everything through one message at a time."""
    steps = data.draw(st.lists(st.tuples(st.sampled_from("hpqr"), OFFSETS), max_size=8))
    gone: set[int] = set()
    events: list[Removal] = []
    for o, (kind, off) in enumerate(steps, start=10):
        match kind:
            case "h":
                events.append(hidden(o, off))
                gone.add(off)
            case "p":
                events.append(purged(o, person=said_by(off)))
                gone |= {each for each in range(1, 7) if said_by(each) == said_by(off)}
            case "q":
                events.append(purged(o, offs=(off,)))
                gone.add(off)
            case _:
                events.append(restored(o, off))
                gone.discard(off)
    removed = Removed(events)
    assert {offset for offset in range(1, 7) if removed.has(offset, said_by(offset))} == gone

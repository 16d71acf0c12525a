"""News beside the media: only the latest of each kind waits."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import SessionNotFound, TooBusy
from media.health import LayerChoice
from media.listeners import NEWS_KINDS, Listeners, NewsKind, Subscription, ViewerNews


async def test_who_fetches_late_learns_how_things_are_now() -> None:
    subscription = Subscription(NEWS_KINDS)
    subscription.tell(ViewerNews(kind="inactive"))
    subscription.tell(ViewerNews(kind="viewercount", viewers=1))
    subscription.tell(ViewerNews(kind="active"))
    subscription.tell(ViewerNews(kind="viewercount", viewers=2))
    subscription.end()
    assert await subscription.next() == ViewerNews(kind="active")
    assert await subscription.next() == ViewerNews(kind="viewercount", viewers=2)
    assert await subscription.next() is None


async def test_a_reader_waits_for_what_it_asked_for() -> None:
    subscription = Subscription(["reconnect"])
    reading = asyncio.create_task(subscription.next())
    await asyncio.sleep(0)
    subscription.tell(ViewerNews(kind="active"))
    await asyncio.sleep(0)
    assert not reading.done()
    subscription.tell(ViewerNews(kind="reconnect"))
    assert await reading == ViewerNews(kind="reconnect")


@given(st.lists(st.sampled_from(NEWS_KINDS), max_size=50))
def test_however_much_is_told_little_waits(kinds: list[NewsKind]) -> None:
    subscription = Subscription(NEWS_KINDS)
    for kind in kinds:
        subscription.tell(ViewerNews(kind=kind))
    assert len(subscription._waiting) <= 4


async def test_listeners_hear_of_their_own_stream_until_they_leave() -> None:
    listeners = Listeners()
    mine = listeners.get("s1", listeners.add("s1", "kiln", NEWS_KINDS))
    other = listeners.get("s2", listeners.add("s2", "loom", NEWS_KINDS))
    listeners.tell("kiln", "active")
    listeners.count("kiln", 2)
    listeners.count("kiln", 2)
    listeners.leave("s1")
    listeners.end_all("reconnect")
    assert [await mine.next(), await mine.next(), await mine.next()] == [
        ViewerNews(kind="active"),
        ViewerNews(kind="viewercount", viewers=2),
        None,
    ]
    assert [await other.next(), await other.next()] == [ViewerNews(kind="reconnect"), None]
    listeners.leave("s1")


def test_a_session_has_few_subscriptions_and_each_ends_once() -> None:
    listeners = Listeners()
    names = [listeners.add("s", "kiln", NEWS_KINDS) for _ in range(4)]
    with pytest.raises(TooBusy):
        listeners.add("s", "kiln", NEWS_KINDS)
    listeners.remove("s", names[0])
    with pytest.raises(SessionNotFound):
        listeners.remove("s", names[0])
    with pytest.raises(SessionNotFound):
        listeners.get("stranger", names[1])


async def test_a_session_hears_of_its_own_layers_alone() -> None:
    listeners = Listeners()
    mine = listeners.get("s1", listeners.add("s1", "kiln", NEWS_KINDS))
    other = listeners.get("s2", listeners.add("s2", "kiln", ["layers"]))
    choice = LayerChoice(media_id="0", layers=(), sent=None, chosen=None, paused=True, estimate_bps=None)
    listeners.tell_layers("s1", choice)
    listeners.tell_layers("stranger", choice)
    listeners.leave("s2")
    assert await mine.next() == ViewerNews(kind="layers", layers=choice)
    assert await other.next() is None


def test_it_is_known_whether_a_session_wants_a_kind() -> None:
    listeners = Listeners()
    first = listeners.add("s", "kiln", ["layers"])
    listeners.add("s", "kiln", ["active"])
    assert listeners.want("s", "layers")
    listeners.remove("s", first)
    assert not listeners.want("s", "layers")
    assert not listeners.want("stranger", "layers")


async def test_the_same_count_is_not_told_twice() -> None:
    subscription = Subscription(NEWS_KINDS)
    subscription.tell(ViewerNews(kind="viewercount", viewers=1))
    assert await subscription.next() == ViewerNews(kind="viewercount", viewers=1)
    subscription.tell(ViewerNews(kind="viewercount", viewers=1))
    subscription.end()
    assert await subscription.next() is None

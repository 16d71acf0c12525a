"""Destinations: what a seller may say of one, where its key is, and which show goes there."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from media import PushState, TakeBegan, TakeEnded, WriterNews
from server.db import Database
from server.destinations import (
    Broadcasts,
    DestinationChange,
    DestinationDraft,
    DestinationInvalid,
    DestinationNotFound,
    Destinations,
    KeyBox,
    broadcasts,
)
from server.destinations.tables import destinations, metadata
from tests.databases import DatabaseOf
from tests.server.conftest import Clock, Ids

DRAFT = DestinationDraft(name="YouTube", url="rtmp://127.0.0.1/live2", key="abcd-efgh-ijkl-mnop")
BEGAN = TakeBegan(stream_id="pots", take_id="t", at_ms=0, codec="H264", renditions=("v", "a"))


class FakePush:
    """Notes what it hears, and whether it was closed."""

    def __init__(self, url: str, *, allow: Callable[[], Any], now_ms: Callable[[], int]) -> None:
        self.url, self.allow = url, allow
        self.heard: list[WriterNews] = []
        self.open = False
        self.state = PushState("connecting", None, now_ms())

    def start(self) -> None:
        self.open = True

    async def close(self) -> None:
        self.open = False

    def receive(self, news: WriterNews) -> None:
        self.heard.append(news)


class Rig:
    def __init__(self, database: Database, *, private: bool = True) -> None:
        self.pushes: list[FakePush] = []
        self.written: list[str] = []
        self.broadcasts = Broadcasts(private=private, now_ms=Clock())

        async def write(show_id: str) -> None:
            self.written.append(show_id)

        self.service = Destinations(
            database,
            keys=KeyBox(b"k" * 32),
            broadcasts=self.broadcasts,
            write=write,
            now_ms=Clock(),
            new_id=Ids(),
        )

    @property
    def open(self) -> list[str]:
        return [push.url for push in self.pushes if push.open]


@pytest.fixture
async def rig(database_of: DatabaseOf, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rig]:
    made = Rig(await database_of(metadata))

    def push(*arguments: Any, **named: Any) -> FakePush:  # noqa: ANN401
        made.pushes.append(FakePush(*arguments, **named))
        return made.pushes[-1]

    monkeypatch.setattr(broadcasts, "Push", push)
    yield made
    await made.service.close()


async def test_a_key_goes_in_and_never_comes_out(rig: Rig) -> None:
    made = await rig.service.add("mira", DRAFT)
    assert (made.key_hint, made.enabled, made.state) == ("mnop", False, None)
    assert DRAFT.key.encode() not in msgspec.json.encode(await rig.service.all("mira"))
    database = rig.service._database
    [box] = await database.read(lambda conn: conn.execute(sa.select(destinations.c.key_box)).scalars().all())
    assert DRAFT.key.encode() not in bytes(box)
    assert KeyBox(b"k" * 32).open(bytes(box)) == DRAFT.key
    assert KeyBox(b"x" * 32).open(bytes(box)) is None


async def test_what_is_switched_on_gets_the_show_that_is_on_air(rig: Rig) -> None:
    one = await rig.service.add("mira", DRAFT)
    other = await rig.service.add("mira", msgspec.structs.replace(DRAFT, name="Twitch", key="twitch-key"))
    await rig.service.change("mira", one.id, DestinationChange(enabled=True))
    assert rig.open == []
    rig.broadcasts.receive(BEGAN)
    await rig.service.begin("mira", "pots")
    assert rig.open == ["rtmp://127.0.0.1/live2/abcd-efgh-ijkl-mnop"]
    assert rig.pushes[0].heard == [BEGAN]
    assert rig.written == ["pots"]
    await rig.service.change("mira", other.id, DestinationChange(enabled=True))
    assert len(rig.open) == 2
    rig.broadcasts.receive(BEGAN)
    assert [len(push.heard) for push in rig.pushes] == [2, 2]
    assert [each.state for each in await rig.service.all("mira")] == ["connecting", "connecting"]
    await rig.service.change("mira", one.id, DestinationChange(key="another-key-of-theirs"))
    assert rig.open == ["rtmp://127.0.0.1/live2/twitch-key", "rtmp://127.0.0.1/live2/another-key-of-theirs"]
    await rig.service.remove("mira", other.id)
    assert rig.open == ["rtmp://127.0.0.1/live2/another-key-of-theirs"]
    await rig.service.end("mira", "pots")
    assert rig.open == []
    assert not rig.broadcasts.sends("pots")


async def test_one_show_of_a_seller_is_sent_on_and_none_of_another_seller(rig: Rig) -> None:
    made = await rig.service.add("mira", DRAFT)
    await rig.service.change("mira", made.id, DestinationChange(enabled=True))
    rig.broadcasts.receive(BEGAN)
    await rig.service.begin("mira", "pots")
    await rig.service.begin("mira", "hats")
    await rig.service.begin("jonas", "shoes")
    assert [rig.broadcasts.sends(show) for show in ("pots", "hats", "shoes")] == [True, False, False]
    await rig.service.end("mira", "hats")
    assert len(rig.open) == 1
    await rig.service.end("mira", "pots")
    await rig.service.begin("mira", "hats")
    assert rig.broadcasts.sends("hats")


async def test_a_show_whose_end_another_process_heard_does_not_keep_the_next_one_away(rig: Rig) -> None:
    made = await rig.service.add("mira", DRAFT)
    await rig.service.change("mira", made.id, DestinationChange(enabled=True))
    rig.broadcasts.receive(BEGAN)
    await rig.service.begin("mira", "pots")
    rig.broadcasts.receive(TakeEnded(stream_id="pots", take_id="t", at_ms=0))
    await rig.service.begin("mira", "hats")
    assert [rig.broadcasts.sends(show) for show in ("pots", "hats")] == [False, True]
    assert [push.open for push in rig.pushes] == [False, True]


async def test_nobody_changes_what_is_anothers(rig: Rig) -> None:
    made = await rig.service.add("mira", DRAFT)
    with pytest.raises(DestinationNotFound):
        await rig.service.change("jonas", made.id, DestinationChange(enabled=True))
    with pytest.raises(DestinationNotFound):
        await rig.service.remove("jonas", made.id)
    assert await rig.service.all("jonas") == []


async def test_a_shop_has_four_at_most(rig: Rig) -> None:
    for _ in range(4):
        await rig.service.add("mira", DRAFT)
    with pytest.raises(DestinationInvalid):
        await rig.service.add("mira", DRAFT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("url", "https://live.example.com/app"),
        ("url", "rtmp://live.example.com"),
        ("url", "rtmp:///live"),
        ("url", "rtmp://user:word@live.example.com/app"),
        ("url", "rtmp://live.example.com/app live=1"),
        ("url", "rtmp://live.example.com:99999/app"),
        ("url", "rtmp://live.example.com/app#x"),
        ("url", "file:///etc/passwd"),
        ("key", "two words"),
        ("key", ""),
        ("key", "k\nquit"),
    ],
)
async def test_what_cannot_be_is_named_by_its_field(rig: Rig, field: str, value: str) -> None:
    with pytest.raises(DestinationInvalid) as refused:
        await rig.service.add("mira", msgspec.structs.replace(DRAFT, **{field: value}))
    assert refused.value.extra == {"field": field}


@pytest.mark.parametrize(
    ("host", "reached"), [("127.0.0.1", False), ("10.1.2.3", False), ("[::1]", False), ("8.8.8.8", True)]
)
async def test_the_operators_own_network_is_not_reached(host: str, reached: bool) -> None:  # noqa: FBT001
    inside = Broadcasts(private=False, now_ms=Clock())
    assert await inside._may_reach(f"rtmp://{host}/live/key") is reached
    assert await Broadcasts(private=True, now_ms=Clock())._may_reach(f"rtmp://{host}/live/key")

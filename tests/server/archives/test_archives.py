"""A show leaves one shop and arrives in another: whole, checked, and with nothing that is not its own."""

import asyncio
import contextlib
import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import msgspec
import pytest
from PIL import Image as Pillow

from chat import PersonRef, Poll, PollVote, Question, SavedPoll, SavedQuestion, Standing, Vote
from checkout import HoldRequest, Image, LineRequest, Product, ProductDraft, VariantDraft
from media import WriterNews
from server.__main__ import main
from server.accounts import Accounts
from server.archives import ArchiveDamaged, ArchiveRefused, Shop, bring_in, take_out
from server.db import Database
from server.pictures import Pictures
from server.recordings import Cut, RecordingDamaged, Recordings
from server.replays import Clip, Cue, Edit, MadeOf, Replays
from server.sample import read_logins
from server.schema import METADATA
from server.shows import InvalidShow, PinEntry, ShowRecord, ShowService, ShowStatus
from server.talk import ChatArchive, ChatTranscript
from tests.databases import DatabaseOf
from tests.fakes.checkout_shop import ANN, SELLER
from tests.fakes.checkout_shop import Shop as Till
from tests.server.conftest import Clock, Ids
from tests.server.recordings.test_recorder import BEGAN_MS, PLENTY, take, write
from tests.server.talk.test_transcript import entry

EMAIL = "mira@example.com"
ASKER = PersonRef(person_id="ann", name="Ann")


class OneAccount:
    """Knows the seller of the shop, and nobody else."""

    def __init__(self, seller_id: str) -> None:
        self.seller_id: str | None = seller_id

    async def account_by_email(self, email: str) -> object:
        return self if email == EMAIL else None


class Place:
    """A server with one shop."""

    def __init__(self, folder: Path, database: Database, seller_id: str) -> None:
        clock = Clock()
        self.folder = folder
        self.till = Till(database)
        self.account = OneAccount(seller_id)
        recordings = Recordings(folder / "videos", room=PLENTY, days=0, enabled=True, now_ms=clock)

        async def hear(_event: object) -> None: ...

        async def unused(_urls: object) -> set[str]:
            return set()

        self.shop = Shop(
            accounts=cast("Accounts", self.account),
            shows=ShowService(database, publish=hear, now_ms=clock, new_id=Ids()),
            recordings=recordings,
            replays=Replays(database, recordings, now_ms=clock),
            transcript=ChatTranscript(database),
            chat=ChatArchive(database),
            checkout=self.till.service,
            pictures=Pictures(folder / "pictures", database=database, in_use=unused, now_ms=clock),
            now_ms=clock,
            new_id=Ids(),
        )

    async def jug(self) -> Product:
        """A product with a photograph."""
        photograph = io.BytesIO()
        Pillow.new("RGB", (1600, 1200), "#b5532a").save(photograph, "PNG")
        picture = await self.shop.pictures.take(SELLER, photograph.getvalue())
        image = msgspec.convert(msgspec.to_builtins(picture) | {"alt": "A jug"}, Image)
        variant = VariantDraft(title="", price_minor=4100, stock=5, sku="JUG", weight_grams=800)
        draft = ProductDraft(seller_id=SELLER, title="Stoneware jug", images=[image], variants=[variant])
        return await self.till.service.save_product(draft)

    async def sell(self, product: Product) -> None:
        line = LineRequest(variant_id=product.variants[0].id, quantity=1)
        order = await self.till.service.hold(ANN, HoldRequest(client_key="tap", lines=[line], show_id="show"))
        await self.till.service.change(ANN, order.id, self.till.details(ANN))
        await self.till.pay(order)

    async def talk(self) -> None:
        """Two messages of which one was taken away, a sale, two questions of which one was, and a poll."""
        news = {"title": "Jug", "quantity": 1, "name": None, "product_id": "jug"}
        records = [
            entry(1),
            entry(2),
            entry(3, "sold", d=news),
            entry(4, "hidden", off=2, by="Mo", reason=""),
        ]
        asked = Question(id="q", asker=ASKER, x="How tall?", ts=BEGAN_MS)
        rude = Question(id="r", asker=ASKER, x="Rude?", ts=BEGAN_MS, standing=Standing.dismissed)
        poll = Poll(id="p", x="Which?", options=("A", "B"), by=ASKER, ts=BEGAN_MS)
        await self.shop.chat.open_room("show", fresh_epoch="e", entries=0)
        await self.shop.chat.append(
            "show",
            [
                *records,
                SavedQuestion(question=asked, offset=5),
                SavedQuestion(question=rude, offset=6),
                Vote(question_id="q", person_id="ben", on=True, ts=BEGAN_MS),
                Vote(question_id="r", person_id="ben", on=True, ts=BEGAN_MS),
                SavedPoll(poll=poll, offset=7),
                PollVote(poll_id="p", person_id="ben", option=1, ts=BEGAN_MS),
            ],
        )

    async def hold_show(self, status: ShowStatus = ShowStatus.ENDED) -> Product:
        """Everything that a show leaves behind."""
        product = await self.jug()
        await self.sell(product)
        await self.talk()
        record(self.folder, take("one", 3))
        (self.folder / "videos/show/one/stills").mkdir()
        (self.folder / "videos/show/one/stills/0.jpg").write_bytes(b"can be made again")
        clip = Clip(
            id="c1", show_id="show", title="Jug", product_id=product.id,
            begins_ms=BEGAN_MS, ends_ms=BEGAN_MS + 2000, created_ms=BEGAN_MS,
        )  # fmt: skip
        await self.shop.replays.put_all(
            "show",
            MadeOf(
                edit=Edit(cut=Cut(ends_ms=BEGAN_MS + 4000)),
                captions={"en": [Cue(BEGAN_MS, BEGAN_MS + 900, "Hello")]},
                clips=[clip],
            ),
        )
        show = ShowRecord(
            id="show", seller_id=SELLER, title="Pots", description="", poster_url=product.images[0].url,
            status=status, starts_ms=BEGAN_MS, started_ms=BEGAN_MS, ended_ms=BEGAN_MS + 6000,
            product_ids=[product.id], pinned=None,
        )  # fmt: skip
        await self.shop.shows.bring_in(
            show, [PinEntry(product_id=product.id, pinned_ms=BEGAN_MS, capture_ms=None)]
        )
        return product


def record(folder: Path, news: list[WriterNews]) -> None:
    (folder / "videos").mkdir(parents=True, exist_ok=True)
    write(folder / "videos", news)


def left_behind(folder: Path) -> list[Path]:
    return list(folder.glob("*.part"))


@pytest.fixture
async def here(sqlite_of: DatabaseOf, tmp_path: Path) -> AsyncIterator[Place]:
    place = Place(tmp_path / "here", await sqlite_of(*METADATA), SELLER)
    await place.till.open()
    yield place
    await place.till.close()
    await place.shop.pictures.close()


@pytest.fixture
async def there(database: Database, tmp_path: Path) -> AsyncIterator[Place]:
    """On both kinds of database, with a seller who has another id."""
    place = Place(tmp_path / "there", database, "mira-there")
    yield place
    await place.till.close()
    await place.shop.pictures.close()


async def test_a_show_arrives_with_all_that_anybody_could_see_of_it(
    here: Place, there: Place, tmp_path: Path
) -> None:
    product = await here.hold_show()
    await take_out(here.shop, "show", tmp_path / "out")
    await bring_in(there.shop, tmp_path / "out", EMAIL)

    show = await there.shop.shows.show("show")
    assert (show.title, show.status, show.seller_id) == ("Pots", ShowStatus.ENDED, "mira-there")
    assert await there.shop.shows.pin_log("show") == await here.shop.shows.pin_log("show")
    assert await there.shop.replays.made_of("show") == await here.shop.replays.made_of("show")
    assert await there.shop.recordings.recording("show") == await here.shop.recordings.recording("show")
    assert await there.shop.recordings.data("show", "one", "v", 1) == b"".join(
        f"onev{number};".encode() for number in range(6, 12)
    )
    passage = await there.shop.transcript.passage("show", from_ms=0, until_ms=BEGAN_MS * 2, after=0, limit=50)
    assert [event.o for event in passage.events] == [1, 3]
    assert [(each.question.x, each.votes) for each in await there.shop.transcript.asked("show", 9)] == [
        ("How tall?", 2)
    ]
    assert await there.shop.transcript.polls("show") == await here.shop.transcript.polls("show")

    came = await there.till.service.product(product.id, seller_id="mira-there")
    assert (came.title, came.status, came.variants[0].sku) == ("Stoneware jug", "draft", "JUG")
    assert came.variants[0].stock.total == 0
    assert came.images[0].alt == "A jug"
    picture = there.shop.pictures.file(came.images[0].url.rpartition("/")[2])
    assert picture is not None
    assert picture.is_file()
    assert show.poster_url == came.images[0].url


async def test_an_archive_can_be_checked_by_hand_and_says_nothing_of_cards_or_of_what_was_taken_away(
    here: Place, tmp_path: Path
) -> None:
    await here.hold_show()
    out = tmp_path / "out"
    await take_out(here.shop, "show", out)
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    await asyncio.to_thread(subprocess.run, check, cwd=out, check=True, timeout=10)
    [order] = [json.loads(row) for row in (out / "orders.jsonl").read_text().splitlines()]
    assert (order["status"], order["totals"]["total_minor"]) == ("paid", 4590)
    assert order["payment"]["client_secret"] is None
    written = "".join(path.read_text(errors="replace") for path in out.rglob("*.json*"))
    assert "pi_" not in written
    assert "says 2" not in written
    assert "Rude?" not in written
    assert not list(out.rglob("stills"))


async def test_a_run_that_was_broken_off_is_simply_run_again(
    here: Place, there: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await here.hold_show()
    await take_out(here.shop, "show", tmp_path / "out")

    async def power_cut(*_arguments: object) -> None:
        raise OSError("no more power")

    with monkeypatch.context() as patch:
        patch.setattr(there.shop.shows, "bring_in", power_cut)
        with pytest.raises(OSError, match="no more power"):
            await bring_in(there.shop, tmp_path / "out", EMAIL)
    assert await there.shop.shows.status("show") is None
    await bring_in(there.shop, tmp_path / "out", EMAIL)
    assert await there.shop.transcript.questions("show") == await here.shop.transcript.questions("show")
    with pytest.raises(ArchiveRefused, match="here already"):
        await bring_in(there.shop, tmp_path / "out", EMAIL)


async def test_a_folder_that_was_changed_is_refused_before_anything_is_taken(
    here: Place, there: Place, tmp_path: Path
) -> None:
    await here.hold_show()
    await take_out(here.shop, "show", tmp_path / "whole")

    def broken(name: str, change: Callable[[Path], object]) -> Path:
        copy = Path(shutil.copytree(tmp_path / "whole", tmp_path / name))
        change(copy)
        return copy

    def lie(folder: Path) -> None:
        """Somebody else's folder may well have sums that are right."""
        talk, sums = folder / "talk.jsonl", folder / "SHA256SUMS"
        before = hashlib.sha256(talk.read_bytes()).hexdigest()
        talk.write_bytes(b'{"t":"chat"}\n')
        sums.write_text(sums.read_text().replace(before, hashlib.sha256(talk.read_bytes()).hexdigest()))

    cases: list[tuple[str, Callable[[Path], object], str]] = [
        ("cut", lambda folder: (folder / "video/one/v.m4s").write_bytes(b"x"), "video/one/v.m4s is not what"),
        ("gone", lambda folder: (folder / "polls.json").unlink(), "polls.json is missing"),
        ("more", lambda folder: (folder / "video/x").write_bytes(b""), "video/x is not part"),
        ("link", _point_outside, "video/one/v.m4s is not what"),
        ("sums", lambda folder: (folder / "SHA256SUMS").write_text("?"), "has a line that is none"),
        ("lie", lie, "talk.jsonl cannot be read"),
    ]
    for name, change, sentence in cases:
        with pytest.raises(ArchiveDamaged, match=sentence):
            await bring_in(there.shop, broken(name, change), EMAIL)
    assert not (tmp_path / "there").exists()
    assert await there.till.service.products() == []


def _point_outside(folder: Path) -> None:
    path = folder / "video/one/v.m4s"
    outside = folder.with_suffix(".outside")
    path.rename(outside)
    path.symlink_to(outside)


async def test_takes_of_another_show_or_with_names_that_are_paths_are_refused(
    here: Place, there: Place, tmp_path: Path
) -> None:
    record(here.folder, take("one", 1))
    source = here.folder / "videos/show"
    with pytest.raises(RecordingDamaged):
        await there.shop.recordings.copy_in("another", source)
    with pytest.raises(RecordingDamaged):
        await there.shop.recordings.copy_in("../show", source)
    journal = source / "one/journal"
    journal.write_bytes(journal.read_bytes().replace(b'"take_id":"one"', b'"take_id":"../../one"'))
    with pytest.raises(RecordingDamaged):
        await there.shop.recordings.copy_in("show", source)
    assert await there.shop.recordings.copy_in("show", tmp_path / "nothing") is False


async def test_what_cannot_leave_or_arrive_is_said_in_a_sentence(
    here: Place, there: Place, tmp_path: Path
) -> None:
    product = await here.hold_show()
    out = tmp_path / "out"
    with pytest.raises(ArchiveRefused, match="no show 'other'"):
        await take_out(here.shop, "other", out)
    await take_out(here.shop, "show", out)
    with pytest.raises(ArchiveRefused, match="there already"):
        await take_out(here.shop, "show", out)
    with pytest.raises(ArchiveRefused, match="is no archive"):
        await bring_in(there.shop, tmp_path / "here", EMAIL)
    with pytest.raises(ArchiveRefused, match="has no shop"):
        await bring_in(there.shop, out, "nobody@example.com")
    theirs = ProductDraft(
        id=product.id,
        seller_id="somebody",
        title="X",
        variants=[VariantDraft(title="", price_minor=1, stock=1)],
    )
    await there.till.service.save_product(theirs)
    with pytest.raises(ArchiveRefused, match="another shop"):
        await bring_in(there.shop, out, EMAIL)
    live = msgspec.structs.replace(await here.shop.shows.show("show"), id="now", status=ShowStatus.LIVE)
    with pytest.raises(InvalidShow):
        await here.shop.shows.bring_in(live, [])
    assert left_behind(tmp_path) == []


def test_the_command_line_moves_a_show_from_one_shop_to_another(
    shop_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copytree(shop_folder, tmp_path / "other"))
    [seller] = [login for login in read_logins(other) if login.role == "seller"]
    with contextlib.closing(sqlite3.connect(other / "showfloor.db")) as database, database:
        [show_id] = database.execute("SELECT id FROM shows LIMIT 1").fetchone()
        for table in ("show_lineup", "show_pins"):
            database.execute(f"DELETE FROM {table} WHERE show_id = ?", [show_id])  # noqa: S608 - our own words
        database.execute("DELETE FROM shows WHERE id = ?", [show_id])
    monkeypatch.setenv("SHOWFLOOR_DATA_DIR", str(shop_folder))
    assert main(["export", show_id, str(tmp_path / "out")]) == 1
    assert "not over" in capsys.readouterr().err
    with contextlib.closing(sqlite3.connect(shop_folder / "showfloor.db")) as database, database:
        database.execute("UPDATE shows SET status = 'ended', ended_ms = starts_ms WHERE id = ?", [show_id])
    assert main(["export", show_id, str(tmp_path / "out")]) == 0
    monkeypatch.setenv("SHOWFLOOR_DATA_DIR", str(other))
    assert main(["import", str(tmp_path / "out"), seller.email]) == 0
    assert f"/s/{show_id}" in capsys.readouterr().out
    assert main(["import", str(tmp_path / "out"), seller.email]) == 1
    assert "here already" in capsys.readouterr().err

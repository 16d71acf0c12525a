"""Follows, reminders and wishes as rows, and the mails about shows that come of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from server.accounts import Seller
from server.db import Database, open_database
from server.interests import Interests, Mailing, Topic
from server.interests.errors import TooManyInterests
from server.interests.tables import metadata as interest_rows
from server.letters import Letter
from server.notices import MailTokens, Notices
from server.notices.service import AHEAD_MS, GRACE_MS
from server.notices.tables import metadata as notice_rows
from server.shows import ShowNotFound, ShowRecord, ShowStatus
from tests.server.conftest import SECRET_KEY, Clock

HOUR_MS = 3_600_000


class Post:
    """Takes mails as the real one does: one for each id."""

    def __init__(self) -> None:
        self.letters: dict[str, Letter] = {}

    async def queue(self, event_id: str, letter: Letter) -> None:
        self.letters.setdefault(event_id, letter)

    async def queue_all(self, batch: list[tuple[str, Letter]]) -> None:
        for event_id, letter in batch:
            await self.queue(event_id, letter)

    def subjects(self, to: str) -> list[str]:
        return [letter.subject for letter in self.letters.values() if letter.to == to]


class Stage:
    """Shows of one seller, which a test moves."""

    def __init__(self) -> None:
        self.shows: dict[str, ShowRecord] = {}

    def plan(self, show_id: str, starts_ms: int, status: ShowStatus = ShowStatus.SCHEDULED) -> None:
        self.shows[show_id] = ShowRecord(
            id=show_id,
            seller_id="mira",
            title="Kiln opening",
            description="",
            poster_url=None,
            status=status,
            starts_ms=starts_ms,
            started_ms=None,
            ended_ms=None,
            product_ids=[],
            pinned=None,
        )

    async def show(self, show_id: str) -> ShowRecord:
        if show_id not in self.shows:
            raise ShowNotFound
        return self.shows[show_id]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/interests.db")
    await opened.write(interest_rows.create_all)
    await opened.write(notice_rows.create_all)
    yield opened
    await opened.close()


@pytest.fixture
def interests(database: Database, clock: Clock) -> Interests:
    return Interests(database, now_ms=clock)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def notices(database: Database, interests: Interests, stage: Stage, post: Post, clock: Clock) -> Notices:
    async def seller(seller_id: str) -> Seller:
        return Seller(id=seller_id, name="Mira Kell Ceramics")

    return Notices(
        database,
        interests=interests,
        shows=cast("Any", stage),
        accounts=cast("Any", SimpleNamespace(seller=seller)),
        mail=cast("Any", post),
        tokens=MailTokens(SECRET_KEY, now_ms=clock),
        public_url="https://shop.example",
        now_ms=clock,
    )


async def follow(interests: Interests, person: str, email: str | None = None, language: str = "en") -> None:
    await interests.subscribe(Topic.SELLER, "mira", [person], email=email, language=language)
    if email:
        await interests.confirm(person, email)


async def test_a_follow_keeps_its_beginning_and_belongs_to_all_ids_of_a_visitor(
    interests: Interests, clock: Clock
) -> None:
    began_ms = clock.ms
    await follow(interests, "guest")
    clock.pass_seconds(60)
    await follow(interests, "guest", "june@example.org")
    await follow(interests, "account")
    assert await interests.since_ms(["account", "guest"], "mira") == began_ms
    assert await interests.since_ms(["somebody"], "mira") is None
    assert await interests.followers("mira") == 2
    await interests.unsubscribe(Topic.SELLER, "mira", ["account", "guest"])
    assert await interests.since_ms(["account", "guest"], "mira") is None


async def test_what_a_guest_followed_becomes_one_with_what_the_account_follows(
    interests: Interests, notices: Notices, clock: Clock
) -> None:
    began_ms, both = clock.ms, ["account", "guest"]
    await follow(interests, "guest", "june@example.org")
    clock.pass_seconds(60)
    one = await interests.subscribe(Topic.SELLER, "mira", both, email="june@example.org", language="ru")
    assert (one.person_id, one.since_ms, one.mailing) == ("account", began_ms, Mailing.ON)
    assert await interests.subscriptions(both) == [one]
    assert await interests.followers("mira") == 1

    # The mail that the guest got stops what it speaks of, whose ever it is by now.
    link = notices.tokens.stop(notices.tokens.to_stop(Topic.SELLER, "mira", "guest", "june@example.org"))
    assert link is not None
    await interests.silence(link.topic, link.about_id, link.person_id, link.email)
    assert [each.mailing for each in await interests.subscriptions(both)] == [Mailing.OFF]

    await follow(interests, "guest", "june@example.org")
    other = await interests.subscribe(Topic.SELLER, "mira", both, email="eve@example.org", language="en")
    assert (other.email, other.mailing) == ("eve@example.org", Mailing.ASKED)
    await follow(interests, "guest", "june@example.org")
    silent = await interests.subscribe(Topic.SELLER, "mira", both, email=None, language="en")
    assert (silent.mailing, await interests.recipients([(Topic.SELLER, "mira")], "", 10)) == (Mailing.OFF, [])


async def test_an_address_is_asked_once_and_its_yes_counts_for_what_follows(
    interests: Interests, notices: Notices, post: Post
) -> None:
    first = await interests.subscribe(Topic.SELLER, "mira", ["june"], email="june@example.org", language="ru")
    assert first.mailing is Mailing.ASKED
    await notices.ask(first, "Mira Kell Ceramics")
    await notices.ask(first, "Mira Kell Ceramics")
    (letter,) = post.letters.values()
    token = letter.text.split("/mail/yes/")[1].split()[0]
    opened = notices.tokens.confirm(token)
    assert opened is not None
    assert await interests.confirm(opened.person_id, opened.email)
    second = await interests.subscribe(Topic.SHOW, "kiln", ["june"], email="june@example.org", language="ru")
    assert second.mailing is Mailing.ON
    other = await interests.subscribe(Topic.SHOW, "kiln", ["eve"], email="june@example.org", language="ru")
    assert other.mailing is Mailing.ASKED


async def test_a_link_to_say_yes_is_too_old_after_a_week(notices: Notices, clock: Clock) -> None:
    token = notices.tokens.to_confirm("june", "june@example.org")
    assert notices.tokens.stop(token) is None
    clock.pass_seconds(7 * 86_400 + 1)
    assert notices.tokens.confirm(token) is None


async def test_followers_hear_of_a_plan_and_of_the_start_each_once(
    interests: Interests, notices: Notices, stage: Stage, post: Post, clock: Clock
) -> None:
    await follow(interests, "june", "june@example.org")
    await follow(interests, "silent")
    await interests.subscribe(Topic.SELLER, "mira", ["unasked"], email="else@example.org", language="en")
    stage.plan("kiln", clock.ms + 4 * HOUR_MS)
    await notices.show_planned("kiln", clock.ms + 4 * HOUR_MS)
    await notices.tell_due()
    assert not post.letters
    clock.pass_seconds(GRACE_MS / 1000)
    await notices.tell_due()
    await notices.tell_due()
    assert post.subjects("june@example.org") == ["Mira Kell Ceramics goes live on 2023-11-15 02:13"]
    stage.plan("kiln", clock.ms, ShowStatus.LIVE)
    for _ in range(2):
        await notices.show_began("kiln")
        await notices.tell_due()
    assert post.subjects("june@example.org")[1:] == ["Mira Kell Ceramics is live: Kiln opening"]
    assert {letter.to for letter in post.letters.values()} == {"june@example.org"}


async def test_who_was_reminded_is_not_told_again_at_the_start(
    interests: Interests, notices: Notices, stage: Stage, post: Post, clock: Clock
) -> None:
    starts_ms = clock.ms + 4 * HOUR_MS
    await follow(interests, "june", "june@example.org")
    await interests.subscribe(Topic.SHOW, "kiln", ["june"], email="june@example.org", language="ru")
    stage.plan("kiln", starts_ms)
    await notices.show_planned("kiln", starts_ms)
    clock.ms = starts_ms - AHEAD_MS
    await notices.tell_due()
    stage.plan("kiln", starts_ms, ShowStatus.LIVE)
    await notices.show_began("kiln")
    await notices.tell_due()
    assert [s for s in post.subjects("june@example.org") if "Kiln" in s] == ["Скоро эфир: Kiln opening"]


async def test_a_reminder_follows_a_start_that_moves(
    interests: Interests, notices: Notices, stage: Stage, post: Post, clock: Clock
) -> None:
    await interests.subscribe(Topic.SHOW, "kiln", ["june"], email="june@example.org", language="en")
    await interests.confirm("june", "june@example.org")
    first_ms, second_ms = clock.ms + HOUR_MS, clock.ms + 3 * HOUR_MS
    stage.plan("kiln", first_ms)
    await notices.show_planned("kiln", first_ms)
    stage.plan("kiln", second_ms)
    await notices.show_planned("kiln", second_ms)
    clock.ms = first_ms - AHEAD_MS
    await notices.tell_due()
    assert not post.letters
    clock.ms = second_ms - AHEAD_MS
    await notices.tell_due()
    assert post.subjects("june@example.org") == ["Starting soon: Kiln opening"]


@pytest.fixture
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.notices.service.BATCH", 3)


@pytest.mark.usefixtures("_small_parts")
async def test_many_followers_are_told_in_parts_and_nobody_is_left_out(
    interests: Interests, notices: Notices, stage: Stage, post: Post, clock: Clock
) -> None:
    stage.plan("kiln", clock.ms, ShowStatus.LIVE)
    for number in range(7):
        await follow(interests, f"person-{number}", f"p{number}@example.org")
        await interests.subscribe(
            Topic.SHOW, "kiln", [f"person-{number}"], email=f"p{number}@example.org", language="en"
        )
    await notices.show_began("kiln")
    await notices.tell_due()
    assert sorted(letter.to for letter in post.letters.values()) == [f"p{n}@example.org" for n in range(7)]


async def test_one_tap_in_a_mail_stops_them_and_leaves_the_follow(
    interests: Interests, notices: Notices, stage: Stage, post: Post, clock: Clock
) -> None:
    await follow(interests, "june", "june@example.org")
    stage.plan("kiln", clock.ms, ShowStatus.LIVE)
    await notices.show_began("kiln")
    await notices.tell_due()
    (letter,) = post.letters.values()
    assert letter.unsubscribe is not None
    opened = notices.tokens.stop(letter.unsubscribe.rpartition("/")[2])
    assert opened is not None
    await interests.silence(opened.topic, opened.about_id, opened.person_id, opened.email)
    assert await interests.since_ms(["june"], "mira") is not None
    assert await interests.recipients([(Topic.SELLER, "mira")], "", 10) == []


async def test_a_wish_list_is_the_latest_first_and_has_an_end(
    interests: Interests, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for product in ("jug", "bowl", "jug"):
        await interests.wish("june", product)
        clock.pass_seconds(1)
    await interests.wish("guest", "cup")
    assert await interests.wishes(["june", "guest"]) == ["cup", "bowl", "jug"]
    await interests.unwish(["june", "guest"], "bowl")
    assert await interests.wishes(["june", "guest"]) == ["cup", "jug"]
    monkeypatch.setattr("server.interests.service.MOST", 1)
    with pytest.raises(TooManyInterests):
        await interests.wish("june", "lamp")

"""Shows: planning, the line-up, pins, and the life cycle on a real database."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.db import Database
from server.shows import (
    InvalidShow,
    ProductNotInLineup,
    ProductPinned,
    ShowChange,
    ShowClosed,
    ShowDraft,
    ShowEvent,
    ShowNotFound,
    ShowPlanned,
    ShowService,
    ShowStatus,
    ShowStatusChanged,
    TooManyShows,
)
from server.shows.service import FURTHEST_MS, MAX_UNFINISHED
from server.shows.slug import PATTERN, make_slug
from server.shows.tables import metadata
from tests.databases import DatabaseOf

DRAFT = ShowDraft(title="  Kiln   opening no. 14 ", starts_ms=5_000, product_ids=["jug", "bowl"])


class Told(list[ShowEvent]):
    async def __call__(self, event: ShowEvent) -> None:
        self.append(event)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def database(database_of: DatabaseOf) -> Database:
    return await database_of(metadata)


@pytest.fixture
def shows(database: Database, told: Told) -> ShowService:
    clock, ids = count(1_000), count()
    return ShowService(
        database,
        publish=told,
        now_ms=lambda: next(clock),
        new_id=lambda: f"id{next(ids):04}",
        choose=lambda letters: letters[0],
    )


async def test_a_planned_show_has_a_readable_id_and_its_products_in_order(shows: ShowService) -> None:
    show = await shows.create("anna", DRAFT)
    assert show.id == "kiln-opening-no-14-22222"
    assert show.title == "Kiln opening no. 14"
    assert (await shows.show(show.id)).product_ids == ["jug", "bowl"]
    assert show.status is ShowStatus.SCHEDULED


async def test_an_unknown_show_is_not_found(shows: ShowService) -> None:
    with pytest.raises(ShowNotFound):
        await shows.show("nothing")


@pytest.mark.parametrize(
    "draft", [ShowDraft(title="  ", starts_ms=0), ShowDraft(title="A", starts_ms=0, product_ids=["x", "x"])]
)
async def test_a_blank_title_and_a_doubled_product_are_refused(shows: ShowService, draft: ShowDraft) -> None:
    with pytest.raises(InvalidShow):
        await shows.create("anna", draft)


async def test_a_change_leaves_what_it_does_not_name(shows: ShowService) -> None:
    show = await shows.create("anna", DRAFT)
    changed = await shows.change(show.id, ShowChange(product_ids=["bowl", "jug", "cup"]))
    assert changed.title == show.title
    assert changed.product_ids == ["bowl", "jug", "cup"]


async def test_the_latest_pin_is_the_one_in_force(shows: ShowService, told: Told) -> None:
    show = await shows.create("anna", DRAFT)
    await shows.pin(show.id, "jug")
    pinned = (await shows.pin(show.id, "bowl", capture_ms=77)).pinned
    assert pinned is not None
    assert (pinned.product_id, pinned.capture_ms) == ("bowl", 77)
    assert (await shows.pin(show.id, None)).pinned is None
    assert [event.product_id for event in told if isinstance(event, ProductPinned)] == ["jug", "bowl", None]


async def test_only_products_of_the_lineup_can_be_pinned(shows: ShowService, told: Told) -> None:
    show = await shows.create("anna", DRAFT)
    with pytest.raises(ProductNotInLineup):
        await shows.pin(show.id, "lamp")
    assert all(isinstance(event, ShowPlanned) for event in told)


async def test_a_show_keeps_its_first_start_over_an_interruption(shows: ShowService) -> None:
    show = await shows.create("anna", DRAFT)
    first = (await shows.move(show.id, ShowStatus.LIVE)).started_ms
    await shows.move(show.id, ShowStatus.INTERRUPTED)
    assert (await shows.move(show.id, ShowStatus.LIVE)).started_ms == first


async def test_a_move_already_made_is_not_told_twice(shows: ShowService, told: Told) -> None:
    show = await shows.create("anna", DRAFT)
    await shows.move(show.id, ShowStatus.LIVE)
    await shows.move(show.id, ShowStatus.LIVE)
    assert [event.status for event in told if isinstance(event, ShowStatusChanged)] == [ShowStatus.LIVE]


async def test_a_plan_and_a_new_start_are_told_and_a_new_title_is_not(shows: ShowService, told: Told) -> None:
    show = await shows.create("anna", DRAFT)
    await shows.change(show.id, ShowChange(title="Kiln"))
    await shows.change(show.id, ShowChange(starts_ms=9_000))
    assert [event.starts_ms for event in told if isinstance(event, ShowPlanned)] == [5_000, 9_000]


async def test_an_interruption_before_the_start_changes_nothing(shows: ShowService, told: Told) -> None:
    show = await shows.create("anna", DRAFT)
    assert (await shows.move(show.id, ShowStatus.INTERRUPTED)).status is ShowStatus.SCHEDULED
    assert all(isinstance(event, ShowPlanned) for event in told)


async def test_an_ended_show_takes_no_more_changes(shows: ShowService) -> None:
    show = await shows.create("anna", DRAFT)
    assert (await shows.move(show.id, ShowStatus.ENDED)).ended_ms is not None
    with pytest.raises(ShowClosed):
        await shows.move(show.id, ShowStatus.LIVE)
    with pytest.raises(ShowClosed):
        await shows.pin(show.id, "jug")
    with pytest.raises(ShowClosed):
        await shows.change(show.id, ShowChange(title="Again"))


async def test_the_next_show_is_the_earliest_of_those_to_come(shows: ShowService) -> None:
    for title, starts_ms in (("Later", 9_000), ("Soon", 6_000), ("Past", 10)):
        await shows.create("anna", ShowDraft(title=title, starts_ms=starts_ms))
    following = await shows.next_of("anna", 5_000)
    assert following is not None
    assert following.title == "Soon"
    assert await shows.next_of("somebody", 0) is None


async def test_a_product_names_the_open_shows_that_have_it(shows: ShowService) -> None:
    one = await shows.create("anna", DRAFT)
    other = await shows.create("anna", ShowDraft(title="Tea", starts_ms=1, product_ids=["jug"]))
    await shows.move(other.id, ShowStatus.ENDED)
    assert await shows.showing("jug") == [one.id]


async def test_after_a_restart_a_live_show_waits_for_its_picture(shows: ShowService) -> None:
    show = await shows.create("anna", DRAFT)
    await shows.move(show.id, ShowStatus.LIVE)
    await shows.interrupt_all()
    assert (await shows.show(show.id)).status is ShowStatus.INTERRUPTED


@given(st.text())
def test_every_title_makes_an_id_that_fits_in_a_url(title: str) -> None:
    assert PATTERN.fullmatch(make_slug(title, lambda letters: letters[-1]))


async def test_a_shop_has_a_bounded_number_of_unfinished_shows(shows: ShowService) -> None:
    planned = [await shows.create("anna", DRAFT, show_id=f"show-{n}") for n in range(MAX_UNFINISHED)]
    with pytest.raises(TooManyShows, match="End one"):
        await shows.create("anna", DRAFT)
    await shows.create("ben", DRAFT, show_id="bens")
    await shows.move(planned[0].id, ShowStatus.ENDED)
    await shows.create("anna", DRAFT, show_id="one-more")


async def test_a_show_is_planned_two_years_ahead_at_most(shows: ShowService) -> None:
    far = FURTHEST_MS + 10_000
    with pytest.raises(InvalidShow, match="two years"):
        await shows.create("anna", ShowDraft(title="Far", starts_ms=far))
    show = await shows.create("anna", DRAFT)
    with pytest.raises(InvalidShow, match="two years"):
        await shows.change(show.id, ShowChange(starts_ms=far))


async def test_shows_are_paged_in_the_order_in_which_visitors_look_for_them(shows: ShowService) -> None:
    moves = {"live": [ShowStatus.LIVE], "past": [ShowStatus.LIVE, ShowStatus.ENDED], "soon": []}
    for name, steps in moves.items():
        for n, starts_ms in enumerate((3_000, 1_000, 1_000)):
            show = await shows.create(
                "anna", ShowDraft(title=name, starts_ms=starts_ms), show_id=f"{name}-{n}"
            )
            for step in steps:
                await shows.move(show.id, step)

    pages: list[list[str]] = []
    while not pages or pages[-1]:
        before = pages[-1][-1] if pages else None
        pages.append([show.id for show in await shows.page(4, before)])
    assert pages == [
        ["live-0", "live-1", "live-2", "soon-1"],
        ["soon-2", "soon-0", "past-0", "past-1"],
        ["past-2"],
        [],
    ]
    with pytest.raises(ShowNotFound):
        await shows.page(4, "nowhere")

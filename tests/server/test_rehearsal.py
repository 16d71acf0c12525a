"""The rehearsal: a cast that keeps to its script, in a room of its own making and in a real house."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from chat.client import ChatClient
from chat.policy import Levels, Policy
from chat.rules import Act as Verdict
from chat.rules import Chain, Habits
from server.__main__ import main
from server.app import open_house
from server.rehearsal import MAX_PEOPLE, MIN_PEOPLE, Plan
from server.rehearsal.cast import TROUBLE, Part, Trouble
from server.rehearsal.scene import Scene
from server.rehearsal.script import Ask, Buy, Choose, Cue, Enter, Heart, Leave, Say, Script, Vote
from server.settings import Settings, SettingsError
from tests.services import free_port

PLAN = Plan(seed=7)
SHOW = "kiln-opening"
POLL = {"id": "p", "options": ["Blue", "Moss"]}

plans = st.builds(
    Plan,
    seed=st.integers(0, 2**32),
    people=st.integers(MIN_PEOPLE, MAX_PEOPLE),
    per_minute=st.integers(1, 120),
)


def played(plan: Plan, scene: Scene, cues: int) -> Iterator[tuple[Cue, frozenset[int]]]:
    """The cues of a rehearsal in which everything succeeds, each with who was there before it."""
    script, present = Script(plan), frozenset[int]()
    for _ in range(cues):
        cue = script.next(scene, present)
        yield cue, present
        if isinstance(cue.act, Enter):
            present |= {cue.who}
        elif isinstance(cue.act, Leave):
            present -= {cue.who}


def busy() -> Scene:
    return Scene(pinned="jug", questions=["q-1", "q-2"], polls={"p": 2})


@effort(max_examples=25)
@given(plan=plans)
def test_a_rehearsal_can_be_played_again(plan: Plan) -> None:
    assert list(played(plan, busy(), 60)) == list(played(plan, busy(), 60))


@effort(max_examples=25)
@given(plan=plans)
def test_the_cast_has_every_part_both_languages_and_no_name_twice(plan: Plan) -> None:
    cast = Script(plan).cast

    assert len({person.name for person in cast}) == plan.people
    assert {person.part for person in cast} == set(Part)
    assert {person.language for person in cast} == {"en", "ru"}


@effort(max_examples=25)
@given(plan=plans)
def test_only_who_is_there_acts_and_only_who_is_not_comes(plan: Plan) -> None:
    for cue, present in played(plan, busy(), 80):
        assert (cue.who in present) is not isinstance(cue.act, Enter)


@effort(max_examples=25)
@given(plan=plans)
def test_nobody_reacts_to_what_the_room_does_not_have(plan: Plan) -> None:
    for cue, _ in played(plan, Scene(), 80):
        assert not isinstance(cue.act, Vote | Choose)
        if isinstance(cue.act, Ask | Buy):
            assert cue.act.product is None


@effort(max_examples=25)
@given(plan=plans)
def test_the_pace_is_kept_without_bursts(plan: Plan) -> None:
    mean = 60 / plan.per_minute
    waits = [cue.wait_seconds for cue, _ in played(plan, Scene(), 200)]

    assert all(mean / 2 <= wait <= mean * 3 / 2 for wait in waits)
    assert sum(waits) / len(waits) == pytest.approx(mean, rel=0.15)


def test_a_busy_room_sees_everything_that_people_do() -> None:
    acts = {type(cue.act) for cue, _ in played(PLAN, busy(), 600)}

    assert acts == {Enter, Leave, Heart, Say, Ask, Vote, Choose, Buy}


def test_the_sample_shop_lasts_for_an_hour() -> None:
    sales = [place for place, (cue, _) in enumerate(played(PLAN, busy(), 1800)) if isinstance(cue.act, Buy)]

    assert all(later - earlier >= 15 for earlier, later in pairwise(sales))


@pytest.mark.parametrize("trouble", [line for lines in TROUBLE.values() for line in lines], ids=repr)
def test_each_line_of_a_troll_trips_the_rule_it_is_for(trouble: Trouble) -> None:
    policy = Policy(links="drop", levels=Levels(insults=2, caps=2, repeats=1))
    habits = Habits()
    chain = Chain(policy, habits)
    for time in range(trouble.times - 1):
        assert chain.judge("troll", trouble.text, time).act is Verdict.allow
        habits.note("troll", trouble.text, time)

    verdict = chain.judge("troll", trouble.text, trouble.times)

    assert verdict.act > Verdict.allow
    assert verdict.rule.startswith(trouble.rule)


def test_the_cast_sees_what_a_welcome_says_and_what_changes_after_it() -> None:
    scene = Scene(questions=["forgotten"], polls={"forgotten": 2})
    snapshot = {
        "pin": {"product": {"id": "jug"}},
        "questions": [{"id": "q-1"}, {"id": "q-0", "standing": "answered"}],
        "polls": [POLL, {**POLL, "id": "over", "closed_ms": 1}],
    }
    scene.hear({"t": "welcome", "resumed": False, "snapshot": snapshot, "history": []})
    assert scene == Scene("jug", ["q-1"], {"p": 2})

    scene.hear({"t": "qa.asked", "q": {"id": "q-2"}})
    scene.hear({"t": "qa.changed", "qs": [{"id": "q-1", "standing": "answering"}]})
    scene.hear({"t": "poll.closed", "poll": {**POLL, "closed_ms": 2}})
    scene.hear({"t": "pin", "d": None})
    scene.hear({"t": "show", "d": {"status": "ended"}})
    assert scene == Scene(None, ["q-2"], {}, ended=True)


@pytest.fixture
def settings(shop_folder: Path) -> Settings:
    return Settings(port=free_port(), data_dir=shop_folder, mail="file")


async def test_simulated_people_say_ask_vote_and_buy_in_a_real_show(settings: Settings) -> None:
    wanted = {"chat", "qa.asked", "qa.votes", "sold", "stock", "hearts"}
    async with (
        open_house(settings, replace(PLAN, per_minute=3000)) as house,
        aiohttp.ClientSession(house.services.settings.public_url, cookie_jar=jar()) as browser,
    ):
        async with browser.get("/api/v1/me") as answer:
            assert (await answer.json())["rehearsing"] is True
        async with browser.post(f"/api/v1/shows/{SHOW}/chat-token") as answer:
            token = (await answer.json())["token"]
        url = f"{settings.public_url.replace('http', 'ws', 1)}/chat"
        async with ChatClient(url, token, SHOW) as room, asyncio.timeout(45):
            seen = {event["t"] for event in room.timeline.events}
            async for item in room.items():
                seen.add(item["t"])
                if wanted <= seen:
                    break
        assert house.services.chat.people(SHOW) > 1


async def test_a_rehearsal_is_refused_where_money_moves_and_mails_are_sent(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "shop",
        stripe_secret_key="sk_live_1",
        stripe_publishable_key="pk_live_1",
        stripe_webhook_secret="whsec_1",
        smtp_url="smtp://mail.example",
    )

    with pytest.raises(SettingsError) as refused:
        async with open_house(settings, PLAN):
            pass

    assert [problem.split(".")[0] for problem in refused.value.problems] == [
        "--rehearse: payments go to Stripe, and a rehearsal buys",
        "--rehearse: mails to simulated buyers would really be sent",
    ]
    assert not settings.data_dir.exists()


async def test_a_rehearsal_is_refused_in_a_shop_that_is_no_sample(shop_folder: Path) -> None:
    (shop_folder / "sample-logins.json").unlink()

    with pytest.raises(SettingsError, match="not a sample shop"):
        async with open_house(Settings(port=free_port(), data_dir=shop_folder, mail="file"), PLAN):
            pass


@pytest.mark.parametrize("flags", [["--rehearse-people", "3"], ["--rehearse-pace", "9000"]])
def test_a_crowd_beyond_the_bounds_is_refused(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--rehearse", *flags])

    assert flags[0] in capsys.readouterr().err


def jar() -> aiohttp.CookieJar:
    return aiohttp.CookieJar(unsafe=True)

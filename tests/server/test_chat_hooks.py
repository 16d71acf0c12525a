"""Programs of sellers that judge the chat: signed questions, strict answers, and a way on without them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from chat import Act, Role, Said
from server.chat_hooks import ChatHookChange, ChatHookDraft, ChatHooks, NewChatHook
from server.chat_hooks.answers import AnswerInvalid, verdict_of
from server.chat_hooks.breaker import FIRST_REST_MS, LONGEST_REST_MS, MOST_FAILURES, Breaker
from server.chat_hooks.hooks import MOST_HOOKS, OnFailure
from server.chat_hooks.tables import metadata
from server.hooks.carrier import Answer, HttpCarrier
from server.hooks.errors import EndpointInvalid, EndpointNotFound
from server.hooks.signing import verify
from tests.databases import DatabaseOf
from tests.server.conftest import Clock, Ids

URL = "https://judge.example.com/chat"
SHOW = "spring-show"
SAID = Said(room_id=SHOW, person_id="p-ann", name="Ann", role=Role.viewer, buyer=True, text="cheaper there")


@dataclass
class Postman:
    """Answers as it is told, and remembers what it carried; `hangs` keeps it from answering."""

    answer: Answer = field(default_factory=lambda: Answer(204, None))
    hangs: bool = False
    carried: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    async def carry(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        self.carried.append((url, body, headers))
        if self.hangs:
            await asyncio.Event().wait()
        return self.answer

    async def close(self) -> None:
        return

    def says(self, **verdict: object) -> None:
        self.answer = Answer(200, None, msgspec.json.encode(verdict))


class Setting:
    """A shop's programs, with a postman and a clock of the test's own."""

    def __init__(self, hooks: ChatHooks, postman: Postman, clock: Clock) -> None:
        self.hooks = hooks
        self.judges = hooks.judges
        self.postman = postman
        self.clock = clock

    async def add(self, name: str = "prices", on_failure: OnFailure = "allow") -> NewChatHook:
        made = await self.hooks.add("mira", ChatHookDraft(name=name, url=URL, on_failure=on_failure))
        await self.judges.prepare(SHOW)
        return made


@pytest.fixture
async def setting(sqlite_of: DatabaseOf, clock: Clock, new_id: Ids) -> Setting:
    async def seller_of(show_id: str) -> str | None:
        return "mira" if show_id == SHOW else None

    postman = Postman()
    hooks = ChatHooks(
        await sqlite_of(metadata),
        carrier=postman,
        seller_of=seller_of,
        server_key=b"k" * 32,
        private=False,
        now_ms=clock,
        new_id=new_id,
    )
    return Setting(hooks, postman, clock)


async def test_a_program_is_asked_signed_and_its_verdict_counts(setting: Setting) -> None:
    made = await setting.add()
    setting.postman.says(act="drop", reason="No other shops here.")
    verdict = await setting.judges.judge(SAID)
    assert (verdict.act, verdict.rule, verdict.reason) == (Act.drop, "hook.prices", "No other shops here.")
    [(url, body, headers)] = setting.postman.carried
    assert url == URL
    assert verify(made.secret, body, headers["Showfloor-Signature"], setting.clock() // 1000)
    asked = msgspec.json.decode(body)
    assert asked["type"] == "chat.judge"
    person = {"id": "p-ann", "name": "Ann", "role": "viewer", "buyer": True}
    assert asked["data"] == {"show_id": SHOW, "person": person, "text": "cheaper there"}


async def test_only_shows_of_sellers_with_programs_that_are_on_are_judged(setting: Setting) -> None:
    await setting.judges.prepare(SHOW)
    await setting.judges.prepare("somebody-elses")
    assert not setting.judges.concerns(SHOW)
    made = await setting.add()
    assert setting.judges.concerns(SHOW)
    assert not setting.judges.concerns("somebody-elses")
    await setting.hooks.change("mira", made.hook.id, ChatHookChange(state="off"))
    assert not setting.judges.concerns(SHOW)


async def test_what_another_process_changes_is_noticed_at_the_next_look(setting: Setting) -> None:
    made = await setting.add()
    other = Setting(setting.hooks, Postman(), setting.clock)
    await other.judges.refresh()
    await setting.hooks.remove("mira", made.hook.id)
    await other.judges.refresh()
    assert not other.judges.concerns(SHOW)


@pytest.mark.parametrize(
    ("on_failure", "act"), [("allow", Act.allow), ("hold", Act.hold), ("refuse", Act.drop)]
)
@pytest.mark.parametrize(
    "answer",
    [Answer(None, "no connection"), Answer(500, None), Answer(200, None, b"{"), Answer(302, None)],
    ids=["nothing", "an error", "no verdict", "elsewhere"],
)
async def test_without_an_answer_the_programs_own_policy_decides(
    setting: Setting, on_failure: OnFailure, act: Act, answer: Answer
) -> None:
    await setting.add(on_failure=on_failure)
    setting.postman.answer = answer
    verdict = await setting.judges.judge(SAID)
    assert (verdict.act, verdict.rule) == (act, "hook.prices")


async def test_a_program_that_hangs_is_not_waited_for(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.chat_hooks.judging.DEADLINE_SECONDS", 0.01)
    await setting.add(on_failure="hold")
    setting.postman.hangs = True
    assert (await setting.judges.judge(SAID)).act is Act.hold


async def test_the_strictest_of_several_programs_wins(setting: Setting) -> None:
    await setting.add("first", on_failure="hold")
    await setting.add("second", on_failure="refuse")
    setting.postman.answer = Answer(503, None)
    assert (await setting.judges.judge(SAID)).rule == "hook.second"


async def test_a_program_that_fails_again_and_again_rests(setting: Setting) -> None:
    made = await setting.add(on_failure="hold")
    setting.postman.answer = Answer(500, None)
    for _ in range(MOST_FAILURES + 3):
        assert (await setting.judges.judge(SAID)).act is Act.hold
    assert len(setting.postman.carried) == MOST_FAILURES
    [shown] = await setting.hooks.hooks("mira")
    assert shown.resting_until_ms == setting.clock() + FIRST_REST_MS
    setting.clock.pass_seconds(FIRST_REST_MS / 1000)
    setting.postman.says(act="allow")
    assert (await setting.judges.judge(SAID)).act is Act.allow
    assert made.hook.id == shown.id
    assert (await setting.hooks.hooks("mira"))[0].resting_until_ms is None


async def test_trying_a_program_tells_its_verdict_or_why_there_is_none(setting: Setting) -> None:
    made = await setting.add()
    setting.postman.says(act="hold")
    assert (await setting.hooks.try_out("mira", made.hook.id)).act == "hold"
    setting.postman.answer = Answer(404, None)
    tried = await setting.hooks.try_out("mira", made.hook.id)
    assert (tried.act, tried.error) == (None, "answered 404")


async def test_a_shop_has_few_programs_each_with_a_name_of_its_own(setting: Setting) -> None:
    await setting.add("a")
    with pytest.raises(EndpointInvalid, match="name"):
        await setting.add("a")
    for name in "bc"[: MOST_HOOKS - 1]:
        await setting.add(name)
    with pytest.raises(EndpointInvalid, match="at most"):
        await setting.add("d")


async def test_another_sellers_program_is_not_there(setting: Setting) -> None:
    made = await setting.add()
    with pytest.raises(EndpointNotFound):
        await setting.hooks.remove("otto", made.hook.id)
    renewed = await setting.hooks.renew_secret("mira", made.hook.id)
    assert renewed.secret != made.secret
    setting.postman.says(act="allow")
    await setting.judges.judge(SAID)
    [(_, body, headers)] = setting.postman.carried
    assert verify(renewed.secret, body, headers["Showfloor-Signature"], setting.clock() // 1000)


@given(st.integers(100, 599), st.binary(max_size=60))
def test_whatever_is_answered_is_a_verdict_or_is_told_to_be_none(status: int, body: bytes) -> None:
    try:
        verdict = verdict_of(status, body, "prices")
    except AnswerInvalid:
        return
    assert verdict.rule == "hook.prices"


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400_000)), max_size=60))
def test_a_breaker_never_rests_for_longer_than_it_may_and_tries_one_at_a_time(
    calls: list[tuple[bool, int]],
) -> None:
    breaker, now_ms, in_a_row = Breaker(), 0, 0
    for succeeds, later_ms in calls:
        now_ms += later_ms
        if not breaker.take(now_ms):
            assert in_a_row >= MOST_FAILURES
            until_ms = breaker.resting_until_ms(now_ms)
            assert until_ms is not None
            assert until_ms - now_ms <= LONGEST_REST_MS
            continue
        if in_a_row >= MOST_FAILURES:
            assert not breaker.take(now_ms)  # the trial is out, and nothing else meanwhile
        if succeeds:
            breaker.heard()
            in_a_row = 0
        else:
            breaker.failed(now_ms)
            in_a_row += 1


@pytest.fixture
async def receiver() -> AsyncIterator[TestServer]:
    async def judge(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * int(request.query["bytes"]))

    app = web.Application()
    app.router.add_post("/judge", judge)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


async def test_so_much_of_an_answer_is_read_and_no_more(receiver: TestServer) -> None:
    carrier = HttpCarrier(private=True, longest_answer=4096, idle_seconds=4)
    url = f"http://127.0.0.1:{receiver.port}/judge?bytes="
    assert await carrier.carry(url + "4096", b"{}", {}) == Answer(200, None, b"x" * 4096)
    too_long = await carrier.carry(url + "4097", b"{}", {})
    assert (too_long.status, too_long.error) == (None, "an answer of more than 4096 bytes")
    await carrier.close()

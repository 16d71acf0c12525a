"""The automatic rules: what is found under which disguise, and what is innocent."""

import time

import hypothesis.strategies as st
import pytest
from hypothesis import given

from chat.policy import Levels, Policy
from chat.rules import Act, Chain, Habits, Verdict, strictest
from chat.rules.links import find_link
from chat.rules.skeleton import skeleton
from chat.rules.words import Term, WordList

NORMAL = Policy(
    links="drop",
    domains=("spring-pottery.example.com",),
    terms=("ebay*", "clay deals"),
    allowed=("crap",),
    levels=Levels(insults=2, hate=2, sexual=2, scam=2, private=2, repeats=2, flood=2, caps=1),
)


def judge(text: str, policy: Policy = NORMAL) -> Verdict:
    return Chain(policy, Habits()).judge("p-1", text, 0)


@pytest.mark.parametrize(
    ("text", "act", "rule"),
    [
        ("does this come in blue?", Act.allow, ""),
        ("fuck this", Act.drop, "words.insults"),
        ("FUUUUCK this", Act.drop, "words.insults"),
        ("fu\u0441k this", Act.drop, "words.insults"),
        ("f\u0301u\u0301ck", Act.drop, "words.insults"),
        ("\uff46\uff55\uff43\uff4b", Act.drop, "words.insults"),
        ("you idiot", Act.hold, "words.insults"),
        ("sh1t happens", Act.hold, "words.insults"),
        ("f u c k e r", Act.hold, "words.insults"),
        ("какой же ты мудак", Act.drop, "words.insults"),
        ("\u0445y\u0439", Act.drop, "words.insults"),
        ("ну ты дурак", Act.hold, "words.insults"),
        ("free bitcoin here", Act.drop, "words.scam"),
        ("cheaper on eBay", Act.drop, "words.own"),
        ("look for clay deals", Act.drop, "words.own"),
        ("what a load of crap", Act.allow, ""),
        ("Scunthorpe is a classic, the assassin said", Act.allow, ""),
        ("скипидар и потребление", Act.allow, ""),
        ("see www.clay-deals.shop/x", Act.drop, "links"),
        ("same jug at clay-deals . shop", Act.hold, "links"),
        ("write clay dot com", Act.hold, "links"),
        ("look at spring-pottery.example.com/p/1", Act.allow, ""),
        ("I am in. to be sure, it is 12.5 cm", Act.allow, ""),
        ("call +49 170 1234567", Act.hold, "private"),
        ("WHAT IS THIS THING", Act.replace, "caps"),
    ],
)
def test_a_message_is_judged(text: str, act: Act, rule: str) -> None:
    verdict = judge(text)
    assert (verdict.act, verdict.rule) == (act, rule)


def test_what_shouts_is_made_small() -> None:
    assert judge("WHAT IS THIS THING").text == "What is this thing"


@pytest.mark.parametrize("level", range(4))
def test_levels_go_from_nothing_to_everything(level: int) -> None:
    policy = Policy(levels=Levels(insults=level))
    acts = [judge("you idiot", policy).act, judge("fuck you", policy).act]
    assert (
        acts
        == [
            [Act.allow, Act.allow],
            [Act.allow, Act.hold],
            [Act.hold, Act.drop],
            [Act.drop, Act.drop],
        ][level]
    )


def test_the_strictest_verdict_wins() -> None:
    hold, drop, replace = (Verdict(act, act.name) for act in (Act.hold, Act.drop, Act.replace))
    assert strictest([hold, drop, replace]) == drop
    assert [act.name for act in Act] == ["allow", "replace", "hold", "shadow", "drop", "timeout"]


def test_repeats_are_held_then_refused_and_forgotten_after_a_minute() -> None:
    habits = Habits()
    chain = Chain(NORMAL, habits)
    acts = []
    for number in range(4):
        acts.append(chain.judge("p-1", "First! Fiiirst", 12_000 * number).act)
        habits.note("p-1", "first, FIRST", 12_000 * number)
    assert acts == [Act.allow, Act.allow, Act.hold, Act.drop]
    assert chain.judge("p-1", "first first", 120_000).act is Act.allow
    assert chain.judge("p-2", "first first", 40_000).act is Act.allow


def test_a_flood_mutes_for_a_minute() -> None:
    habits = Habits()
    for number in range(6):
        habits.note("p-1", f"message {number}", 1000 * number)
    verdict = Chain(NORMAL, habits).judge("p-1", "one more", 6000)
    assert (verdict.act, verdict.rule, verdict.seconds) == (Act.timeout, "flood", 60)


@given(st.text(max_size=200))
def test_no_message_breaks_the_rules_or_takes_long(text: str) -> None:
    judge(text)
    assert skeleton(skeleton(text)) == skeleton(skeleton(skeleton(text)))


@pytest.mark.parametrize(
    "piece", ["a.", "a ", "www.", "(dot ", "1 ", "a" * 62 + ".", "f u c ", "\u0301", "-."]
)
def test_a_message_made_to_hang_a_pattern_does_not(piece: str) -> None:
    text = (piece * 200)[:200]
    began = time.process_time()
    judge(text)
    assert time.process_time() - began < 0.5, "a runaway pattern takes minutes"


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30), st.text(max_size=60))
def test_any_list_can_be_searched_for(terms: list[str], text: str) -> None:
    hits = WordList([Term("own", 2, term) for term in terms]).find(skeleton(text))
    assert all(0 <= hit.start <= hit.end <= len(skeleton(text)) for hit in hits)


def test_links_name_what_was_found() -> None:
    link = find_link("buy at http://evil.example/x now")
    assert link is not None
    assert link.text == "http://evil.example/x"

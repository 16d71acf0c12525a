"""Commands of the staff: what is written is done, and what is not understood says how to write it."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from chat import CommandInvalid, Refused, UnknownPerson
from chat.moderation import Delete, MeasureKind, ModerationAction, Panic, PinNotice, Restrict, SetPolicy, Warn
from chat.people import PersonRef
from chat.slash import VERBS, Answered, Help, is_command, parse, unescaped

ANN = PersonRef(person_id="p-ann", name="Ann")
ANN_LEE = PersonRef(person_id="p-lee", name="Ann Lee")
TWINS = [PersonRef(person_id="p-1", name="Kim"), PersonRef(person_id="p-2", name="Kim")]
QUOTED = PersonRef(person_id="p-q", name="10m")
PEOPLE = [ANN, ANN_LEE, *TWINS, QUOTED]


class Book:
    def named(self, name: str) -> list[PersonRef]:
        return [each for each in PEOPLE if each.name.casefold() == name.casefold()]


def read(line: str, answered: Answered | None = None) -> ModerationAction | Help:
    return parse(line, Book(), answered)


@pytest.mark.parametrize(
    ("line", "person", "seconds", "reason"),
    [
        ("/mute Ann", "p-ann", 600, ""),
        ("/mute @ann 2h too loud", "p-ann", 7200, "too loud"),
        ("/MUTE ann lee 30 spam", "p-lee", 30, "spam"),
        ("/mute Ann Leeward is rude", "p-ann", 600, "Leeward is rude"),
        ('/mute "Ann" lee', "p-ann", 600, "lee"),
        ('/mute "10m" 10m', "p-q", 600, ""),
        ("/mute Ann forever", "p-ann", None, ""),
        ("/mute Ann 10mugs broken", "p-ann", 600, "10mugs broken"),
    ],
)
def test_a_mute_names_a_person_a_time_and_a_reason(
    line: str, person: str, seconds: int | None, reason: str
) -> None:
    assert read(line) == Restrict(kind=MeasureKind.mute, person_id=person, seconds=seconds, reason=reason)


@pytest.mark.parametrize(
    ("line", "change"),
    [
        ("/slow 30", {"slow_seconds": 30}),
        ("/slow 2m", {"slow_seconds": 120}),
        ("/slow off", {"slow_seconds": 0}),
        ("/links off", {"links": "drop"}),
        ("/links hold", {"links": "hold"}),
        ("/followers 10m", {"followers_minutes": 10}),
        ("/followers off", {"followers_minutes": None}),
        ("/emoji", {"emoji_only": True}),
        ("/buyers off", {"buyers_only": False}),
    ],
)
def test_modes_are_changes_of_the_policy(line: str, change: dict[str, object]) -> None:
    assert read(line) == SetPolicy(change=change)


def test_an_answer_is_about_the_message_and_its_sender() -> None:
    answered = Answered(41, ANN)
    assert read("/mute 1h spam", answered) == Restrict(person_id="p-ann", seconds=3600, reason="spam")
    assert read("/delete an address", answered) == Delete(offset=41, reason="an address")
    assert read("/pin", answered) == PinNotice(offset=41)
    assert read("/warn @Ann Lee be kind", answered) == Warn(person_id="p-lee", reason="be kind")


def test_panic_is_on_for_a_time_or_off() -> None:
    assert read("/panic") == Panic(seconds=None)
    assert read("/panic 5m raid") == Panic(seconds=300, reason="raid")
    assert read("/panic off") == Panic(seconds=0)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/mite Ann", "/help"),
        ("/mute", "/mute name 10m reason"),
        ("/mute kim", "2 people are called kim"),
        ('/mute "Ann', "quotation mark"),
        ("/slow often", "/slow 30 or /slow off"),
        ("/links maybe", "maybe"),
        ("/buyers on please", "please"),
        ("/delete", "Answer the message"),
        ("/mute Ann 999999w", "length of time"),
        ("/mute Ann " + "x" * 201, "200"),
    ],
)
def test_what_is_not_understood_says_how_it_is_written(line: str, says: str) -> None:
    with pytest.raises(CommandInvalid, match="/"):
        read(line)
    with pytest.raises(CommandInvalid) as refused:
        read(line)
    assert says in str(refused.value)


def test_who_is_not_here_is_said_to_be_unknown() -> None:
    with pytest.raises(UnknownPerson, match="Bob"):
        read("/ban Bob")


def test_help_lists_every_command_or_one() -> None:
    listed = read("/help")
    assert isinstance(listed, Help)
    assert all(f"/{verb}" in listed.text for verb in VERBS)
    alone = read("/help slow")
    assert isinstance(alone, Help)
    assert "\n" not in alone.text


def test_two_slashes_are_words() -> None:
    assert is_command("/slow")
    assert not is_command("//slow")
    assert not is_command("1/2")


def test_blanks_and_hidden_characters_before_a_command_do_not_have_it_said() -> None:
    assert is_command("  /mute Ann")
    assert is_command("\u200b/mute Ann")
    assert not is_command(" //mute")
    assert unescaped(" //mute") == "/mute"


WORDS = st.sampled_from(
    [
        *VERBS,
        "ann",
        "Ann Lee",
        "kim",
        "@ann",
        '"',
        "10m",
        "forever",
        "off",
        "on",
        "hold",
        "0",
        "9" * 9,
        "x" * 90,
    ]
)


@given(line=st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=6).map(" ".join)), answer=st.booleans())
def test_every_line_is_an_action_within_the_limits_or_refused(line: str, *, answer: bool) -> None:
    try:
        action = read(f"/{line}", Answered(1, ANN) if answer else None)
    except Refused:
        return
    if isinstance(action, Restrict):
        assert action.person_id in {each.person_id for each in PEOPLE}
        assert action.seconds is None or 1 <= action.seconds <= 10 * 365 * 86_400
        assert len(action.reason) <= 200

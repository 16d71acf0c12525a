"""Patterns that moderators write: what they find, what is refused of them, and that none runs away."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from chat.deskwork import merged
from chat.errors import PolicyInvalid
from chat.policy import Policy
from chat.rules import Act, Chain, Habits
from chat.rules.patterns import PatternInvalid, Patterns, checked


def test_what_fits_a_pattern_is_refused_and_the_moderator_sees_which_part() -> None:
    chain = Chain(Policy(patterns=(r"\bcheaper (at|on) \w+", "распродажа рядом.+")), Habits())
    for text, found in (
        ("It is CHEAPER on Plates4U today", "CHEAPER on Plates4U"),
        ("Распродажа рядом, там", "Распродажа рядом, там"),
    ):
        verdict = chain.judge("p-1", text, 0)
        assert (verdict.act, verdict.rule, verdict.found) == (Act.drop, "words.pattern", found)
    assert chain.judge("p-1", "is it cheaper in blue?", 0).act is Act.allow


@pytest.mark.parametrize("patterns", [["(?P<n>one)", "(?P<n>two)"], ["(?-i)One", "two|three", "four"]])
def test_each_pattern_stands_for_itself_whatever_the_others_are(patterns: list[str]) -> None:
    found = Patterns(patterns)
    assert found.find("and two") == "two"
    assert found.find("and TWO") == "TWO"
    assert found.find("and five") is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("foo(", r"'foo\(' is not understood: missing \)"),
        (r"(a)\1", "is not understood"),
        ("(?=a)", "is not understood"),
        ("a*", "fits every message"),
        (r"(\pL\pN){8}", "takes too long"),
        ("a{1000}{1000}", "is not understood"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_with_what_is_wrong(pattern: str, why: str) -> None:
    with pytest.raises(PolicyInvalid, match=why):
        merged(Policy(), {"patterns": [pattern]})


def test_many_large_patterns_are_too_much_together() -> None:
    large = [rf"(\pL|{number})x" for number in range(20)]
    checked(large[:1])
    with pytest.raises(PatternInvalid, match="takes too long"):
        checked(large)


# What makes a backtracking engine take hours, in every way that pieces can be put together.
REPEATS = st.sampled_from(["*", "+", "?", "{2,9}", "{20}"])
PIECES = st.recursive(
    st.sampled_from(["a", "b", ".", r"\w", "[ab]", "ab", "я", r"\s"]),
    lambda inner: st.one_of(
        st.tuples(inner, REPEATS).map(lambda pair: f"({pair[0]}){pair[1]}"),
        st.tuples(inner, inner).map("|".join).map("({})".format),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=12,
)


@given(PIECES, st.sampled_from(["a" * 3000, "ab" * 1500, "яa" * 1000]))
def test_whatever_is_let_in_is_small_and_comes_back(pattern: str, text: str) -> None:
    try:
        checked([f"{pattern}!"])
    except PatternInvalid:
        return
    compiled = Patterns([f"{pattern}!"])
    assert compiled.find(text) is None

"""Block lists: finds listed words and phrases in a skeleton, in time that depends on the message alone.

A pattern is a word or a phrase, with `*` at either end for any letters (then of three letters or more). There
is nothing in it that could make a search run away, so anybody may write them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chat.rules.skeleton import skeleton, squeezed, unleet

LANGUAGES = ("en", "ru")
CATEGORIES = ("insults", "hate", "sexual", "scam")
_LISTS = Path(__file__).parent / "lists"
_WORD = re.compile(r"\w+")
_KEY = 3
_FEW = 20
_LEAST_SQUEEZED = 5
"""Shorter words are found inside innocent ones once everything between letters is gone."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of a list: `severity` 2 is refused where 1 is held."""

    category: str
    severity: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that was found, where in the skeleton, and whether a disguise had to be taken off first."""

    term: Term
    start: int
    end: int
    disguised: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    bones: str
    open_left: bool
    open_right: bool
    term: Term


class WordList:
    """Terms ready to be searched for.

    Args:
        terms: What to find.
        allowed: Words that are never held against anybody.
    """

    def __init__(self, terms: Iterable[Term], allowed: Iterable[str] = ()) -> None:
        self._words: dict[str, Term] = {}
        self._starts: dict[str, list[_Pattern]] = {}
        self._inside: dict[str, list[_Pattern]] = {}
        self._squeezed: dict[str, list[tuple[str, Term]]] = {}
        self._allowed = {skeleton(word) for word in allowed}
        for term in terms:
            self._add(term)

    def find(self, bones: str) -> list[Hit]:
        """Everything listed that stands in a skeleton; disguises are only looked for if nothing is plain."""
        hits = self._plain(bones, disguised=False)
        if hits:
            return hits
        figures = unleet(bones)
        if figures != bones:
            hits = self._plain(figures, disguised=True)
        return hits or self._spaced_out(bones)

    def _add(self, term: Term) -> None:
        raw = term.text.strip()
        bones = skeleton(raw.strip("*")).strip()
        is_word = not raw.startswith("*") and not raw.endswith("*") and _WORD.fullmatch(bones)
        if len(bones) < (1 if is_word else _KEY):
            return
        pattern = _Pattern(bones, raw.startswith("*"), raw.endswith("*"), term)
        if pattern.open_left:
            self._inside.setdefault(bones[:_KEY], []).append(pattern)
        elif is_word:
            self._words.setdefault(bones, term)
        else:
            self._starts.setdefault(bones[:_KEY], []).append(pattern)
        tight = squeezed(bones)
        if len(tight) >= _LEAST_SQUEEZED and " " not in bones:
            self._squeezed.setdefault(tight[:_LEAST_SQUEEZED], []).append((tight, term))

    def _plain(self, bones: str, *, disguised: bool) -> list[Hit]:
        hits: list[Hit] = []
        words, starts = self._words, self._starts
        for match in _WORD.finditer(bones):
            word, start = match[0], match.start()
            if word in words and word not in self._allowed:
                hits.append(Hit(words[word], start, match.end(), disguised))
            if bones[start : start + _KEY] in starts and word not in self._allowed:
                hits += _standing(starts[bones[start : start + _KEY]], bones, start, disguised=disguised)
        for key, patterns in self._inside.items() if len(self._inside) <= _FEW else ():
            start = bones.find(key)
            while start >= 0:
                hits += _standing(patterns, bones, start, disguised=disguised)
                start = bones.find(key, start + 1)
        for start in range(len(bones) - _KEY + 1) if len(self._inside) > _FEW else ():
            if patterns_here := self._inside.get(bones[start : start + _KEY]):
                hits += _standing(patterns_here, bones, start, disguised=disguised)
        return hits

    def _spaced_out(self, bones: str) -> list[Hit]:
        """Words with blanks or dots between their letters: only where most letters stand alone."""
        words = bones.split()
        if len(words) < 3 or sum(len(word) <= 2 for word in words) * 2 <= len(words):
            return []
        tight = squeezed(unleet(bones))
        for start in range(len(tight) - _LEAST_SQUEEZED + 1):
            for found, term in self._squeezed.get(tight[start : start + _LEAST_SQUEEZED], ()):
                if tight.startswith(found, start):
                    return [Hit(term, 0, len(bones), disguised=True)]
        return []


def _standing(patterns: list[_Pattern], bones: str, start: int, *, disguised: bool) -> list[Hit]:
    hits: list[Hit] = []
    for pattern in patterns:
        end = start + len(pattern.bones)
        is_whole = pattern.open_right or end >= len(bones) or not bones[end].isalnum()
        if is_whole and bones.startswith(pattern.bones, start):
            hits.append(Hit(pattern.term, start, end, disguised))
    return hits


@lru_cache(maxsize=1)
def built_in() -> tuple[Term, ...]:
    """The lists that come with the server: a line is `category severity term`."""
    terms: list[Term] = []
    for language in LANGUAGES:
        for line in (_LISTS / f"{language}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                category, severity, text = line.split(" ", 2)
                terms.append(Term(category, int(severity), text))
    return tuple(terms)

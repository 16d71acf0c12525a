"""Who does what when: from a seed and what the cast sees of the room. Pure."""

import random
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum

from server.rehearsal.cast import QUESTIONS, TALK, TROUBLE, Part, Person, cast
from server.rehearsal.plan import Plan
from server.rehearsal.scene import Scene

_FIRST = 3
"""So many come before anybody does anything else."""
_CUES_BETWEEN_SALES = 15
"""At the usual pace half a minute: the sample shop lasts for a practice of an hour."""
_LEAVES, _ARRIVES, _CHOOSES, _VOTES, _ACTS = 0.03, 0.25, 0.35, 0.15, 0.6


class Payment(Enum):
    """What becomes of a purchase."""

    PAYS = "pays"
    REFUSED_FIRST = "refused first"  # the first card is declined, the second one pays
    WALKS_AWAY = "walks away"  # the hold runs out


@dataclass(frozen=True, slots=True)
class Enter:
    """Come into the show."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Go; perhaps to come back."""


@dataclass(frozen=True, slots=True)
class Heart:
    """Send so many hearts."""

    count: int


@dataclass(frozen=True, slots=True)
class Say:
    """Write one line, so many times at once."""

    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask a question, about a product if one is pinned."""

    text: str
    product: str | None


@dataclass(frozen=True, slots=True)
class Vote:
    """Ask the same as somebody else."""

    question: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Be for an option of a poll."""

    poll: str
    option: int


@dataclass(frozen=True, slots=True)
class Buy:
    """Buy one piece.

    Attributes:
        product: What is pinned; None: whatever the line-up has.
        taste: From 0 to below 1, where in what can be had the hand goes.
    """

    product: str | None
    taste: float
    payment: Payment


Act = Enter | Leave | Heart | Say | Ask | Vote | Choose | Buy


@dataclass(frozen=True, slots=True)
class Cue:
    """The next thing that happens.

    Attributes:
        wait_seconds: How long after the one before.
        who: A place in the cast.
    """

    wait_seconds: float
    who: int
    act: Act


class Script:
    """Deals the cues of one rehearsal; the same plan and the same sights deal the same cues."""

    def __init__(self, plan: Plan) -> None:
        self._dice = random.Random(plan.seed)  # noqa: S311 - a play, repeatable on purpose
        self._mean_seconds = 60 / plan.per_minute
        self._cues_since_sale = 0
        self.cast = cast(plan.people, self._dice)

    def next(self, scene: Scene, present: AbstractSet[int]) -> Cue:
        """Deal the next cue.

        Args:
            scene: What the room looks like.
            present: Who is in it, as places in the cast.
        """
        # Between a half and one and a half of the pace: lively, and never a burst of everybody at once.
        wait_seconds = self._mean_seconds * self._dice.uniform(0.5, 1.5)
        self._cues_since_sale += 1
        absent = [place for place in range(len(self.cast)) if place not in present]
        if absent and (len(present) < _FIRST or self._dice.random() < _ARRIVES):
            return Cue(wait_seconds, self._dice.choice(absent), Enter())
        who = self._dice.choice(sorted(present))
        if len(present) > len(self.cast) // 2 and self._dice.random() < _LEAVES:
            return Cue(wait_seconds, who, Leave())
        return Cue(wait_seconds, who, self._act(self.cast[who], scene))

    def _act(self, person: Person, scene: Scene) -> Act:
        if scene.polls and self._dice.random() < _CHOOSES:
            poll = self._dice.choice(list(scene.polls))
            return Choose(poll, self._dice.randrange(scene.polls[poll]))
        if scene.questions and self._dice.random() < _VOTES:
            return Vote(self._dice.choice(scene.questions))
        return self._of_part(person, scene) if self._dice.random() < _ACTS else self._like(person)

    def _of_part(self, person: Person, scene: Scene) -> Act:
        match person.part:
            case Part.CHATTER:
                return Say(self._dice.choice(TALK[person.language]))
            case Part.ASKER:
                return Ask(self._dice.choice(QUESTIONS[person.language]), scene.pinned)
            case Part.TROLL:
                trouble = self._dice.choice(TROUBLE[person.language])
                return Say(trouble.text, trouble.times)
            case Part.BUYER if self._cues_since_sale >= _CUES_BETWEEN_SALES:
                self._cues_since_sale = 0
                payment = self._dice.choices(list(Payment), weights=(6, 2, 1))[0]
                return Buy(scene.pinned, self._dice.random(), payment)
        return self._like(person)

    def _like(self, person: Person) -> Act:
        if self._dice.random() < 0.3:
            return Say(self._dice.choice(TALK[person.language]))
        return Heart(self._dice.randint(1, 8))

"""Who plays in a rehearsal, and what they say in English and in Russian."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import cycle, islice
from typing import Literal

Language = Literal["en", "ru"]


class Part(Enum):
    """What somebody came for. Everybody sends hearts, votes and says something now and then."""

    VIEWER = "viewer"
    CHATTER = "chatter"
    ASKER = "asker"
    BUYER = "buyer"
    TROLL = "troll"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast."""

    name: str
    language: Language
    part: Part


# One part after the other, so that the smallest cast has every part and a big one still mostly watches.
_PARTS = (
    Part.CHATTER, Part.BUYER, Part.ASKER, Part.TROLL, Part.VIEWER, Part.CHATTER,
    Part.VIEWER, Part.BUYER, Part.VIEWER, Part.ASKER, Part.VIEWER, Part.CHATTER,
)  # fmt: skip

_NAMES: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "Ada", "Ben", "Carla", "Dan", "Edith", "Finn", "Grace", "Hugo", "Iris", "Jonas",
        "Kate", "Leo", "Mara", "Noah", "Olive", "Paul", "Rosa", "Sam", "Tess", "Will",
    ),
    "ru": (
        "Аня", "Боря", "Вера", "Глеб", "Даша", "Егор", "Женя", "Зоя", "Илья", "Катя",
        "Лида", "Миша", "Нина", "Олег", "Паша", "Рита", "Соня", "Тимур", "Уля", "Яша",
    ),
}  # fmt: skip

TALK: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "Hello everybody!",
        "Good evening from Leeds",
        "Love that glaze",
        "The light is lovely today",
        "I have two of these at home, still my favourites",
        "First time here, this is nice",
        "Could you hold it a bit closer?",
        "The sound is good on my side",
        "Oh, that one is beautiful",
        "My mother would love this",
        "Mine arrived last week, very well packed",
        "So calming to watch",
    ),
    "ru": (
        "Всем привет!",
        "Добрый вечер из Казани",
        "Какая красивая глазурь",
        "Очень уютный эфир",
        "У меня дома уже две такие, любимые",
        "Я тут впервые, мне нравится",
        "Покажите, пожалуйста, поближе",
        "Звук отличный",
        "Ой, вот эта прямо моя",
        "Маме бы очень понравилось",
        "Моя посылка пришла на прошлой неделе, упаковано надёжно",
        "Так спокойно на это смотреть",
    ),
}

QUESTIONS: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "Is it safe in the dishwasher?",
        "How much does it hold?",
        "Does it come in another colour?",
        "How long does shipping to Austria take?",
        "Can I send it back if it does not fit?",
        "Will there be more of these?",
        "How heavy is it?",
    ),
    "ru": (
        "Можно мыть в посудомойке?",
        "Какой у неё объём?",
        "А другие цвета будут?",
        "Сколько идёт посылка?",
        "Можно ли вернуть, если не подойдёт?",
        "Будут ли ещё такие?",
        "Сколько она весит?",
    ),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a troll writes, and the rule that it is there to trip.

    Attributes:
        rule: `links`, `caps`, `repeats` or `words`, as docs/moderation.md names the rules.
        times: How often it is said at once.
    """

    rule: Literal["links", "caps", "repeats", "words"]
    text: str
    times: int = 1


TROUBLE: Mapping[Language, tuple[Trouble, ...]] = {
    "en": (
        Trouble("links", "Same jugs for half the price at www.cheap-jugs.example"),
        Trouble("links", "Look at https://win.cheap-jugs.example/free"),
        Trouble("caps", "THIS IS WAY TOO EXPENSIVE"),
        Trouble("caps", "ANSWER MY QUESTION NOW"),
        Trouble("repeats", "boring", 4),
        Trouble("words", "Only an idiot would pay that much"),
        Trouble("words", "What a bunch of morons"),
    ),
    "ru": (
        Trouble("links", "Такие же вдвое дешевле на www.cheap-jugs.example"),
        Trouble("links", "Смотрите https://win.cheap-jugs.example/free"),
        Trouble("caps", "ПОЧЕМУ ТАК ДОРОГО"),
        Trouble("caps", "ОТВЕТЬТЕ УЖЕ НА МОЙ ВОПРОС"),
        Trouble("repeats", "скучно", 4),
        Trouble("words", "Только идиот столько заплатит"),
        Trouble("words", "Одни дураки тут сидят"),
    ),
}


def cast(people: int, dice: random.Random) -> tuple[Person, ...]:
    """Choose so many people: every part, both languages, no name twice."""
    names: dict[Language, list[str]] = {
        language: dice.sample(known, len(known)) for language, known in _NAMES.items()
    }
    parts = list(islice(cycle(_PARTS), people))
    dice.shuffle(parts)
    languages: tuple[Language, ...] = ("en", "ru")
    return tuple(
        Person(names[languages[place % 2]].pop(), languages[place % 2], part)
        for place, part in enumerate(parts)
    )

"""Code of the operator's own: what can be loaded is used, what cannot is said and left out."""

from dataclasses import dataclass

import pytest

from chat import Act, Said, Verdict
from server import plugins


def drops(_said: Said) -> Verdict:
    return Verdict(Act.drop)


@dataclass
class Point:
    """An entry point as importlib.metadata has it."""

    name: str
    found: object

    def load(self) -> object:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def test_hooks_are_found_by_the_name_of_their_group(monkeypatch: pytest.MonkeyPatch) -> None:
    installed = {
        "showfloor.chat_hooks": [
            Point("z-last", drops),
            Point("broken", ImportError("no such module")),
            Point("text", "not callable"),
            Point("first", drops),
        ]
    }
    monkeypatch.setattr(plugins, "entry_points", lambda group: installed.get(group, []))
    assert plugins.chat_hooks() == [("first", drops), ("z-last", drops)]


def test_a_shop_without_packages_beside_it_has_no_hooks() -> None:
    assert plugins.chat_hooks() == []

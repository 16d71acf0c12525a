"""Finds the code that an operator has installed beside the shop, by the entry points of its packages."""

from importlib.metadata import entry_points
from typing import Any

import structlog

from chat import Inspect

CHAT_HOOKS = "showfloor.chat_hooks"
log = structlog.get_logger(__name__)


def chat_hooks() -> list[tuple[str, Inspect]]:
    """Every chat hook that is installed, by name; one that cannot be loaded is logged and left out."""
    found: list[tuple[str, Inspect]] = []
    for point in sorted(entry_points(group=CHAT_HOOKS), key=lambda each: each.name):
        try:
            loaded: Any = point.load()
        except Exception:
            # Code of others: the shop opens without it, and says so.
            log.exception("a chat hook cannot be loaded", hook=point.name)
            continue
        if not callable(loaded):
            log.error("a chat hook is nothing that can be called", hook=point.name)
            continue
        found.append((point.name, loaded))
        log.info("chat hook", hook=point.name)
    return found

"""Webhooks that judge the chat, as the API shows them. Pure."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

MOST_HOOKS = 3
"""Of one shop: each message waits for all of them."""
DEADLINE_SECONDS = 0.15

Name = Annotated[str, Meta(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?$")]
OnFailure = Literal["allow", "hold", "refuse"]
"""What becomes of a message when the program does not answer: it is heard, waits, or is not heard."""


class ChatHookDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask; senders are told `hook.<name>` where it keeps their words."""

    name: Name
    url: str
    on_failure: OnFailure = "allow"


class ChatHookChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change; a field that is left out stays."""

    name: Name | None = None
    url: str | None = None
    on_failure: OnFailure | None = None
    state: Literal["on", "off"] | None = None


class ChatHook(msgspec.Struct, frozen=True, kw_only=True):
    """A program that is asked; while `resting_until_ms` is there it is not, because it failed too often."""

    id: str
    name: str
    url: str
    on_failure: OnFailure
    state: Literal["on", "off"]
    created_ms: int
    resting_until_ms: int | None = None


class NewChatHook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook with the secret that signs what it is asked, shown this once."""

    hook: ChatHook
    secret: str


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What came of asking a program about a sample message: its verdict, or why there is none."""

    act: str | None
    error: str | None
    took_ms: int

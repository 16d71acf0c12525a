"""What a room lets through: its modes, its automatic rules, and the panic that overrules both for a while."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Level = Annotated[int, Meta(ge=0, le=3)]
"""0 off, 1 lenient, 2 normal, 3 strict."""
Term = Annotated[str, Meta(min_length=2, max_length=80)]
Pattern = Annotated[str, Meta(min_length=2, max_length=200)]
Domain = Annotated[str, Meta(min_length=3, max_length=120)]

_PANIC_SLOW_SECONDS = 30
_PANIC_ACCOUNT_MINUTES = 10


class Levels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How strict each category of the automatic rules is."""

    insults: Level = 1
    hate: Level = 2
    sexual: Level = 1
    scam: Level = 2
    private: Level = 0
    repeats: Level = 1
    flood: Level = 1
    caps: Level = 0


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that may be exported from one room and imported into another.

    Args:
        slow_seconds: The least pause between two messages of a person.
        followers_minutes: Only who has followed the seller for so long may write; None: everybody.
        buyers_only: Only who has bought from the seller may write.
        account_minutes: Only who is known for so long may write.
        links: What becomes of messages with links.
        viewer_links: Links of viewers can be tapped; those of the staff always can.
        domains: Links to these, and to what is below them, are always let through.
        emoji_only: Messages may have nothing but emoji.
        unique: What was said lately by anybody is not said again.
        review: Every message of a viewer is held for a moderator.
        guidelines: What a viewer must accept before the first message; empty: nothing.
        levels: How strict the automatic rules are.
        terms: Words and phrases that are refused; a `*` at either end stands for any letters.
        patterns: What is refused as well, as RE2 writes it, letter case apart.
        allowed: Words that no list may hold against anybody.
        held_seconds: How long a held message waits for a moderator.
        held_default: What becomes of it then.
        panic_seconds: How long panic lasts.
        raid_people: So many new people within five minutes are a raid.
    """

    slow_seconds: Annotated[int, Meta(ge=0, le=3600)] = 0
    followers_minutes: Annotated[int, Meta(ge=0, le=525_600)] | None = None
    buyers_only: bool = False
    account_minutes: Annotated[int, Meta(ge=0, le=525_600)] = 0
    links: Literal["allow", "hold", "drop"] = "allow"
    viewer_links: bool = False
    domains: Annotated[tuple[Domain, ...], Meta(max_length=200)] = ()
    emoji_only: bool = False
    unique: bool = False
    review: bool = False
    guidelines: Annotated[str, Meta(max_length=1000)] = ""
    levels: Levels = msgspec.field(default_factory=Levels)
    terms: Annotated[tuple[Term, ...], Meta(max_length=2000)] = ()
    patterns: Annotated[tuple[Pattern, ...], Meta(max_length=20)] = ()
    allowed: Annotated[tuple[Term, ...], Meta(max_length=2000)] = ()
    held_seconds: Annotated[int, Meta(ge=10, le=3600)] = 120
    held_default: Literal["refuse", "allow"] = "refuse"
    panic_seconds: Annotated[int, Meta(ge=30, le=86_400)] = 300
    raid_people: Annotated[int, Meta(ge=3, le=100_000)] = 30


class Modes(msgspec.Struct, frozen=True, kw_only=True):
    """What viewers are told of a policy: what keeps them from writing, now."""

    slow_seconds: int
    followers_minutes: int | None
    buyers_only: bool
    account_minutes: int
    links: str
    viewer_links: bool
    emoji_only: bool
    unique: bool
    review: bool
    guidelines: str
    panic_until_ms: int | None


class Regime(msgspec.Struct, frozen=True, kw_only=True):
    """A policy, and until when panic overrules it."""

    policy: Policy = msgspec.field(default_factory=Policy)
    panic_until_ms: int | None = None

    def panics(self, now_ms: int) -> bool:
        """Whether panic is on."""
        return self.panic_until_ms is not None and now_ms < self.panic_until_ms

    def in_force(self, now_ms: int) -> Policy:
        """The policy that counts now; panic only ever makes it stricter."""
        return in_panic(self.policy) if self.panics(now_ms) else self.policy

    def modes(self, now_ms: int) -> Modes:
        """What viewers are told."""
        policy = self.in_force(now_ms)
        shown = {name: getattr(policy, name) for name in Modes.__struct_fields__ if name != "panic_until_ms"}
        return Modes(**shown, panic_until_ms=self.panic_until_ms if self.panics(now_ms) else None)


def in_panic(policy: Policy) -> Policy:
    """Slow mode, no links, nothing twice, nobody brand-new, and every rule at its strictest."""
    strictest = {name: 3 for name in Levels.__struct_fields__ if name != "private"}
    return msgspec.structs.replace(
        policy,
        slow_seconds=max(policy.slow_seconds, _PANIC_SLOW_SECONDS),
        account_minutes=max(policy.account_minutes, _PANIC_ACCOUNT_MINUTES),
        links="drop",
        unique=True,
        levels=Levels(private=policy.levels.private, **strictest),
    )

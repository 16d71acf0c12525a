"""What stands between a viewer's words and the room: its modes first, then the automatic rules."""

import unicodedata

from chat.errors import (
    AccountTooNew,
    BuyersOnly,
    EmojiOnly,
    FollowersOnly,
    LinksOff,
    RulesNotAccepted,
    SaidBefore,
    SlowMode,
)
from chat.moderation import time_left
from chat.people import Chatter
from chat.policy import Policy, Regime
from chat.rules import Act, Chain, Habits, Verdict

_MINUTE_MS = 60_000


class Gate:
    """Lets a message through, or says what keeps it.

    Args:
        regime: The policy in force.
    """

    def __init__(self, regime: Regime) -> None:
        self.habits = Habits()
        self.accepted: set[str] = set()
        self._regime = regime
        self._judged: tuple[Policy, Chain] | None = None

    @property
    def regime(self) -> Regime:
        """The policy, and whether panic overrules it."""
        return self._regime

    def rule(self, regime: Regime) -> None:
        """Another policy is in force; changed guidelines must be accepted anew."""
        if regime.policy.guidelines != self._regime.policy.guidelines:
            self.accepted.clear()
        self._regime = regime

    def judge(self, chatter: Chatter, words: str, now_ms: int) -> Verdict:
        """The verdict on a viewer's words.

        Raises:
            Refused: a mode of the room keeps them, with what would help.
        """
        policy = self._regime.in_force(now_ms)
        self._require_guest_of(policy, chatter, now_ms)
        self._require_fit(policy, chatter, words, now_ms)
        verdict = self._chain(policy).judge(chatter.person_id, words, now_ms)
        if policy.links == "drop" and verdict.rule == "links" and verdict.act is Act.drop:
            raise LinksOff("Links are off in this chat. Say it without one.", rule="links")
        if policy.review and verdict.act < Act.hold:
            return Verdict(Act.hold, "review")
        return verdict

    def _require_guest_of(self, policy: Policy, chatter: Chatter, now_ms: int) -> None:
        """Whether this person may write at all."""
        if policy.guidelines and chatter.person_id not in self.accepted:
            raise RulesNotAccepted("Read and accept the rules of this chat first.")
        if policy.buyers_only and not chatter.buyer:
            raise BuyersOnly("Only people who have bought something here can write now.")
        if policy.followers_minutes is not None:
            _require_since(chatter.follows_since_ms, policy.followers_minutes, now_ms, FollowersOnly)
        if policy.account_minutes:
            _require_since(chatter.known_since_ms, policy.account_minutes, now_ms, AccountTooNew)

    def _require_fit(self, policy: Policy, chatter: Chatter, words: str, now_ms: int) -> None:
        """Whether these words may be written now."""
        if policy.emoji_only and not is_emoji_only(words):
            raise EmojiOnly("Only emoji can be sent now.")
        if policy.unique and self.habits.was_said(words, now_ms):
            raise SaidBefore("This was said a moment ago. Say something else.")
        last_ms = self.habits.last_ms(chatter.person_id)
        if policy.slow_seconds and last_ms is not None:
            wait_ms = last_ms + 1000 * policy.slow_seconds - now_ms
            if wait_ms > 0:
                raise SlowMode(f"Slow mode: you can write again in {time_left(wait_ms)}.", retry_ms=wait_ms)

    def _chain(self, policy: Policy) -> Chain:
        """Word lists take a millisecond to prepare, so the chain is kept while the policy is the same."""
        judged = self._judged
        if judged is None or (judged[0] is not policy and judged[0] != policy):
            judged = self._judged = (policy, Chain(policy, self.habits))
        return judged[1]


def is_emoji_only(words: str) -> bool:
    """Whether a text has nothing but symbols, their modifiers, joiners and blanks."""
    return all(
        char.isspace() or unicodedata.category(char) in {"So", "Sk", "Cf", "Mn", "Me", "Cn"} for char in words
    )


def _require_since(
    since_ms: int | None, minutes: int, now_ms: int, refusal: type[FollowersOnly | AccountTooNew]
) -> None:
    wait_ms = None if since_ms is None else since_ms + minutes * _MINUTE_MS - now_ms
    if wait_ms is not None and wait_ms <= 0:
        return
    raise refusal(refusal.sentence(wait_ms), retry_ms=wait_ms)

"""What a rule says of a message; of several verdicts the strictest wins."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Act(IntEnum):
    """What is to become of a message, in the order of strictness."""

    allow = 0
    replace = 1
    hold = 2
    shadow = 3
    drop = 4
    timeout = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule's word on one message.

    Attributes:
        rule: The rule's stable name, such as `words.insults`; the sender is told.
        found: The part of the message that the rule means, for the moderator.
        text: The message as it may be shown, with `Act.replace`.
        seconds: How long the sender is muted, with `Act.timeout`.
        reason: A sentence for the sender beside the rule, of a hook; rules have none.
    """

    act: Act
    rule: str = ""
    found: str = ""
    text: str = ""
    seconds: int = 0
    reason: str = ""


ALLOW = Verdict(Act.allow)


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that counts: the strictest, and of equals the first."""
    return max(verdicts, key=lambda verdict: verdict.act, default=ALLOW)

"""The automatic rules: from a message and a policy to a verdict, without waiting for anybody."""

from chat.rules.chain import Chain
from chat.rules.habits import Habits
from chat.rules.patterns import PatternInvalid, checked
from chat.rules.verdict import ALLOW, Act, Verdict, strictest

__all__ = ["ALLOW", "Act", "Chain", "Habits", "PatternInvalid", "Verdict", "checked", "strictest"]

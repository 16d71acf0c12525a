"""The classifier: how rude an English message is, by the linear model of alt-profanity-check.

Its model (MIT) is a calibrated support vector machine over word counts, trained on 200,000 comments. It knows
words and no context: in 1.9.1 "hell of a vase" is 0.99, an insult without a rude word 0.1, and Russian always
innocent. So it reports, and takes back only where the operator says so.
"""

from collections.abc import Sequence

from chat import Act, Said, Verdict

try:
    from profanity_check import predict_prob
except ImportError:  # an extra, which `installed` asks for before this is used
    predict_prob = None

REPORTED = 0.9
RETRACTED = 0.97


def report(said: Sequence[Said]) -> list[Verdict | None]:
    """Show a moderator what is probably rude."""
    return [Verdict(Act.hold) if share >= REPORTED else None for share in _shares(said)]


def retract(said: Sequence[Said]) -> list[Verdict | None]:
    """Take back what is almost certainly rude, and show a moderator the rest."""
    return [_strict(share) for share in _shares(said)]


def _strict(share: float) -> Verdict | None:
    if share >= RETRACTED:
        return Verdict(Act.drop)
    return Verdict(Act.hold) if share >= REPORTED else None


def _shares(said: Sequence[Said]) -> list[float]:
    return [float(share) for share in predict_prob([each.text for each in said])]

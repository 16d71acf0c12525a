"""What the server and its reviewers' process say to each other: a line of JSON each way."""

from collections.abc import Sequence

import msgspec

from chat import Act, Said, Verdict


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: a verdict on each message, and which reviewers failed."""

    verdicts: list[tuple[str, str, str]]
    failed: list[str] = []


def asked(said: Sequence[Said]) -> bytes:
    """Messages as a line."""
    return msgspec.json.encode(said) + b"\n"


def read_asked(line: bytes) -> list[Said]:
    """The messages of a line."""
    return msgspec.json.decode(line, type=list[Said])


def answered(verdicts: Sequence[Verdict], failed: list[str]) -> bytes:
    """Verdicts as a line."""
    told = [(verdict.act.name, verdict.rule, verdict.reason) for verdict in verdicts]
    return msgspec.json.encode(Reviewed(verdicts=told, failed=failed)) + b"\n"


def read_answered(line: bytes) -> tuple[list[Verdict], list[str]]:
    """The verdicts of a line, and who failed.

    Raises:
        msgspec.MsgspecError: it is no answer.
    """
    told = msgspec.json.decode(line, type=Reviewed)
    return [Verdict(Act[act], rule, reason=reason) for act, rule, reason in told.verdicts], told.failed

"""What a judging program is asked, and how its answer is read. Pure."""

import msgspec

from chat import Act, Said, Verdict

KIND = "chat.judge"
LONGEST_ANSWER_BYTES = 4096
MUTE_SECONDS = 60


class AnswerInvalid(ValueError):
    """The answer is no verdict; the sentence says why."""


class _Judged(msgspec.Struct, frozen=True):
    act: str
    text: str = ""
    seconds: int = MUTE_SECONDS
    reason: str = ""


def question(said: Said, event_id: str, now_ms: int) -> bytes:
    """The body of a request, in the frame of every webhook."""
    person = {"id": said.person_id, "name": said.name, "role": said.role, "buyer": said.buyer}
    data = {"show_id": said.room_id, "person": person, "text": said.text}
    return msgspec.json.encode({"id": event_id, "type": KIND, "created_ms": now_ms, "data": data})


def verdict_of(status: int, body: bytes, name: str) -> Verdict:
    """Read an answer; the rule is `hook.<name>`.

    Raises:
        AnswerInvalid: it is none.
    """
    rule = f"hook.{name}"
    if status == 204:
        return Verdict(Act.allow, rule)
    if status != 200:
        raise AnswerInvalid(f"answered {status}")
    try:
        judged = msgspec.json.decode(body, type=_Judged)
        act = Act[judged.act]
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError) as error:
        raise AnswerInvalid(f"no verdict: {error}"[:200]) from error
    return Verdict(act, rule, text=judged.text, seconds=judged.seconds, reason=judged.reason)

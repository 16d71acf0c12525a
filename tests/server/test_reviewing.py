"""The reviewers' process: asked in lines, ended when it hangs, and begun anew."""

import pytest

from chat import Act, Role, Said, Verdict
from server.reviewing import Reviewers, installed
from server.reviewing.worker import Review, look
from server.settings import Settings, SettingsError
from server.sidecar import SidecarFailed

HERE = "tests.fakes.chat_reviewers"


def said(text: str) -> Said:
    return Said(room_id="r", person_id="p", name="Ann", role=Role.viewer, buyer=False, text=text)


async def test_messages_are_judged_in_another_process_that_is_begun_anew_when_it_hangs() -> None:
    reviewers = Reviewers({"tone": f"{HERE}:tone"}, answer_seconds=2)
    try:
        verdicts = await reviewers.review([said("hello"), said("vile"), said("pid")])
        assert [(each.act, each.rule) for each in verdicts[:2]] == [
            (Act.allow, ""),
            (Act.drop, "hook.tone"),
        ]
        with pytest.raises(SidecarFailed):
            await reviewers.review([said("hang")])
        [another] = await reviewers.review([said("pid")])
        assert another.reason != verdicts[2].reason
    finally:
        await reviewers.close()


def test_the_strictest_reviewer_counts_and_one_that_fails_is_named() -> None:
    def fails(_said: object) -> list[Verdict | None]:
        raise ValueError("not today")

    reviews: dict[str, Review] = {
        "mild": lambda batch: [Verdict(Act.hold) for _ in batch],
        "fails": fails,
        "short": lambda _batch: [],
        "strict": lambda batch: [Verdict(Act.drop, reason="no") for _ in batch],
    }
    verdicts, failed = look(reviews, [said("a"), said("b")])
    assert verdicts == [Verdict(Act.drop, "hook.strict", reason="no")] * 2
    assert failed == ["fails", "short"]


def test_the_classifier_is_off_at_first_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed(Settings()) == {}
    monkeypatch.setattr("server.reviewing.points.find_spec", lambda _name: None)
    with pytest.raises(SettingsError, match=r"requirements-classifier\.lock"):
        installed(Settings(chat_classifier="report"))
    monkeypatch.setattr("server.reviewing.points.find_spec", lambda _name: object())
    assert installed(Settings(chat_classifier="retract")) == {
        "profanity": "server.reviewing.profanity:retract"
    }


def test_the_classifier_reports_what_is_rude_and_no_question_of_a_buyer() -> None:
    pytest.importorskip("profanity_check", reason="the extra `classifier` is not installed")
    from server.reviewing import profanity  # noqa: PLC0415 - it is an extra

    rude, kind = said("you are so stupid and ugly"), said("does this come in blue?")
    assert profanity.report([rude, kind]) == [Verdict(Act.hold), None]
    assert profanity.retract([rude, kind]) == [Verdict(Act.drop), None]

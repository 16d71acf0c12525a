"""Decides what moderators do about the room as a whole: its policy, panic, and the cases on their desk."""

import msgspec

from chat import text
from chat.bulletins import UNPLACED, Bulletin
from chat.cases import Appeal, Case, CaseState, Held, Report
from chat.desk import Desk
from chat.errors import PolicyInvalid
from chat.gate import Gate
from chat.history import History
from chat.measures import Measures
from chat.moderation import Decide, Lift, Panic, Reverse, SetPolicy
from chat.people import NOBODY, RULES, Chatter, PersonRef
from chat.policy import Policy, Regime
from chat.ports import Sticky
from chat.rules import PatternInvalid, checked
from chat.scribe import Scribe, bulletin_of
from chat.timeline import Hidden, Json, Message, News


class DeskWork:
    """Policy, panic and cases of one room."""

    def __init__(
        self, scribe: Scribe, *, desk: Desk, gate: Gate, measures: Measures, history: History
    ) -> None:
        self._scribe = scribe
        self._desk = desk
        self._gate = gate
        self._measures = measures
        self._history = history

    @property
    def regime(self) -> Regime:
        """What is in force."""
        return self._gate.regime

    def set_policy(self, actor: Chatter, action: SetPolicy, now_ms: int) -> Bulletin:
        """Put a changed policy in force.

        Raises:
            PolicyInvalid: it names what there is not, or goes beyond a limit.
        """
        before = self._gate.regime
        policy = merged(before.policy, action.change)
        after = msgspec.structs.replace(before, policy=policy)
        said = ", ".join(f"{name}={_short(value)}" for name, value in sorted(action.change.items()))
        audit = self._scribe.entry(
            actor, "policy", NOBODY, now_ms, action.reason, message=said[:500], reverse=Reverse(regime=before)
        )
        return self.rule(bulletin_of(audit), after, now_ms)

    def panic(self, actor: Chatter, action: Panic, now_ms: int) -> Bulletin:
        """Turn panic on or off; it ends by itself."""
        before = self._gate.regime
        seconds = before.policy.panic_seconds if action.seconds is None else action.seconds
        until_ms = now_ms + 1000 * seconds if seconds else None
        after = msgspec.structs.replace(before, panic_until_ms=until_ms)
        audit = self._scribe.entry(
            actor,
            "panic" if seconds else "calm",
            NOBODY,
            now_ms,
            action.reason,
            until_ms=until_ms,
            reverse=Reverse(regime=before),
        )
        return self.rule(bulletin_of(audit), after, now_ms)

    def rule(self, bulletin: Bulletin, regime: Regime, now_ms: int) -> Bulletin:
        """Put a regime in force now; the bulletin tells everybody what is different for them."""
        self._gate.rule(regime)
        modes: Json = msgspec.to_builtins(regime.modes(now_ms))
        event = News(t="modes", o=UNPLACED, ts=now_ms, id=bulletin.id, d=modes)
        return msgspec.structs.replace(
            bulletin, regime=regime, event=event, sticky=Sticky(key="modes", payload=modes), urgent=True
        )

    def decide(self, actor: Chatter, action: Decide, now_ms: int) -> Bulletin:
        """Close a case.

        Raises:
            AlreadyDecided: it is closed.
        """
        case = self._desk.case(action.case_id)
        reason = text.clean(action.reason)
        match case:
            case Held():
                return self.close_held(PersonRef.of(actor), case, now_ms, accept=action.accept, reason=reason)
            case Report():
                bulletin = self._close_report(actor, case, now_ms, accept=action.accept, reason=reason)
            case Appeal():
                bulletin = self._close_appeal(actor, case, now_ms, accept=action.accept, reason=reason)
            case _:
                raise AssertionError(f"{case!r} does not wait for anybody")
        return bulletin

    def close_held(self, actor: PersonRef, held: Held, now_ms: int, *, accept: bool, reason: str) -> Bulletin:
        """Let a held message through, or not; whoever is second, on whatever server, changes nothing."""
        closed = _closed(held, accept=accept)
        self._desk.take(closed)
        audit = self._scribe.entry(
            actor,
            "approve" if accept else "refuse",
            PersonRef(person_id=held.author.id, name=held.author.name),
            now_ms,
            reason,
            entry_id=f"{held.id}-over" if actor == RULES else None,
            message=held.x,
        )
        event = None
        if accept:
            event = Message(
                o=UNPLACED,
                ts=now_ms,
                id=held.message_id,
                author=held.author,
                x=held.x,
                re=held.re,
                at=held.at,
            )
        # The same id from everybody, so that a message that two people let through is said once.
        return msgspec.structs.replace(
            bulletin_of(audit, event=event, cases=(closed,)), id=f"over:{held.id}", by=None
        )

    def _close_report(
        self, actor: Chatter, report: Report, now_ms: int, *, accept: bool, reason: str
    ) -> Bulletin:
        """All reports of the message are closed together; agreeing removes it."""
        closed = tuple(_closed(each, accept=accept) for each in self._desk.reports_of(report.off))
        for each in closed:
            self._desk.take(each)
        event, reverse = None, None
        if accept and isinstance(self._history.find(report.off), Message):
            self._history.forget_text(report.off)
            why = reason or report.reason
            event = Hidden(o=UNPLACED, ts=now_ms, off=report.off, by=actor.name, reason=why)
            reverse = Reverse(show=(report.off,))
        audit = self._scribe.entry(
            actor,
            "uphold" if accept else "dismiss",
            report.person,
            now_ms,
            reason or report.reason,
            message=report.x,
            reverse=reverse,
        )
        return bulletin_of(audit, event=event, cases=closed)

    def _close_appeal(
        self, actor: Chatter, appeal: Appeal, now_ms: int, *, accept: bool, reason: str
    ) -> Bulletin:
        """Granting lifts the measure, if it is still the one that was appealed against."""
        closed = _closed(appeal, accept=accept)
        self._desk.take(closed)
        measure = self._measures.against(appeal.person_id, now_ms, appeal.measure)
        lift, reverse = None, None
        if accept and measure is not None and measure.at_ms == appeal.measure_ms:
            lift, reverse = Lift(person_id=appeal.person_id, kind=appeal.measure), Reverse(measure=measure)
            self._measures.lift(lift)
        audit = self._scribe.entry(
            actor,
            "grant" if accept else "deny",
            appeal.person,
            now_ms,
            reason,
            message=appeal.x,
            reverse=reverse,
        )
        return bulletin_of(audit, lift=lift, cases=(closed,))

    def overdue(self, now_ms: int) -> list[Bulletin]:
        """What time itself decides: held messages that waited too long, and the end of panic."""
        regime = self._gate.regime
        accept = regime.policy.held_default == "allow"
        done = [
            self.close_held(RULES, held, now_ms, accept=accept, reason="nobody decided in time")
            for held in self._desk.overdue(now_ms)
        ]
        if regime.panic_until_ms is not None and now_ms >= regime.panic_until_ms:
            audit = self._scribe.entry(
                RULES, "calm", NOBODY, now_ms, "panic is over", entry_id=f"calm-{regime.panic_until_ms}"
            )
            calm = msgspec.structs.replace(regime, panic_until_ms=None)
            over = msgspec.structs.replace(bulletin_of(audit), by=None)
            done.append(self.rule(over, calm, now_ms))
        return done


def merged(policy: Policy, change: Json) -> Policy:
    """A policy with some of its fields changed.

    Raises:
        PolicyInvalid: with a sentence naming the field.
    """
    whole: Json = msgspec.to_builtins(policy)
    levels = change.get("levels")
    if isinstance(levels, dict):
        change = {**change, "levels": {**whole["levels"], **levels}}
    try:
        policy = msgspec.convert({**whole, **change}, Policy)
        checked(policy.patterns)
    except (msgspec.ValidationError, PatternInvalid) as error:
        raise PolicyInvalid(f"This policy cannot be put in force: {error}.") from error
    return policy


def _closed(case: Case, *, accept: bool) -> Case:
    state: CaseState = "accepted" if accept else "refused"
    return msgspec.structs.replace(case, state=state)


def _short(value: object) -> str:
    words = msgspec.json.encode(value).decode()
    return words if len(words) <= 60 else words[:59] + "…"

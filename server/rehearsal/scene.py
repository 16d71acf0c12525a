"""What the cast sees of the room: what is pinned, asked and voted on. Pure: it is told the chat's items."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Scene:
    """The state of the room that people react to.

    Attributes:
        pinned: The product over the video.
        questions: Those that wait for an answer, in the order in which they were asked.
        polls: The open ones, and how many options each has.
        ended: The show is over.
    """

    pinned: str | None = None
    questions: list[str] = field(default_factory=list)
    polls: dict[str, int] = field(default_factory=dict)
    ended: bool = False

    def hear(self, item: dict[str, Any]) -> None:
        """Take in one item of docs/chat-protocol.md; other kinds than these change nothing here."""
        match item:
            case {"t": "welcome", "snapshot": snapshot, "resumed": resumed}:
                if not resumed:
                    self.questions.clear()
                    self.polls.clear()
                    self._look_around(snapshot)
                for event in item["history"] if resumed else ():
                    self.hear(event)
            case {"t": "qa.asked", "q": question}:
                self._question(question)
            case {"t": "qa.changed", "qs": questions}:
                for question in questions:
                    self._question(question)
            case {"t": "poll.opened" | "poll.closed", "poll": poll}:
                self._poll(poll)
            case {"t": "pin", "d": pin}:
                self._pin(pin)
            case {"t": "show", "d": {"status": status}}:
                self.ended = status == "ended"

    def _look_around(self, snapshot: dict[str, Any]) -> None:
        for question in snapshot.get("questions", ()):
            self._question(question)
        for poll in snapshot.get("polls", ()):
            self._poll(poll)
        self._pin(snapshot.get("pin"))
        self.ended = (snapshot.get("show") or {}).get("status") == "ended"

    def _question(self, question: dict[str, Any]) -> None:
        waits = question.get("standing", "open") == "open"
        if waits and question["id"] not in self.questions:
            self.questions.append(question["id"])
        if not waits and question["id"] in self.questions:
            self.questions.remove(question["id"])

    def _poll(self, poll: dict[str, Any]) -> None:
        if poll.get("closed_ms") is None:
            self.polls[poll["id"]] = len(poll["options"])
        else:
            self.polls.pop(poll["id"], None)

    def _pin(self, pin: dict[str, Any] | None) -> None:
        self.pinned = pin["product"]["id"] if pin else None

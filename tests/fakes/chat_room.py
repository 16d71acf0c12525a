"""A room that is alone in the world: what it decides happens at once."""

from dataclasses import dataclass, field

from chat.bulletins import entry_of
from chat.commands import Command
from chat.moderation import AuditEntry
from chat.ports import Record
from chat.protocol import Ack, Outbound
from chat.room import Room
from chat.timeline import Event, Figure


@dataclass
class Performed:
    """All that came of a command, in the order in which a process carries it out."""

    replies: list[Outbound] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    urgent: bool = False
    audit: AuditEntry | None = None


def perform(room: Room, command: Command, now_ms: int) -> Performed:
    """Have a room decide a command, and make it happen at the next offset."""
    outcome = room.apply(command, now_ms)
    done = Performed(replies=outcome.replies, figures=outcome.figures)
    room.cheered(outcome.hearts, None)
    bulletin = outcome.bulletin
    if bulletin is None:
        return done
    done.records += bulletin.in_force
    done.urgent, done.audit = bulletin.urgent, bulletin.audit
    event = room.happen(bulletin, None if bulletin.event is None else room.offset + 1)
    if event is not None:
        done.events.append(event)
        done.records.append(entry_of(event))
    if bulletin.sticky is not None:
        done.records.append(bulletin.sticky)
    done.replies.append(Ack(id=bulletin.id, off=event.o if event else None))
    return done

"""A room that is alone in the world: what it decides happens at once."""

from dataclasses import dataclass, field
from itertools import count

from chat.bulletins import records_of
from chat.commands import Command, Join, Say
from chat.moderation import AuditEntry
from chat.people import Chatter, Role
from chat.ports import Record, SavedRoom
from chat.protocol import Ack, Outbound, Welcome
from chat.room import Room
from chat.settings import ChatSettings
from chat.timeline import Event, Figure

SETTINGS = ChatSettings(ring=40, history=10)
CROWD = [
    Chatter(person_id="host", name="Host", role=Role.host),
    Chatter(person_id="mod", name="Mod", role=Role.moderator),
    Chatter(person_id="ann", name="Ann"),
    Chatter(person_id="bob", name="Bob"),
]
HOST, MOD, ANN, BOB = CROWD
IDS = count()


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
    room.cheered(outcome.cheers, None)
    bulletin = outcome.bulletin
    if bulletin is None:
        return done
    done.records += bulletin.in_force
    done.urgent, done.audit = bulletin.urgent, bulletin.audit
    vote = room.vote_of(bulletin)
    event = room.happen(bulletin, None if bulletin.event is None else room.offset + 1)
    if event is not None:
        done.events.append(event)
        done.records += records_of(event)
    if vote is not None:
        done.records.append(vote)
    if bulletin.sticky is not None:
        done.records.append(bulletin.sticky)
    done.replies.append(Ack(id=bulletin.id, off=event.o if event else None))
    return done


def fresh_room(saved: SavedRoom | None = None) -> Room:
    return Room("show", SETTINGS, saved or SavedRoom(epoch="e0", offset=0), lambda: f"audit-{next(IDS)}")


def say(room: Room, chatter: Chatter, text: str, message_id: str, now_ms: int = 1) -> Performed:
    return perform(room, Say(chatter=chatter, message_id=message_id, text=text), now_ms)


def history_for(room: Room, chatter: Chatter) -> list[Event]:
    welcome = perform(room, Join(chatter=chatter, resume=None, upto=room.offset), 9).replies[0]
    assert isinstance(welcome, Welcome)
    return welcome.history

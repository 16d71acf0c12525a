"""The rows of the chat's polls: each as it was last changed, and who is for what."""

from typing import Any

import msgspec
import sqlalchemy as sa

from chat import Poll, PollVote, SavedPoll
from server.inserts import insert
from server.talk.tables import poll_votes, polls

Row = dict[str, Any]


def saved_polls(connection: sa.Connection, room_id: str) -> list[SavedPoll]:
    """All polls of a room, in the order in which they were opened."""
    query = sa.select(polls).where(polls.c.room_id == room_id).order_by(polls.c.opened_ms)
    return [
        SavedPoll(poll=msgspec.convert(row.body, Poll), offset=row.changed_position)
        for row in connection.execute(query)
    ]


def saved_poll_votes(connection: sa.Connection, room_id: str) -> list[PollVote]:
    """Who is for what in the polls of a room."""
    rows = connection.execute(sa.select(poll_votes).where(poll_votes.c.room_id == room_id))
    return [
        PollVote(poll_id=row.poll_id, person_id=row.person_id, option=row.option, ts=row.at_ms)
        for row in rows
    ]


def put_poll(connection: sa.Connection, room_id: str, saved: SavedPoll) -> None:
    """Store a poll unless a later change is stored already."""
    poll = saved.poll
    content: Row = {
        "changed_position": saved.offset,
        "opened_ms": poll.ts,
        "product_id": poll.product_id,
        "body": msgspec.to_builtins(poll),
    }
    key: Row = {"room_id": room_id, "poll_id": poll.id}
    put = insert(connection, polls)
    newer = put.on_conflict_do_update(
        index_elements=list(key), set_=content, where=polls.c.changed_position < saved.offset
    )
    connection.execute(newer, key | content)


def put_poll_vote(connection: sa.Connection, room_id: str, vote: PollVote) -> None:
    """Store a vote, once a person; of two that other processes store, the later one stays."""
    content: Row = {"option": vote.option, "at_ms": vote.ts}
    key: Row = {"room_id": room_id, "poll_id": vote.poll_id, "person_id": vote.person_id}
    put = insert(connection, poll_votes)
    later = put.on_conflict_do_update(
        index_elements=list(key), set_=content, where=poll_votes.c.at_ms <= vote.ts
    )
    connection.execute(later, key | content)

"""The rows of the chat: rooms, their timelines, the measures in force, and the append-only audit log."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

rooms = sa.Table(
    "chat_rooms",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("epoch", sa.String(64), nullable=False),
    sa.Column("last_offset", sa.BigInteger, nullable=False),
    # Set when the room was put back with everything stored; a room in use, or one that crashed, has none.
    sa.Column("closed_offset", sa.BigInteger),
    # Up to here what was too old is erased; offsets grow with time, so nothing behind it is looked at again.
    sa.Column("swept_offset", sa.BigInteger, nullable=False, server_default="0"),
)

retention = sa.Table(
    "chat_retention",
    metadata,
    sa.Column("seller_id", sa.String(64), primary_key=True),
    sa.Column("days", sa.Integer, nullable=False),
    sa.CheckConstraint("days > 0", name="days"),
)

# Spelled out, because a partial index serves only a query that says the same.
OF_REMOVALS = "kind IN ('hidden', 'purged', 'restored')"

entries = sa.Table(
    "chat_entries",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.String(64), nullable=False),
    sa.Column("person_id", sa.String(128)),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("ix_chat_entries_person_id", "person_id"),
    # Few of many: who reads the past asks which of it was taken away.
    sa.Index(
        "ix_chat_entries_removals",
        "room_id",
        "position",
        sqlite_where=sa.text(OF_REMOVALS),
        postgresql_where=sa.text(OF_REMOVALS),
    ),
)

measures = sa.Table(
    "chat_measures",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(128), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("person_name", sa.Text, nullable=False),
    sa.Column("until_ms", sa.BigInteger),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by_id", sa.String(128), nullable=False),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
)

audit = sa.Table(
    "chat_audit",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # UUIDv7: sorts by time
    sa.Column("room_id", sa.String(64), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("actor_id", sa.String(128), nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("action", sa.String(16), nullable=False),
    sa.Column("target_id", sa.String(128), nullable=False),
    sa.Column("target_name", sa.Text, nullable=False),
    sa.Column("message", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("until_ms", sa.BigInteger),
    sa.Column("undoes", sa.String(64)),
    sa.Column("reverse", sa.JSON(none_as_null=True)),
    sa.Index("ix_chat_audit_room_id_at_ms", "room_id", "at_ms"),
    sa.Index("ix_chat_audit_target_id", "target_id"),
)

cases = sa.Table(
    "chat_cases",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("person_id", sa.String(128), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("ix_chat_cases_room_id_state", "room_id", "state"),
    sa.Index("ix_chat_cases_person_id", "person_id"),
)

regimes = sa.Table(
    "chat_regimes",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
)

questions = sa.Table(
    "chat_questions",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("question_id", sa.String(64), primary_key=True),
    # Of the event that last changed it: two processes may store their changes in another order.
    sa.Column("changed_position", sa.BigInteger, nullable=False),
    sa.Column("asker_id", sa.String(128), nullable=False),
    sa.Column("asked_ms", sa.BigInteger, nullable=False),
    sa.Column("standing", sa.String(16), nullable=False),
    sa.Column("product_id", sa.String(64)),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("ix_chat_questions_product_id", "product_id"),
    sa.Index("ix_chat_questions_asker_id", "asker_id"),
)

question_votes = sa.Table(
    "chat_question_votes",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("question_id", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(128), primary_key=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Index("ix_chat_question_votes_person_id", "person_id"),
)

polls = sa.Table(
    "chat_polls",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("poll_id", sa.String(64), primary_key=True),
    # Of the event that last changed it, as for questions.
    sa.Column("changed_position", sa.BigInteger, nullable=False),
    sa.Column("opened_ms", sa.BigInteger, nullable=False),
    sa.Column("product_id", sa.String(64)),
    sa.Column("body", sa.JSON, nullable=False),
    sa.Index("ix_chat_polls_product_id", "product_id"),
)

poll_votes = sa.Table(
    "chat_poll_votes",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("poll_id", sa.String(64), primary_key=True),
    sa.Column("person_id", sa.String(128), primary_key=True),
    sa.Column("option", sa.Integer, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Index("ix_chat_poll_votes_person_id", "person_id"),
)

sticky = sa.Table(
    "chat_sticky",
    metadata,
    sa.Column("room_id", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(128), primary_key=True),
    sa.Column("payload", sa.JSON, nullable=False),
)

"""The rows of webhooks: endpoints of sellers, and what each is told."""

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

endpoints = sa.Table(
    "hook_endpoints",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("seller_id", sa.String(64), nullable=False, index=True),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("kinds", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # on, off, or disabled after long failure
    # Which of the secrets counts: they are made of the server's own key and never stored.
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("failing_since_ms", sa.BigInteger, nullable=True),
    sa.CheckConstraint("state IN ('on', 'off', 'disabled')", name="state"),
)

deliveries = sa.Table(
    "hook_deliveries",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("endpoint_id", sa.String(64), sa.ForeignKey(endpoints.c.id), nullable=False),
    sa.Column("event_id", sa.String(255), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_ms", sa.BigInteger, nullable=True, index=True),  # null: heard, or given up
    sa.Column("give_up_ms", sa.BigInteger, nullable=False),
    sa.Column("delivered_ms", sa.BigInteger, nullable=True),
    sa.Column("status", sa.Integer, nullable=True),
    sa.Column("error", sa.String(200), nullable=True),
    # Each endpoint hears of an event once, however often the event is told.
    sa.UniqueConstraint("endpoint_id", "event_id"),
)

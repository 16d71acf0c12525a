"""The rows behind shows: the show, its line-up, and the append-only log of pins."""

import sqlalchemy as sa

from server.shows.lifecycle import ShowStatus

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

shows = sa.Table(
    "shows",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("seller_id", sa.String(64), nullable=False, index=True),
    sa.Column("title", sa.String(120), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("poster_url", sa.String(400)),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("starts_ms", sa.BigInteger, nullable=False),
    sa.Column("started_ms", sa.BigInteger),
    sa.Column("ended_ms", sa.BigInteger),
    sa.CheckConstraint(
        "status IN ({})".format(", ".join(f"'{status.value}'" for status in ShowStatus)), name="status"
    ),
)

lineup = sa.Table(
    "show_lineup",
    metadata,
    sa.Column("show_id", sa.String(64), sa.ForeignKey(shows.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("product_id", sa.String(64), primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
)

# The pin in force is the latest row; all of them are the chapters of the replay.
pins = sa.Table(
    "show_pins",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),  # UUIDv7: sorts by time
    sa.Column("show_id", sa.String(64), sa.ForeignKey(shows.c.id, ondelete="CASCADE"), nullable=False),
    sa.Column("product_id", sa.String(64)),
    sa.Column("pinned_ms", sa.BigInteger, nullable=False),
    sa.Column("capture_ms", sa.BigInteger),
    sa.Index("ix_show_pins_show_id_pinned_ms", "show_id", "pinned_ms"),
)

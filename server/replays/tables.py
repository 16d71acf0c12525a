"""The rows of replays: what their sellers made of recordings, the captions, and the clips."""

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

# Moments are those of the capture clock: they hold whatever is cut off later.
edits = sa.Table(
    "replay_edits",
    metadata,
    sa.Column("show_id", sa.String(64), primary_key=True),
    sa.Column("hidden", sa.Boolean, nullable=False),
    sa.Column("begins_ms", sa.BigInteger),
    sa.Column("ends_ms", sa.BigInteger),
)

captions = sa.Table(
    "replay_captions",
    metadata,
    sa.Column("show_id", sa.String(64), primary_key=True),
    sa.Column("language", sa.String(16), primary_key=True),
    sa.Column("cues", sa.JSON, nullable=False),
)

clips = sa.Table(
    "replay_clips",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("show_id", sa.String(64), nullable=False, index=True),
    sa.Column("title", sa.String(120), nullable=False),
    sa.Column("product_id", sa.String(64)),
    sa.Column("begins_ms", sa.BigInteger, nullable=False),
    sa.Column("ends_ms", sa.BigInteger, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

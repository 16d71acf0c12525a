"""The rows of webhooks that judge the chat."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

chat_hooks = sa.Table(
    "chat_hooks",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("seller_id", sa.String(64), nullable=False),
    sa.Column("name", sa.String(30), nullable=False),
    sa.Column("url", sa.String(500), nullable=False),
    sa.Column("on_failure", sa.String(16), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # Which of the secrets counts: they are made of the server's own key and never stored.
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("seller_id", "name"),
    sa.CheckConstraint("on_failure IN ('allow', 'hold', 'refuse')", name="on_failure"),
    sa.CheckConstraint("state IN ('on', 'off')", name="state"),
)

"""The rows of mails. A sent one keeps its id, so that it is never sent again, and loses its text."""

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

mails = sa.Table(
    "mails",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),  # that of the event it tells of
    sa.Column("recipient", sa.String(320), nullable=False),
    sa.Column("subject", sa.String(400), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("unsubscribe", sa.String(1024), nullable=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_ms", sa.BigInteger, nullable=True, index=True),  # null: sent, or given up
    sa.Column("sent_ms", sa.BigInteger, nullable=True),
    sa.Column("last_error", sa.String(400), nullable=True),
)

"""The rows of destinations."""

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

destinations = sa.Table(
    "destinations",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("seller_id", sa.String(64), nullable=False, index=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("url", sa.String(500), nullable=False),
    # Encrypted by the server's own key: unlike a password it has to be said again, to the platform.
    sa.Column("key_box", sa.LargeBinary, nullable=False),
    sa.Column("key_hint", sa.String(4), nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

"""The rows of pictures: whose they are, in which sizes their files lie, and when they were last wanted."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

pictures = sa.Table(
    "pictures",
    metadata,
    # Two sellers may upload the same picture: two rows, one set of files.
    sa.Column("seller_id", sa.String(64), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True, index=True),
    sa.Column("sizes", sa.JSON, nullable=False),  # [{width, height}], the smallest first
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("wanted_ms", sa.BigInteger, nullable=False, index=True),
)

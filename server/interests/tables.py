"""The rows of what people keep an eye on. A person is an account or a guest, and guests have no row."""

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

ID = sa.String(64)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("topic", sa.String(8), primary_key=True),
    sa.Column("about_id", ID, primary_key=True),  # a seller or a show
    sa.Column("person_id", ID, primary_key=True, index=True),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
    sa.Column("email", sa.String(320), nullable=True),  # null: no mails
    sa.Column("confirmed", sa.Boolean, nullable=False),  # whether the address said that it wants them
    sa.Column("language", sa.String(2), nullable=False),
    sa.CheckConstraint("topic IN ('seller', 'show')", name="topic"),
)

wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("person_id", ID, primary_key=True),
    sa.Column("product_id", ID, primary_key=True),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
)

"""The rows of notices: what is still to be told of a show, and how far the telling got."""

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

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("show_id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(8), primary_key=True),
    sa.Column("due_ms", sa.BigInteger, nullable=True, index=True),  # null: told, or not needed any more
    sa.Column("reached", sa.String(64), nullable=False),  # the last person who was told
    sa.CheckConstraint("kind IN ('planned', 'soon', 'live')", name="kind"),
)

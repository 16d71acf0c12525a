"""The rows of accounts. Secrets are stored as hashes only, so that a stolen backup opens nothing."""

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
SHA256 = sa.LargeBinary(32)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("email", sa.String(320), nullable=False),
    sa.Column(
        "email_key", sa.String(320), nullable=False, unique=True
    ),  # as compared: normalised, lower case
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("password_hash", sa.String(255), nullable=False),
    sa.Column("is_operator", sa.Boolean, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

sellers = sa.Table(
    "sellers",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("account_id", ID, sa.ForeignKey("accounts.id"), nullable=False, unique=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

# What a shop says of itself beside its name; read and written as a whole.
shop_profiles = sa.Table(
    "shop_profiles",
    metadata,
    sa.Column("seller_id", ID, sa.ForeignKey("sellers.id"), primary_key=True),
    sa.Column("body", sa.JSON, nullable=False),
    # Its picture must not be swept away while it is shown.
    sa.Column("logo_url", sa.String(200), index=True),
)

moderators = sa.Table(
    "moderators",
    metadata,
    sa.Column("seller_id", ID, sa.ForeignKey("sellers.id"), primary_key=True),
    sa.Column("account_id", ID, sa.ForeignKey("accounts.id"), primary_key=True, index=True),
    sa.Column("since_ms", sa.BigInteger, nullable=False),
)

team_invitations = sa.Table(
    "team_invitations",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("token_hash", SHA256, nullable=False, unique=True),
    sa.Column("seller_id", ID, sa.ForeignKey("sellers.id"), nullable=False, index=True),
    sa.Column("hint", sa.String(8), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", SHA256, primary_key=True),
    sa.Column("account_id", ID, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False, index=True),
    sa.Column("agent", sa.String(200), nullable=True),  # what the browser said of itself, for its owner
)

stream_keys = sa.Table(
    "stream_keys",
    metadata,
    sa.Column("key_hash", SHA256, primary_key=True),
    sa.Column(
        "show_id", sa.String(64), nullable=False, unique=True
    ),  # one live key a show; a new one replaces it
    sa.Column("hint", sa.String(8), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", ID, primary_key=True),
    sa.Column("token_hash", SHA256, nullable=False, unique=True),
    sa.Column("account_id", ID, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("hint", sa.String(8), nullable=False),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=True),
    sa.Column("revoked_ms", sa.BigInteger, nullable=True),
)

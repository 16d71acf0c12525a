"""Find quickly what was taken away from a chat."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    removals = sa.text("kind IN ('hidden', 'purged', 'restored')")
    op.create_index('ix_chat_entries_removals', 'chat_entries', ['room_id', 'position'], unique=False, sqlite_where=removals, postgresql_where=removals)


def downgrade() -> None:
    op.drop_index('ix_chat_entries_removals', 'chat_entries')

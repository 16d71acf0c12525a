"""Edit replays, caption them, and cut clips out of them."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('replay_edits',
    sa.Column('show_id', sa.String(length=64), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('begins_ms', sa.BigInteger(), nullable=True),
    sa.Column('ends_ms', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('show_id', name=op.f('pk_replay_edits'))
    )
    op.create_table('replay_captions',
    sa.Column('show_id', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('cues', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('show_id', 'language', name=op.f('pk_replay_captions'))
    )
    op.create_table('replay_clips',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('show_id', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('product_id', sa.String(length=64), nullable=True),
    sa.Column('begins_ms', sa.BigInteger(), nullable=False),
    sa.Column('ends_ms', sa.BigInteger(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_replay_clips'))
    )
    op.create_index(op.f('ix_replay_clips_show_id'), 'replay_clips', ['show_id'], unique=False)


def downgrade() -> None:
    for table in ('replay_clips', 'replay_captions', 'replay_edits'):
        op.drop_table(table)

"""Policies of chat rooms, and what waits for their moderators."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_cases',
    sa.Column('room_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('id', sa.String(length=128), nullable=False),
    sa.Column('person_id', sa.String(length=128), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('room_id', 'kind', 'id', name=op.f('pk_chat_cases'))
    )
    with op.batch_alter_table('chat_cases', schema=None) as batch_op:
        batch_op.create_index('ix_chat_cases_room_id_state', ['room_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_chat_cases_person_id'), ['person_id'], unique=False)

    op.create_table('chat_regimes',
    sa.Column('room_id', sa.String(length=64), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('room_id', name=op.f('pk_chat_regimes'))
    )


def downgrade() -> None:
    op.drop_table('chat_regimes')
    with op.batch_alter_table('chat_cases', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chat_cases_person_id'))
        batch_op.drop_index('ix_chat_cases_room_id_state')

    op.drop_table('chat_cases')

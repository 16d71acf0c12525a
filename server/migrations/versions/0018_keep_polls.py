"""Keep polls and who is for what in them."""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_polls',
    sa.Column('room_id', sa.String(length=64), nullable=False),
    sa.Column('poll_id', sa.String(length=64), nullable=False),
    sa.Column('changed_position', sa.BigInteger(), nullable=False),
    sa.Column('opened_ms', sa.BigInteger(), nullable=False),
    sa.Column('product_id', sa.String(length=64), nullable=True),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('room_id', 'poll_id', name=op.f('pk_chat_polls'))
    )
    with op.batch_alter_table('chat_polls', schema=None) as batch_op:
        batch_op.create_index('ix_chat_polls_product_id', ['product_id'], unique=False)

    op.create_table('chat_poll_votes',
    sa.Column('room_id', sa.String(length=64), nullable=False),
    sa.Column('poll_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=128), nullable=False),
    sa.Column('option', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('room_id', 'poll_id', 'person_id', name=op.f('pk_chat_poll_votes'))
    )
    with op.batch_alter_table('chat_poll_votes', schema=None) as batch_op:
        batch_op.create_index('ix_chat_poll_votes_person_id', ['person_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('chat_poll_votes', schema=None) as batch_op:
        batch_op.drop_index('ix_chat_poll_votes_person_id')

    op.drop_table('chat_poll_votes')
    with op.batch_alter_table('chat_polls', schema=None) as batch_op:
        batch_op.drop_index('ix_chat_polls_product_id')

    op.drop_table('chat_polls')

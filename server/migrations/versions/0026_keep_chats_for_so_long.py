"""Keep the chats of a shop for as long as its seller says."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_retention',
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.CheckConstraint('days > 0', name=op.f('ck_chat_retention_days')),
    sa.PrimaryKeyConstraint('seller_id', name=op.f('pk_chat_retention'))
    )
    op.add_column('chat_rooms', sa.Column('swept_offset', sa.BigInteger(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('chat_rooms', 'swept_offset')
    op.drop_table('chat_retention')

"""Keep the programs that judge the chats of sellers."""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('chat_hooks',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=30), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('on_failure', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("on_failure IN ('allow', 'hold', 'refuse')", name=op.f('ck_chat_hooks_on_failure')),
    sa.CheckConstraint("state IN ('on', 'off')", name=op.f('ck_chat_hooks_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chat_hooks')),
    sa.UniqueConstraint('seller_id', 'name', name=op.f('uq_chat_hooks_seller_id_name'))
    )


def downgrade() -> None:
    op.drop_table('chat_hooks')

"""Keep what buyers send back, what was decided about odd payments, and the language of mails."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('checkout_orders', sa.Column('language', sa.String(length=2), server_default='en', nullable=False))
    op.add_column('checkout_orders', sa.Column('review', sa.JSON(), nullable=True))
    op.create_table('checkout_returns',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('client_key', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('requested_ms', sa.BigInteger(), nullable=False),
    sa.Column('answered_ms', sa.BigInteger(), nullable=True),
    sa.Column('closed_ms', sa.BigInteger(), nullable=True),
    sa.Column('refund_id', sa.String(length=64), nullable=True),
    sa.CheckConstraint("state IN ('requested', 'accepted', 'declined', 'withdrawn', 'received')", name=op.f('ck_checkout_returns_state')),
    sa.ForeignKeyConstraint(['order_id'], ['checkout_orders.id'], name=op.f('fk_checkout_returns_order_id_checkout_orders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_returns')),
    sa.UniqueConstraint('order_id', 'client_key', name=op.f('uq_checkout_returns_order_id_client_key'))
    )
    op.create_index('uq_checkout_returns_open', 'checkout_returns', ['order_id'], unique=True, sqlite_where=sa.text("state IN ('requested', 'accepted')"), postgresql_where=sa.text("state IN ('requested', 'accepted')"))


def downgrade() -> None:
    op.drop_table('checkout_returns')
    op.drop_column('checkout_orders', 'review')
    op.drop_column('checkout_orders', 'language')

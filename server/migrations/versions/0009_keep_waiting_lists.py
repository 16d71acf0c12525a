"""Keep the waiting lists of what is sold out."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkout_waiters',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('variant_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('person_name', sa.String(length=100), nullable=False),
    sa.Column('show_id', sa.String(length=64), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=True),
    sa.Column('joined_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'offered', 'left', 'passed')", name=op.f('ck_checkout_waiters_state')),
    sa.ForeignKeyConstraint(['order_id'], ['checkout_orders.id'], name=op.f('fk_checkout_waiters_order_id_checkout_orders')),
    sa.ForeignKeyConstraint(['variant_id'], ['checkout_variants.id'], name=op.f('fk_checkout_waiters_variant_id_checkout_variants')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_checkout_waiters'))
    )
    op.create_index(op.f('ix_checkout_waiters_person_id'), 'checkout_waiters', ['person_id'], unique=False)
    op.create_index('uq_checkout_waiters_waiting', 'checkout_waiters', ['variant_id', 'person_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))


def downgrade() -> None:
    op.drop_table('checkout_waiters')

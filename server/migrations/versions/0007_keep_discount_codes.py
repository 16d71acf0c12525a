"""Keep discount codes, and in each order the one that it took."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkout_discounts',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('off_basis_points', sa.Integer(), nullable=False),
    sa.Column('off_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('min_subtotal_minor', sa.BigInteger(), nullable=False),
    sa.Column('max_uses', sa.BigInteger(), nullable=True),
    sa.Column('used', sa.BigInteger(), nullable=False),
    sa.Column('once_per_person', sa.Boolean(), nullable=False),
    sa.Column('starts_ms', sa.BigInteger(), nullable=True),
    sa.Column('ends_ms', sa.BigInteger(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('percent', 'amount', 'free_shipping')", name=op.f('ck_checkout_discounts_kind')),
    sa.CheckConstraint('used >= 0 AND (max_uses IS NULL OR used <= max_uses)', name=op.f('ck_checkout_discounts_used')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_discounts')),
    sa.UniqueConstraint('seller_id', 'code', name=op.f('uq_checkout_discounts_seller_id_code'))
    )
    op.create_table('checkout_discount_uses',
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('discount_id', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['discount_id'], ['checkout_discounts.id'], name=op.f('fk_checkout_discount_uses_discount_id_checkout_discounts')),
    sa.ForeignKeyConstraint(['order_id'], ['checkout_orders.id'], name=op.f('fk_checkout_discount_uses_order_id_checkout_orders')),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_checkout_discount_uses'))
    )
    op.create_index(op.f('ix_checkout_discount_uses_discount_id'), 'checkout_discount_uses', ['discount_id'], unique=False)
    op.create_table('checkout_discount_claims',
    sa.Column('discount_id', sa.String(length=64), nullable=False),
    sa.Column('person', sa.String(length=260), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['discount_id'], ['checkout_discounts.id'], name=op.f('fk_checkout_discount_claims_discount_id_checkout_discounts')),
    sa.ForeignKeyConstraint(['order_id'], ['checkout_orders.id'], name=op.f('fk_checkout_discount_claims_order_id_checkout_orders')),
    sa.PrimaryKeyConstraint('discount_id', 'person', name=op.f('pk_checkout_discount_claims'))
    )
    op.create_index(op.f('ix_checkout_discount_claims_order_id'), 'checkout_discount_claims', ['order_id'], unique=False)
    op.add_column('checkout_orders', sa.Column('discount', sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column('checkout_orders', 'discount')
    op.drop_table('checkout_discount_claims')
    op.drop_table('checkout_discount_uses')
    op.drop_table('checkout_discounts')

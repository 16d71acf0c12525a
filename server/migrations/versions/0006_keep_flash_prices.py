"""Keep flash prices, and in each line of an order which one it had."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkout_flash_prices',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('product_id', sa.String(length=64), nullable=False),
    sa.Column('show_id', sa.String(length=64), nullable=True),
    sa.Column('price_minor', sa.BigInteger(), nullable=True),
    sa.Column('off_basis_points', sa.Integer(), nullable=True),
    sa.Column('starts_ms', sa.BigInteger(), nullable=False),
    sa.Column('ends_ms', sa.BigInteger(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('ends_ms >= starts_ms', name=op.f('ck_checkout_flash_prices_window')),
    sa.CheckConstraint('price_minor > 0', name=op.f('ck_checkout_flash_prices_price')),
    sa.CheckConstraint('off_basis_points > 0 AND off_basis_points < 10000', name=op.f('ck_checkout_flash_prices_off')),
    sa.CheckConstraint('(price_minor IS NULL) <> (off_basis_points IS NULL)', name=op.f('ck_checkout_flash_prices_one_way')),
    sa.ForeignKeyConstraint(['product_id'], ['checkout_products.id'], name=op.f('fk_checkout_flash_prices_product_id_checkout_products')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_flash_prices'))
    )
    op.create_index(op.f('ix_checkout_flash_prices_product_id'), 'checkout_flash_prices', ['product_id'], unique=False)
    op.add_column('checkout_order_lines', sa.Column('was_minor', sa.BigInteger(), nullable=True))
    op.add_column('checkout_order_lines', sa.Column('flash_id', sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column('checkout_order_lines', 'flash_id')
    op.drop_column('checkout_order_lines', 'was_minor')
    op.drop_table('checkout_flash_prices')

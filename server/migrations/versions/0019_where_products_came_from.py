"""Keep the handle by which a product came from another shop's file."""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('checkout_products', sa.Column('handle', sa.String(length=200), nullable=True))
    op.create_index('uq_checkout_products_handle', 'checkout_products', ['seller_id', 'handle'], unique=True)


def downgrade() -> None:
    op.drop_index('uq_checkout_products_handle', table_name='checkout_products')
    op.drop_column('checkout_products', 'handle')

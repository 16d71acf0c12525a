"""Say of each order whether its show was on air."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('checkout_orders', sa.Column('sold_in', sa.String(length=16), nullable=True))


def downgrade() -> None:
    op.drop_column('checkout_orders', 'sold_in')

"""Let orders be paid on delivery or by invoice, and their money be given back by hand."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkout_payment_terms',
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('seller_id', name=op.f('pk_checkout_payment_terms'))
    )
    op.add_column('checkout_orders', sa.Column('later', sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table('checkout_refunds') as batch:
        batch.alter_column('intent_id', existing_type=sa.String(length=64), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table('checkout_refunds') as batch:
        batch.alter_column('intent_id', existing_type=sa.String(length=64), nullable=False)
    op.drop_column('checkout_orders', 'later')
    op.drop_table('checkout_payment_terms')

"""Let people keep addresses in their accounts."""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('checkout_addresses',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('address', sa.JSON(), nullable=False),
    sa.Column('preferred_ms', sa.BigInteger(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_addresses'))
    )
    op.create_index(op.f('ix_checkout_addresses_person_id'), 'checkout_addresses', ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('checkout_addresses')

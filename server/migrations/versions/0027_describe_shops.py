"""Let shops say more of themselves: a logo, a contact, policies, guidelines."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('shop_profiles',
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('logo_url', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers.id'], name=op.f('fk_shop_profiles_seller_id')),
    sa.PrimaryKeyConstraint('seller_id', name=op.f('pk_shop_profiles'))
    )
    op.create_index(op.f('ix_shop_profiles_logo_url'), 'shop_profiles', ['logo_url'], unique=False)


def downgrade() -> None:
    op.drop_table('shop_profiles')

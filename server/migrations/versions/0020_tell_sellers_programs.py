"""Keep the webhooks of sellers, and what each is told."""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hook_endpoints',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('kinds', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.Column('failing_since_ms', sa.BigInteger(), nullable=True),
    sa.CheckConstraint("state IN ('on', 'off', 'disabled')", name=op.f('ck_hook_endpoints_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook_endpoints'))
    )
    op.create_index(op.f('ix_hook_endpoints_seller_id'), 'hook_endpoints', ['seller_id'], unique=False)
    op.create_table('hook_deliveries',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('endpoint_id', sa.String(length=64), nullable=False),
    sa.Column('event_id', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_ms', sa.BigInteger(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_ms', sa.BigInteger(), nullable=True),
    sa.Column('give_up_ms', sa.BigInteger(), nullable=False),
    sa.Column('delivered_ms', sa.BigInteger(), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('error', sa.String(length=200), nullable=True),
    sa.ForeignKeyConstraint(['endpoint_id'], ['hook_endpoints.id'], name=op.f('fk_hook_deliveries_endpoint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook_deliveries')),
    sa.UniqueConstraint('endpoint_id', 'event_id', name=op.f('uq_hook_deliveries_endpoint_id_event_id'))
    )
    op.create_index(op.f('ix_hook_deliveries_due_ms'), 'hook_deliveries', ['due_ms'], unique=False)


def downgrade() -> None:
    op.drop_table('hook_deliveries')
    op.drop_table('hook_endpoints')

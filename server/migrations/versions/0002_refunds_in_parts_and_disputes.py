"""Refunds in parts, by key and with their pieces; disputes."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written by hand: to add a constraint SQLite would make the table of orders anew, with all that refers to it.
    op.execute(
        "ALTER TABLE checkout_orders ADD COLUMN returned_minor BIGINT DEFAULT '0' NOT NULL "
        "CONSTRAINT ck_checkout_orders_returned CHECK (returned_minor >= 0 AND returned_minor <= total_minor)"
    )
    op.create_table('checkout_disputes',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('opened_ms', sa.BigInteger(), nullable=False),
    sa.Column('due_ms', sa.BigInteger(), nullable=True),
    sa.Column('closed_ms', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], ['checkout_orders.id'], name=op.f('fk_checkout_disputes_order_id_checkout_orders')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checkout_disputes'))
    )
    with op.batch_alter_table('checkout_disputes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkout_disputes_order_id'), ['order_id'], unique=False)

    with op.batch_alter_table('checkout_refunds', schema=None) as batch_op:
        batch_op.add_column(sa.Column('client_key', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('idempotency_key', sa.String(length=255), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('shipping', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('restock', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('note', sa.String(length=500), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('sent_ms', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('tries', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('fail_code', sa.String(length=64), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_checkout_refunds_order_id_reason'), type_='unique')

    op.execute("UPDATE checkout_refunds SET idempotency_key = 'refund-' || id, sent_ms = created_ms")
    # What was promised back for the order's own payment; a second payment's refund is nobody's revenue.
    op.execute(
        "UPDATE checkout_orders SET returned_minor = total_minor WHERE EXISTS (SELECT 1 FROM checkout_refunds "
        "WHERE checkout_refunds.order_id = checkout_orders.id AND checkout_refunds.intent_id = checkout_orders.intent_id)"
    )

    with op.batch_alter_table('checkout_refunds', schema=None) as batch_op:
        for column in ('idempotency_key', 'shipping', 'restock', 'note', 'sent_ms', 'tries'):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_unique_constraint(batch_op.f('uq_checkout_refunds_idempotency_key'), ['idempotency_key'])
        batch_op.create_unique_constraint(batch_op.f('uq_checkout_refunds_order_id_client_key'), ['order_id', 'client_key'])
        batch_op.create_unique_constraint(batch_op.f('uq_checkout_refunds_provider_id'), ['provider_id'])
        batch_op.create_index('ix_checkout_refunds_unanswered', ['sent_ms'], unique=False, sqlite_where=sa.text("state IN ('due', 'sent')"), postgresql_where=sa.text("state IN ('due', 'sent')"))

    op.create_table('checkout_refund_lines',
    sa.Column('refund_id', sa.String(length=64), nullable=False),
    sa.Column('variant_id', sa.String(length=64), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('restocked', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_checkout_refund_lines_quantity')),
    sa.CheckConstraint('restocked >= 0 AND restocked <= quantity', name=op.f('ck_checkout_refund_lines_restocked')),
    sa.ForeignKeyConstraint(['refund_id'], ['checkout_refunds.id'], name=op.f('fk_checkout_refund_lines_refund_id_checkout_refunds')),
    sa.ForeignKeyConstraint(['variant_id'], ['checkout_variants.id'], name=op.f('fk_checkout_refund_lines_variant_id_checkout_variants')),
    sa.PrimaryKeyConstraint('refund_id', 'variant_id', name=op.f('pk_checkout_refund_lines'))
    )
    with op.batch_alter_table('checkout_refund_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_checkout_refund_lines_variant_id'), ['variant_id'], unique=False)


def downgrade() -> None:
    op.drop_table('checkout_refund_lines')
    op.drop_table('checkout_disputes')
    with op.batch_alter_table('checkout_refunds', schema=None) as batch_op:
        batch_op.drop_index('ix_checkout_refunds_unanswered')
        batch_op.drop_constraint(batch_op.f('uq_checkout_refunds_provider_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_checkout_refunds_order_id_client_key'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_checkout_refunds_idempotency_key'), type_='unique')
        for column in ('client_key', 'idempotency_key', 'shipping', 'restock', 'note', 'sent_ms', 'tries', 'fail_code'):
            batch_op.drop_column(column)
        batch_op.create_unique_constraint(batch_op.f('uq_checkout_refunds_order_id_reason'), ['order_id', 'reason'])
    op.drop_column('checkout_orders', 'returned_minor')

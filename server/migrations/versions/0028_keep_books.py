"""Keep a ledger of money that is only added to, and write down what was sold and given back before."""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ACCOUNTS = "('sales', 'refunds', 'disputed', 'fees', 'clearing', 'balance', 'bank', 'hand')"
REFUSED = 'the ledger is only added to'
SQLITE = [
    f"CREATE TRIGGER checkout_money_ledger_{what} BEFORE {what} ON checkout_money_ledger "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for what in ('UPDATE', 'DELETE')
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION checkout_money_ledger_keep() RETURNS trigger AS $$ "
    f"BEGIN RAISE EXCEPTION '{REFUSED}'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER checkout_money_ledger_keep BEFORE UPDATE OR DELETE ON checkout_money_ledger "
    "FOR EACH ROW EXECUTE FUNCTION checkout_money_ledger_keep()",
]
COLUMNS = 'entry_key, kind, seller_id, order_id, debit, credit, amount_minor, currency, at_ms'
WHERE = "CASE WHEN o.later IS NULL THEN 'clearing' ELSE 'hand' END"
SALES = f"""
INSERT INTO checkout_money_ledger ({COLUMNS})
SELECT 'sale-' || o.id, 'sale', o.seller_id, o.id, {WHERE}, 'sales', o.total_minor, o.currency, o.paid_ms
FROM checkout_orders o WHERE o.paid_ms IS NOT NULL AND o.total_minor > 0
"""
REFUNDS = f"""
INSERT INTO checkout_money_ledger ({COLUMNS})
SELECT 'refund-' || r.id, 'refund', o.seller_id, o.id, 'refunds', {WHERE}, r.amount_minor, o.currency,
    COALESCE(r.done_ms, r.created_ms)
FROM checkout_refunds r JOIN checkout_orders o ON o.id = r.order_id
WHERE r.state = 'done' AND o.paid_ms IS NOT NULL
    AND (r.intent_id = o.intent_id OR (r.intent_id IS NULL AND o.intent_id IS NULL))
"""


def upgrade() -> None:
    op.create_table('checkout_money_ledger',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('entry_key', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('seller_id', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.String(length=64), nullable=True),
    sa.Column('debit', sa.String(length=16), nullable=False),
    sa.Column('credit', sa.String(length=16), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('at_ms', sa.BigInteger(), nullable=False),
    sa.Column('available_ms', sa.BigInteger(), nullable=True),
    sa.Column('statement_id', sa.String(length=64), nullable=True),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_checkout_money_ledger_amount')),
    sa.CheckConstraint('debit <> credit', name=op.f('ck_checkout_money_ledger_two_sides')),
    sa.CheckConstraint(f'debit IN {ACCOUNTS}', name=op.f('ck_checkout_money_ledger_debit')),
    sa.CheckConstraint(f'credit IN {ACCOUNTS}', name=op.f('ck_checkout_money_ledger_credit')),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_checkout_money_ledger')),
    sa.UniqueConstraint('entry_key', name=op.f('uq_checkout_money_ledger_entry_key'))
    )
    op.create_index(op.f('ix_checkout_money_ledger_order_id'), 'checkout_money_ledger', ['order_id'], unique=False)
    op.create_index(op.f('ix_checkout_money_ledger_statement_id'), 'checkout_money_ledger', ['statement_id'], unique=False)
    op.create_index('ix_checkout_money_ledger_seller', 'checkout_money_ledger', ['seller_id', 'at_ms'], unique=False)
    op.execute(SALES)
    op.execute(REFUNDS)
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table('checkout_money_ledger')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP FUNCTION checkout_money_ledger_keep()')

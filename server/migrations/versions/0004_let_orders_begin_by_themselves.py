"""let orders begin by themselves

Revision ID: 0004
Revises: 0003
"""
from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An order's row says when it was created, and it is created as held.
    op.execute(sa.text("DELETE FROM checkout_order_steps WHERE status = 'held'"))


def downgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO checkout_order_steps (order_id, status, at_ms)"
            " SELECT id, 'held', created_ms FROM checkout_orders"
        )
    )

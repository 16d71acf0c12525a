"""Keep a limit for each buyer, weights and tax codes, and the text that a search looks through."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('checkout_products', sa.Column('max_per_buyer', sa.Integer(), nullable=True))
    op.add_column('checkout_products', sa.Column('tax_code', sa.String(length=32), server_default='', nullable=False))
    op.add_column('checkout_products', sa.Column('search', sa.Text(), server_default='', nullable=False))
    op.add_column('checkout_variants', sa.Column('weight_grams', sa.Integer(), nullable=True))
    fill_search(op.get_bind())


def fill_search(conn: sa.Connection) -> None:
    texts: dict[str, list[str]] = {}
    for row in conn.execute(sa.text('SELECT id, title, description FROM checkout_products')):
        texts[row.id] = [row.title, row.description]
    for row in conn.execute(sa.text('SELECT product_id, title, sku FROM checkout_variants WHERE listed')):
        texts[row.product_id] += [row.title, row.sku]
    for product_id, words in texts.items():
        folded = unicodedata.normalize('NFKC', '\n'.join(words)).casefold()
        statement = sa.text('UPDATE checkout_products SET search = :search WHERE id = :id')
        conn.execute(statement, {'search': folded, 'id': product_id})


def downgrade() -> None:
    op.drop_column('checkout_variants', 'weight_grams')
    op.drop_column('checkout_products', 'search')
    op.drop_column('checkout_products', 'tax_code')
    op.drop_column('checkout_products', 'max_per_buyer')

"""The tables of offers: prices for a time."""

import sqlalchemy as sa

from checkout.store.tables import Id, metadata, products

flash_prices = sa.Table(
    "checkout_flash_prices",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("product_id", Id, sa.ForeignKey(products.c.id), nullable=False, index=True),
    # Null: for whoever buys the product; else only for those who buy it in this show.
    sa.Column("show_id", Id),
    # One price for every variant that costs more, or so much off each of them.
    sa.Column("price_minor", sa.BigInteger),
    sa.Column("off_basis_points", sa.Integer),
    sa.Column("starts_ms", sa.BigInteger, nullable=False),
    sa.Column("ends_ms", sa.BigInteger, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.CheckConstraint("ends_ms >= starts_ms", name="window"),
    sa.CheckConstraint("price_minor > 0", name="price"),
    sa.CheckConstraint("off_basis_points > 0 AND off_basis_points < 10000", name="off"),
    sa.CheckConstraint("(price_minor IS NULL) <> (off_basis_points IS NULL)", name="one_way"),
)

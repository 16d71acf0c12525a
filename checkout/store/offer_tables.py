"""The tables of offers: prices for a time, and codes that make an order cheaper."""

import sqlalchemy as sa

from checkout.store.tables import Id, metadata, orders, products

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

discounts = sa.Table(
    "checkout_discounts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("seller_id", Id, nullable=False),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("off_basis_points", sa.Integer, nullable=False),
    sa.Column("off_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("min_subtotal_minor", sa.BigInteger, nullable=False),
    sa.Column("max_uses", sa.BigInteger),
    # Grows with every order that takes the code, by an update that looks at the limit.
    sa.Column("used", sa.BigInteger, nullable=False),
    sa.Column("once_per_person", sa.Boolean, nullable=False),
    sa.Column("starts_ms", sa.BigInteger),
    sa.Column("ends_ms", sa.BigInteger),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("seller_id", "code"),
    sa.CheckConstraint("kind IN ('percent', 'amount', 'free_shipping')", name="kind"),
    # Whatever the code does: a limited code is never used more often than its limit.
    sa.CheckConstraint("used >= 0 AND (max_uses IS NULL OR used <= max_uses)", name="used"),
)

discount_uses = sa.Table(
    "checkout_discount_uses",
    metadata,
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), primary_key=True),
    sa.Column("discount_id", Id, sa.ForeignKey(discounts.c.id), nullable=False, index=True),
)

# Who used a code that each person may use once: under the buyer's id, and under the e-mail.
discount_claims = sa.Table(
    "checkout_discount_claims",
    metadata,
    sa.Column("discount_id", Id, sa.ForeignKey(discounts.c.id), primary_key=True),
    sa.Column("person", sa.String(260), primary_key=True),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), nullable=False, index=True),
)

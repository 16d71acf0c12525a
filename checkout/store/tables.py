"""Every table of checkout, with the constraints that keep stock and money honest whatever the code does."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)

Id = sa.String(64)
# A BigInteger key does not count up by itself on SQLite.
Sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

products = sa.Table(
    "checkout_products",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("seller_id", Id, nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("images", sa.JSON, nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    # What the file of another shop calls it; the same file again describes the same product.
    sa.Column("handle", sa.String(200)),
    sa.Column("max_per_buyer", sa.Integer),
    sa.Column("tax_code", sa.String(32), nullable=False, server_default=""),
    # What a search looks through, folded: SQLite itself folds Latin letters alone.
    sa.Column("search", sa.Text, nullable=False, server_default=""),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("updated_ms", sa.BigInteger, nullable=False),
    sa.CheckConstraint("status IN ('draft', 'active', 'archived')", name="status"),
    sa.Index("uq_checkout_products_handle", "seller_id", "handle", unique=True),
)

variants = sa.Table(
    "checkout_variants",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("product_id", Id, sa.ForeignKey(products.c.id), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("sku", sa.String(64), nullable=False),
    sa.Column("price_minor", sa.BigInteger, nullable=False),
    sa.Column("compare_at_minor", sa.BigInteger),
    sa.Column("image", sa.Integer),
    sa.Column("max_per_order", sa.Integer, nullable=False),
    sa.Column("weight_grams", sa.Integer),
    # A variant that its seller dropped stays, because orders name it; it is merely not shown or sold.
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("reserved", sa.BigInteger, nullable=False),
    sa.Column("sold", sa.BigInteger, nullable=False),
    # Counts the commits that changed the stock; it orders and names the events about them.
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.CheckConstraint("price_minor > 0", name="price"),
    sa.CheckConstraint("max_per_order > 0", name="max_per_order"),
    sa.CheckConstraint("reserved >= 0", name="reserved"),
    sa.CheckConstraint("sold >= 0", name="sold"),
    sa.CheckConstraint("reserved + sold <= total", name="never_oversold"),
)

stock_movements = sa.Table(
    "checkout_stock_movements",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("variant_id", Id, sa.ForeignKey(variants.c.id), nullable=False, index=True),
    sa.Column("order_id", Id, index=True),
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("total_delta", sa.BigInteger, nullable=False),
    sa.Column("reserved_delta", sa.BigInteger, nullable=False),
    sa.Column("sold_delta", sa.BigInteger, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
)

counters = sa.Table(
    "checkout_counters",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

shipping_zones = sa.Table(
    "checkout_shipping_zones",
    metadata,
    sa.Column("seller_id", Id, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("zone", sa.JSON, nullable=False),
)

orders = sa.Table(
    "checkout_orders",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False, unique=True),
    sa.Column("buyer_id", Id, nullable=False),
    sa.Column("buyer_name", sa.String(100), nullable=False),
    sa.Column("client_key", sa.String(64), nullable=False),
    sa.Column("seller_id", Id, nullable=False, index=True),
    sa.Column("show_id", Id, index=True),
    # Whether its show was on air then; what a show sells afterwards is most of what it sells.
    sa.Column("sold_in", sa.String(16)),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("hold", sa.String(16), nullable=False),
    sa.Column("hold_expires_ms", sa.BigInteger, nullable=False),
    sa.Column("email", sa.String(254)),
    sa.Column("address", sa.JSON(none_as_null=True)),
    sa.Column("shipping", sa.JSON(none_as_null=True)),
    # The code that makes it cheaper, with its terms as they were when it was taken.
    sa.Column("discount", sa.JSON(none_as_null=True)),
    sa.Column("totals", sa.JSON, nullable=False),
    # Beside `totals`, so that the database can add money up and compare it.
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("show_name", sa.Boolean, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("paid_ms", sa.BigInteger),
    sa.Column("shipment", sa.JSON(none_as_null=True)),
    sa.Column("language", sa.String(2), nullable=False, server_default="en"),
    # What a person decided about a payment that did not match; from then on the machine leaves it alone.
    sa.Column("review", sa.JSON(none_as_null=True)),
    # How it is paid without the provider, on delivery or by invoice; null for cards.
    sa.Column("later", sa.JSON(none_as_null=True)),
    sa.Column("intent_id", Id, unique=True),
    sa.Column("client_secret", sa.String(200)),
    # What went back or is on its way back. The database itself refuses to promise more than was paid.
    sa.Column("returned_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.UniqueConstraint("buyer_id", "client_key"),
    sa.CheckConstraint("returned_minor >= 0 AND returned_minor <= total_minor", name="returned"),
    sa.CheckConstraint("total_minor >= 0", name="total"),
    sa.CheckConstraint("hold IN ('held', 'consumed', 'released')", name="hold"),
    # The sweeper looks for live holds only; nearly every order is past that.
    sa.Index(
        "ix_checkout_orders_live_holds",
        "hold_expires_ms",
        sqlite_where=sa.text("hold = 'held'"),
        postgresql_where=sa.text("hold = 'held'"),
    ),
)

order_lines = sa.Table(
    "checkout_order_lines",
    metadata,
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), primary_key=True),
    sa.Column("variant_id", Id, sa.ForeignKey(variants.c.id), primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("product_id", Id, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("variant_title", sa.String(200), nullable=False),
    sa.Column("image_url", sa.Text),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("unit_minor", sa.BigInteger, nullable=False),
    # The usual price and the flash price that went below it; null for a line at the usual price.
    sa.Column("was_minor", sa.BigInteger),
    sa.Column("flash_id", Id),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.CheckConstraint("unit_minor > 0", name="unit"),
)

order_steps = sa.Table(
    "checkout_order_steps",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), nullable=False, index=True),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
)

order_readers = sa.Table(
    "checkout_order_readers",
    metadata,
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), primary_key=True),
    sa.Column("reader_id", Id, primary_key=True, index=True),
)

attempts = sa.Table(
    "checkout_payment_attempts",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), nullable=False),
    sa.Column("n", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("intent_id", Id),
    sa.Column("idempotency_key", sa.String(255), nullable=False, unique=True),
    sa.Column("params", sa.JSON, nullable=False),
    sa.Column("sent_ms", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("code", sa.String(64)),
    sa.Column("message", sa.Text),
    sa.UniqueConstraint("order_id", "n"),
    # The database itself refuses a second attempt in flight: a double click on Pay charges once.
    sa.Index(
        "uq_checkout_payment_attempts_in_flight",
        "order_id",
        unique=True,
        sqlite_where=sa.text("state = 'sent'"),
        postgresql_where=sa.text("state = 'sent'"),
    ),
)

refunds = sa.Table(
    "checkout_refunds",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), nullable=False, index=True),
    # Null for money that the seller gives back by hand, as it was paid.
    sa.Column("intent_id", Id),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("reason", sa.String(32), nullable=False),
    # Null for refunds that nobody asked for by hand.
    sa.Column("client_key", sa.String(64)),
    sa.Column("idempotency_key", sa.String(255), nullable=False, unique=True),
    sa.Column("shipping", sa.Boolean, nullable=False),
    sa.Column("restock", sa.Boolean, nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("provider_id", Id, unique=True),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("sent_ms", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("done_ms", sa.BigInteger),
    sa.Column("fail_code", sa.String(64)),
    sa.UniqueConstraint("order_id", "client_key"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    # The reconciler looks for what has no answer; nearly every refund has one.
    sa.Index(
        "ix_checkout_refunds_unanswered",
        "sent_ms",
        sqlite_where=sa.text("state IN ('due', 'sent')"),
        postgresql_where=sa.text("state IN ('due', 'sent')"),
    ),
)

refund_lines = sa.Table(
    "checkout_refund_lines",
    metadata,
    sa.Column("refund_id", Id, sa.ForeignKey(refunds.c.id), primary_key=True),
    sa.Column("variant_id", Id, sa.ForeignKey(variants.c.id), primary_key=True, index=True),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("restocked", sa.BigInteger, nullable=False),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.CheckConstraint("restocked >= 0 AND restocked <= quantity", name="restocked"),
)

disputes = sa.Table(
    "checkout_disputes",
    metadata,
    sa.Column("id", Id, primary_key=True),
    sa.Column("order_id", Id, sa.ForeignKey(orders.c.id), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.String(64), nullable=False),
    sa.Column("opened_ms", sa.BigInteger, nullable=False),
    sa.Column("due_ms", sa.BigInteger),
    sa.Column("closed_ms", sa.BigInteger),
)

inbox = sa.Table(
    "checkout_webhook_inbox",
    metadata,
    sa.Column("event_id", sa.String(255), primary_key=True),
    sa.Column("type", sa.String(100), nullable=False),
    sa.Column("payload", sa.JSON, nullable=False),
    sa.Column("received_ms", sa.BigInteger, nullable=False),
    sa.Column("done_ms", sa.BigInteger),
    sa.Index(
        "ix_checkout_webhook_inbox_open",
        "received_ms",
        sqlite_where=sa.text("done_ms IS NULL"),
        postgresql_where=sa.text("done_ms IS NULL"),
    ),
)

outbox = sa.Table(
    "checkout_outbox",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("event_id", sa.String(255), nullable=False, unique=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("told_ms", sa.BigInteger),
    sa.Index(
        "ix_checkout_outbox_untold",
        "seq",
        sqlite_where=sa.text("told_ms IS NULL"),
        postgresql_where=sa.text("told_ms IS NULL"),
    ),
)

sandbox_objects = sa.Table(
    "checkout_sandbox_objects",
    metadata,
    sa.Column("seq", Sequence, primary_key=True, autoincrement=True),
    sa.Column("id", Id, nullable=False, unique=True),
    sa.Column("kind", sa.String(32), nullable=False, index=True),
    sa.Column("body", sa.JSON, nullable=False),
    # An event whose webhook nobody has acknowledged, or a refund or charge that its bank is not done with.
    sa.Column("pending", sa.Boolean, nullable=False, index=True),
)

sandbox_replies = sa.Table(
    "checkout_sandbox_replies",
    metadata,
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
)

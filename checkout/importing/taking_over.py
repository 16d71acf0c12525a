"""Writing the products of a file, all of them in one transaction or none."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
import sqlalchemy as sa

from checkout import catalogue
from checkout.errors import CatalogueFull, ProductInvalid, StockBelowPromised
from checkout.importing.plan import Found, ProblemCode, key
from checkout.ports import NewId
from checkout.products import Product, ProductDraft, VariantDraft, described
from checkout.store.bulk import insert_values
from checkout.store.product_rows import Viewing, load_products
from checkout.store.stock import Fresh, put_up
from checkout.store.tables import products

AT_ONCE = 50
Refusal = CatalogueFull | StockBelowPromised | ProductInvalid
CODES: Mapping[type[Refusal], ProblemCode] = {
    CatalogueFull: "catalogue_full",
    StockBelowPromised: "stock_below_promised",
    ProductInvalid: "product_invalid",
}
PRODUCT_FIELDS = frozenset(ProductDraft.__struct_fields__)
VARIANT_FIELDS = frozenset(VariantDraft.__struct_fields__)


class Stopped(Exception):
    """A product could not be written, so none was."""

    def __init__(self, found: Found, cause: Refusal) -> None:
        super().__init__(str(cause))
        self.found = found
        self.code = CODES[type(cause)]


def known_products(conn: sa.Connection, seller_id: str, handles: Sequence[str]) -> dict[str, str]:
    """Find which products came by these handles before; our own files name products by their ids."""
    keys = {key(handle): handle for handle in handles}
    query = sa.select(products.c.id, products.c.handle).where(
        products.c.seller_id == seller_id, products.c.handle.in_(keys) | products.c.id.in_(keys)
    )
    return {keys[name]: row.id for row in conn.execute(query) for name in row if name in keys}


def take_over(
    conn: sa.Connection,
    found: Sequence[Found],
    *,
    currency: str,
    now_ms: int,
    new_id: NewId,
    told: Callable[[int], None],
) -> None:
    """Write products; one whose handle came before is described anew, its pictures and orders stay.

    New ones are written many at a time: whoever wants to hold something waits for this transaction (SQLite).

    Args:
        conn: the transaction.
        found: the products of one seller.
        currency: for new ones.
        now_ms: the time.
        new_id: makes ids.
        told: hears how many are written so far.

    Raises:
        Stopped: one of them cannot be written.
    """
    seller_id = found[0].draft.seller_id
    ids = known_products(conn, seller_id, [each.handle for each in found])
    # All of them at once, in the order of their ids: whoever holds several of them locks them so, too.
    catalogue.lock_variants(conn, list(ids.values()))
    known = {
        product.id: product
        for product in load_products(
            conn, products.c.id.in_(list(ids.values())), Viewing(now_ms), limit=len(found)
        )
    }
    fresh = [each for each in found if each.handle not in ids]
    _check_room(conn, seller_id, fresh)
    done = 0
    for begin in range(0, len(fresh), AT_ONCE):
        some = fresh[begin : begin + AT_ONCE]
        _insert(conn, some, currency, now_ms + begin, new_id)
        done += len(some)
        told(done)
    for each in found:
        if each.handle in ids:
            before = known[ids[each.handle]]
            draft = _onto(each, before)
            if draft != described(before):
                try:
                    catalogue.save(conn, draft, currency=currency, now_ms=now_ms, new_id=new_id)
                except (StockBelowPromised, ProductInvalid) as refusal:
                    raise Stopped(each, refusal) from refusal
            done += 1
            told(done)


def _check_room(conn: sa.Connection, seller_id: str, fresh: Sequence[Found]) -> None:
    count = sa.select(sa.func.count()).select_from(products).where(products.c.seller_id == seller_id)
    room = catalogue.MOST_PRODUCTS - int(conn.execute(count).scalar_one())
    if len(fresh) > room:
        raise Stopped(fresh[max(0, room)], CatalogueFull(catalogue.MOST_PRODUCTS))


def _insert(conn: sa.Connection, some: Sequence[Found], currency: str, now_ms: int, new_id: NewId) -> None:
    rows = []
    variants: list[Fresh] = []
    for each in some:
        draft, product_id = each.draft, new_id()
        whose = {"id": product_id, "seller_id": draft.seller_id, "handle": each.key, "currency": currency}
        times = {"created_ms": now_ms, "updated_ms": now_ms}
        rows.append({**whose, **catalogue.product_values(draft), **times})
        variants += [
            Fresh(
                draft.seller_id,
                product_id,
                new_id(),
                variant.stock,
                catalogue.variant_values(variant, position),
            )
            for position, variant in enumerate(draft.variants)
        ]
    insert_values(conn, products, rows)
    put_up(conn, variants, now_ms)


def _onto(found: Found, known: Product) -> ProductDraft:
    """Describe a product that is there: variants with the same options are the same, pictures stay.

    What the file does not state stays, too. It says how many pieces can be sold; what is held or sold of ours
    comes on top.
    """
    before = {tuple(variant.options): variant for variant in known.variants}

    def follow(place: int, variant: VariantDraft) -> VariantDraft:
        same = before.get(tuple(variant.options))
        if same is None:
            return variant
        kept = {name: getattr(same, name) for name in found.silent & VARIANT_FIELDS}
        if (kept.get("compare_at_minor") or variant.price_minor + 1) <= variant.price_minor:
            kept["compare_at_minor"] = None  # it says nothing beside the new price
        promised = same.stock.held + same.stock.sold
        return msgspec.structs.replace(
            variant,
            **kept,
            id=same.id,
            image=same.image,
            max_per_order=same.max_per_order,
            stock=same.stock.total if place in found.uncounted else variant.stock + promised,
        )

    return msgspec.structs.replace(
        found.draft,
        **{name: getattr(known, name) for name in found.silent & PRODUCT_FIELDS},
        id=known.id,
        images=known.images,
        variants=[follow(place, variant) for place, variant in enumerate(found.draft.variants)],
    )

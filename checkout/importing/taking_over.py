"""Writing the products of a file, all of them in one transaction or none."""

from collections.abc import Callable, Sequence

import msgspec
import sqlalchemy as sa

from checkout import catalogue
from checkout.errors import CatalogueFull
from checkout.importing.plan import Found
from checkout.ports import NewId
from checkout.products import Product, ProductDraft, VariantDraft
from checkout.store.bulk import Row, insert_rows
from checkout.store.product_rows import Viewing, load_products
from checkout.store.stock import Fresh, put_up
from checkout.store.tables import products

LONGEST_HANDLE = 200
AT_ONCE = 50
PRODUCT_COLUMNS = (
    "id",
    "seller_id",
    "handle",
    "title",
    "description",
    "currency",
    "images",
    "options",
    "status",
    "max_per_buyer",
    "tax_code",
    "search",
    "created_ms",
    "updated_ms",
)


class Stopped(Exception):
    """A product could not be written, so none was."""

    def __init__(self, found: Found, cause: CatalogueFull) -> None:
        super().__init__(str(cause))
        self.found = found


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
            draft = _onto(each.draft, before)
            if not _says_the_same(draft, before):
                catalogue.save(conn, draft, currency=currency, now_ms=now_ms, new_id=new_id)
            done += 1
            told(done)


def key(handle: str) -> str:
    """The handle as it is kept."""
    return handle[:LONGEST_HANDLE]


def _check_room(conn: sa.Connection, seller_id: str, fresh: Sequence[Found]) -> None:
    count = sa.select(sa.func.count()).select_from(products).where(products.c.seller_id == seller_id)
    room = catalogue.MOST_PRODUCTS - int(conn.execute(count).scalar_one())
    if len(fresh) > room:
        raise Stopped(fresh[max(0, room)], CatalogueFull(catalogue.MOST_PRODUCTS))


def _insert(conn: sa.Connection, some: Sequence[Found], currency: str, now_ms: int, new_id: NewId) -> None:
    rows: list[Row] = []
    variants: list[Fresh] = []
    for each in some:
        draft, product_id = each.draft, new_id()
        rows.append(
            (
                product_id,
                draft.seller_id,
                key(each.handle),
                draft.title.strip(),
                draft.description,
                currency,
                "[]",
                _json(draft.options),
                draft.status,
                draft.max_per_buyer,
                draft.tax_code,
                catalogue.searched(draft),
                now_ms,
                now_ms,
            )
        )
        variants += [
            _fresh(draft, variant, product_id, position, new_id())
            for position, variant in enumerate(draft.variants)
        ]
    insert_rows(conn, products, PRODUCT_COLUMNS, rows)
    put_up(conn, variants, now_ms)


def _fresh(
    draft: ProductDraft, variant: VariantDraft, product_id: str, position: int, variant_id: str
) -> Fresh:
    values = (
        variant_id,
        product_id,
        position,
        variant.title,
        _json(variant.options),
        variant.sku,
        variant.price_minor,
        variant.compare_at_minor,
        None,
        variant.max_per_order,
        variant.weight_grams,
        True,
    )
    return Fresh(draft.seller_id, product_id, variant_id, variant.stock, values)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _onto(draft: ProductDraft, known: Product) -> ProductDraft:
    """Describe a product that is there: variants with the same options are the same, pictures stay.

    A file says how many pieces can be sold; what is held or sold of ours comes on top.
    """
    before = {tuple(variant.options): variant for variant in known.variants}

    def follow(variant: VariantDraft) -> VariantDraft:
        same = before.get(tuple(variant.options))
        if same is None:
            return variant
        return msgspec.structs.replace(
            variant,
            id=same.id,
            image=same.image,
            max_per_order=same.max_per_order,
            stock=variant.stock + same.stock.held + same.stock.sold,
        )

    variants = [follow(variant) for variant in draft.variants]
    return msgspec.structs.replace(draft, id=known.id, images=known.images, variants=variants)


def _says_the_same(draft: ProductDraft, known: Product) -> bool:
    """Whether a draft changes nothing of a product."""
    return draft == ProductDraft(
        seller_id=known.seller_id,
        id=known.id,
        title=known.title,
        description=known.description,
        images=known.images,
        options=known.options,
        status=known.status,
        max_per_buyer=known.max_per_buyer,
        tax_code=known.tax_code,
        variants=[
            VariantDraft(
                id=variant.id,
                title=variant.title,
                options=variant.options,
                sku=variant.sku,
                price_minor=variant.price_minor,
                compare_at_minor=variant.compare_at_minor,
                image=variant.image,
                stock=variant.stock.total,
                max_per_order=variant.max_per_order,
                weight_grams=variant.weight_grams,
            )
            for variant in known.variants
        ],
    )

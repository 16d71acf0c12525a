"""What a shop says of itself beside its name and text: logo, contact, policies, guidelines."""

from collections.abc import Collection
from typing import Annotated

import msgspec
import sqlalchemy as sa
from msgspec import Meta

from server.accounts import store, tables
from server.accounts.emails import parse_email
from server.accounts.people import Seller, clean_name
from server.db import Database
from server.inserts import insert

Policy = Annotated[str, Meta(max_length=8000)]


class LogoSize(msgspec.Struct, frozen=True, kw_only=True):
    """One size of a logo, in pixels."""

    url: str
    width: int
    height: int


class Logo(msgspec.Struct, frozen=True, kw_only=True):
    """A shop's picture, shown in a circle; ``sizes`` has all of them, the smallest first."""

    url: str
    width: int
    height: int
    sizes: list[LogoSize]


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How buyers reach a shop, for everybody to see; what is empty is not shown."""

    email: Annotated[str, Meta(max_length=320)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    address: Annotated[str, Meta(max_length=500)] = ""


class Policies(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What buyers may rely on, in the marks of descriptions; what is empty is not shown."""

    returns: Policy = ""
    delivery: Policy = ""
    privacy: Policy = ""
    terms: Policy = ""


class ShopProfile(msgspec.Struct, frozen=True, kw_only=True):
    """All of it.

    Attributes:
        guidelines: What viewers accept before they write in the chat of a show that is planned from now on.
    """

    logo: Logo | None = None
    contact: Contact = Contact()
    policies: Policies = Policies()
    guidelines: str = ""


class Shops:
    """The profiles of shops, one row each; a shop that said nothing has none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def profile(self, seller_id: str) -> ShopProfile:
        """Return what a shop says of itself."""
        query = sa.select(tables.shop_profiles.c.body).where(tables.shop_profiles.c.seller_id == seller_id)
        body = await self._database.read(lambda conn: conn.execute(query).scalar_one_or_none())
        return ShopProfile() if body is None else msgspec.convert(body, ShopProfile)

    async def save(self, seller: Seller, profile: ShopProfile) -> tuple[Seller, ShopProfile]:
        """Replace name, text and profile at once; returns them as they are kept.

        Raises:
            SellerNotFound, NameInvalid
            EmailInvalid: The contact's address is none.
        """
        kept = Seller(id=seller.id, name=clean_name(seller.name), about=seller.about.strip())
        clean = _clean(profile)
        row = {"body": msgspec.to_builtins(clean), "logo_url": clean.logo.url if clean.logo else None}

        def work(conn: sa.Connection) -> None:
            store.describe_seller(conn, kept)
            put = insert(conn, tables.shop_profiles).values(seller_id=seller.id, **row)
            conn.execute(put.on_conflict_do_update(index_elements=["seller_id"], set_=row))

        await self._database.write(work)
        return kept, clean

    async def logos_in_use(self, urls: Collection[str]) -> set[str]:
        """Return those of the addresses under which some shop keeps its logo."""
        column = tables.shop_profiles.c.logo_url
        query = sa.select(column).where(column.in_(urls))
        return await self._database.read(lambda conn: set(conn.execute(query).scalars()))


def _clean(profile: ShopProfile) -> ShopProfile:
    contact, policies = profile.contact, profile.policies
    email = parse_email(contact.email)[0] if contact.email.strip() else ""
    return msgspec.structs.replace(
        profile,
        contact=Contact(email=email, phone=contact.phone.strip(), address=contact.address.strip()),
        policies=Policies(**{name: text.strip() for name, text in msgspec.structs.asdict(policies).items()}),
        guidelines=profile.guidelines.strip(),
    )

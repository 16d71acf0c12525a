"""Fills an empty database with the sample shop."""

from pathlib import Path

from checkout import CheckoutService
from server.accounts import Accounts, Seller
from server.sample.catalogue import PIECES, SELLER_ABOUT, SELLER_NAME, SELLER_PROFILE, SHOWS, ZONES
from server.sample.logins import SampleLogin, new_password, write_logins
from server.shows import ShowDraft, ShowService

MINUTE_MS = 60_000
SELLER_EMAIL = "seller@showfloor.example"
MODERATOR_EMAIL = "moderator@showfloor.example"
MODERATOR_NAME = "Timo"


async def seed_sample_shop(
    *, accounts: Accounts, checkout: CheckoutService, shows: ShowService, data_dir: Path, now_ms: int
) -> bool:
    """Make the sample seller, moderator, products and shows, unless there is any account already.

    Returns:
        Whether the shop was made now.
    """
    if await accounts.count():
        return False
    logins = [
        SampleLogin(role="seller", email=SELLER_EMAIL, password=new_password()),
        SampleLogin(role="moderator", email=MODERATOR_EMAIL, password=new_password()),
    ]
    seller_id = await open_shop(accounts, *logins)
    await checkout.set_shipping(seller_id, ZONES)
    products = [await checkout.save_product(piece.draft(seller_id)) for piece in PIECES]
    for show in SHOWS:
        await shows.create(
            seller_id,
            ShowDraft(
                title=show.title,
                description=show.description,
                starts_ms=now_ms + show.starts_in_minutes * MINUTE_MS,
                product_ids=[products[place].id for place in show.pieces],
            ),
            poster_url=f"/static/art/{show.poster}.svg",
            show_id=show.id,
        )
    write_logins(data_dir, logins)
    return True


async def open_shop(accounts: Accounts, seller: SampleLogin, moderator: SampleLogin) -> str:
    """Make the two accounts and return the seller's id."""
    owner = await accounts.create(seller.email, seller.password, SELLER_NAME, sell=True, operator=True)
    helper = await accounts.create(moderator.email, moderator.password, MODERATOR_NAME)
    if owner.seller_id is None:
        raise AssertionError("an account made to sell has a shop")
    about = Seller(id=owner.seller_id, name=SELLER_NAME, about=SELLER_ABOUT)
    await accounts.shops.save(about, SELLER_PROFILE)
    await accounts.team.add(owner.seller_id, helper.id)
    return owner.seller_id

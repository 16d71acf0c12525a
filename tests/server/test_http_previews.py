"""Link previews: what a shared show or product looks like in somebody's messenger."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from server.app import House, open_house
from server.http.previews import bare, properties
from server.settings import Settings
from tests.services import free_port


@pytest.fixture
async def house(shop_folder: Path) -> AsyncIterator[House]:
    """A house with the sample shop."""
    settings = Settings(port=0, udp_port=free_port(), data_dir=shop_folder, public_url="https://shop.example")
    async with open_house(settings) as opened:
        yield opened


async def card(house: House, path: str, status: int = 200) -> dict[str, str]:
    """The properties in the head of a page that answers with a status."""
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as client,
        client.get(path) as response,
    ):
        assert response.status == status
        found = re.findall(r'<meta property="([^"]+)" content="([^"]*)" />', await response.text())
    return {str(name): str(value) for name, value in found}


async def test_a_shared_show_or_product_brings_its_card(house: House) -> None:
    show = await house.services.shows.show("kiln-opening")
    found = await card(house, "/s/kiln-opening")
    assert found["og:title"].startswith(show.title)
    assert found["og:url"] == "https://shop.example/s/kiln-opening"
    assert found["og:image"] == f"https://shop.example{show.poster_url}"

    product = (await house.services.checkout.products(ids=show.product_ids[:1]))[0]
    found = await card(house, f"/p/{product.id}")
    assert (found["og:type"], found["og:title"]) == ("product", product.title)
    assert found["og:image"] == f"https://shop.example{product.images[0].url}"


async def test_a_page_of_nothing_says_so_to_programs_too(house: House) -> None:
    assert await card(house, "/s/nothing", status=404) == {}
    assert await card(house, "/p/nothing", status=404) == {}
    assert await card(house, "/s/kiln-opening/clip/nothing", status=404) == {}


async def test_a_show_is_seen_before_any_script_has_run(house: House) -> None:
    show = await house.services.shows.show("kiln-opening")
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as client,
        client.get("/s/kiln-opening") as response,
    ):
        page = await response.text()
    painted = page[page.index("<watch-page>") : page.index("</watch-page>")]
    assert show.title in painted
    assert str(show.poster_url) in painted


def test_words_of_a_seller_stay_words() -> None:
    assert properties({"og:title": 'The "blue" hour <script>', "og:image": None}) == (
        '    <meta property="og:title" content="The &quot;blue&quot; hour &lt;script&gt;" />\n'
    )


def test_a_card_has_the_words_of_a_description_without_its_marks() -> None:
    text = "## Care\n- **Dish** washer\n- see [the glaze](https://kiln.example/a)"
    assert bare(text) == "Care\nDish washer\nsee the glaze"

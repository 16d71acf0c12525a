"""Takes a show out of the shop into a folder, or puts such a folder into it, and says what was done."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from checkout import CheckoutError
from server.app import build
from server.archives import ArchiveError, Shop, bring_in, take_out
from server.db import open_database
from server.migrate import migrate
from server.pictures.errors import PictureError
from server.recordings import RecordingError
from server.settings import Settings
from server.talk import ChatArchive


async def export_show(settings: Settings, show_id: str, target: Path) -> int:
    """Write a show that is over into a new folder; return the exit code, 1 if it could not be."""

    async def work(shop: Shop) -> str:
        contents = await take_out(shop, show_id, target)
        return f"{contents.show.title!r} is in {target}, with {len(contents.products)} products.\n"

    return await _run(settings, work)


async def import_show(settings: Settings, folder: Path, email: str) -> int:
    """Put an archived show into the shop of an account; return the exit code, 1 if it could not be."""

    async def work(shop: Shop) -> str:
        contents = await bring_in(shop, folder, email)
        return (
            f"{contents.show.title!r} is at {settings.public_url}/s/{contents.show.id}. "
            "Products that were new here are drafts without stock.\n"
        )

    return await _run(settings, work)


async def _run(settings: Settings, work: Callable[[Shop], Awaitable[str]]) -> int:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database_url)
    database = open_database(settings.database_url)
    try:
        services, _ = build(settings, database)
        shop = Shop(
            accounts=services.accounts,
            shows=services.shows,
            recordings=services.recordings,
            replays=services.replays,
            transcript=services.transcript,
            chat=ChatArchive(database),
            checkout=services.checkout,
            pictures=services.pictures,
            now_ms=services.now_ms,
            new_id=services.new_id,
        )
        sys.stdout.write(await work(shop))
    except (ArchiveError, CheckoutError, PictureError, RecordingError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    finally:
        await database.close()
    return 0

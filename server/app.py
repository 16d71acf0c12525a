"""The composition root: opens the resources, builds the rooms, wires them together and owns their lives."""

import time
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import uuid_utils

from chat import ChatService, ChatSettings
from checkout import CheckoutService, CheckoutSettings
from media import MediaService, MediaSettings, WriterNews
from server import letters, plugins, reviewing, secret_key, translating
from server.accounts import Accounts
from server.bus import Bus
from server.chat_hooks import DEADLINE_SECONDS, LONGEST_ANSWER_BYTES, ChatHooks
from server.db import Database, open_database
from server.destinations import Broadcasts, Destinations, KeyBox
from server.front_door import FrontDoor
from server.hls import LiveOrigin
from server.hooks import Endpoint, Hooks
from server.hooks.carrier import HttpCarrier
from server.http.application import HttpApplication
from server.http.services import Services
from server.interests import Interests
from server.mail import Mail
from server.metrics import Metrics
from server.migrate import migrate
from server.notices import MailTokens, Notices
from server.pictures import Pictures
from server.reactions import REACTIONS, Rooms
from server.recordings import Recordings, Room
from server.rehearsal import NOT_A_SAMPLE_SHOP, Plan, obstacles
from server.replays import Replays
from server.room_metrics import show_rooms
from server.sample import read_logins, seed_sample_shop
from server.settings import Settings, SettingsError
from server.shows import ShowService
from server.shows.errors import ShowNotFound
from server.shows.sold_in import SoldInShows
from server.talk import ChatArchive, ChatPeople, ChatTranscript, Retention

_MEBIBYTE = 1 << 20
_JUDGED_AT_ONCE = 256
_JUDGE_IDLE_SECONDS = 4.0
"""Most servers keep a silent connection for five seconds and longer; one that is closed under us fails."""


@dataclass(frozen=True, slots=True)
class House:
    """A running shop.

    Attributes:
        services: everything that a handler may call.
        port: the TCP port that it listens on.
    """

    services: Services
    port: int


@asynccontextmanager
async def open_house(settings: Settings, rehearsal: Plan | None = None) -> AsyncIterator[House]:
    """Build and start everything; on leaving, close it in the opposite order.

    First a rehearsal ends and listening viewers are told; then the door, so that nobody new comes in; then
    the rooms, which say goodbye and save; then the bus, which delivers what they told; the database last.

    Raises:
        SettingsError: It cannot be opened with these settings, or there can be no rehearsal in it.
    """
    if rehearsal is not None and (problems := list(obstacles(settings))):
        raise SettingsError(problems)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database_url)
    async with AsyncExitStack() as stack:
        database = open_database(settings.database_url)
        stack.push_async_callback(database.close)
        services, bus = build(settings, database, rehearsing=rehearsal is not None)
        await start(stack, services, bus)
        await services.shows.interrupt_all()
        if settings.sample_shop:
            await seed_sample_shop(
                accounts=services.accounts,
                checkout=services.checkout,
                shows=services.shows,
                data_dir=settings.data_dir,
                now_ms=services.now_ms(),
            )
        if rehearsal is not None and not read_logins(settings.data_dir):
            raise SettingsError([NOT_A_SAMPLE_SHOP])
        http = await stack.enter_async_context(HttpApplication(services))
        show_rooms(services.metrics, services)
        door = FrontDoor(
            settings,
            http=http.protocol,
            chat=services.chat.connection,
            refused=services.metrics.refused,
        )
        port = await door.open()
        stack.push_async_callback(door.close)
        stack.push_async_callback(services.media.drain)
        if rehearsal is not None:
            from server.rehearsal.company import rehearse  # noqa: PLC0415 - the usual start is quicker without

            await stack.enter_async_context(rehearse(rehearsal, f"http://{settings.reachable_host}:{port}"))
        yield House(services, port)


def build(settings: Settings, database: Database, *, rehearsing: bool = False) -> tuple[Services, Bus[Rooms]]:
    """Build every room. Nothing runs yet."""
    bus: Bus[Rooms] = Bus()
    secret = secret_key.load(settings)
    accounts = Accounts(
        database=database,
        secret_key=secret,
        now_ms=now_ms,
        new_id=new_id,
        session_days=settings.session_days,
    )
    shows = ShowService(database, publish=bus.publish, now_ms=now_ms, new_id=new_id)
    broadcasts = Broadcasts(private=settings.destinations_private, now_ms=now_ms)
    hls = LiveOrigin(lambda: media, wanted=lambda show_id: settings.recording or broadcasts.sends(show_id))

    async def recording_gone(show_id: str) -> None:
        await replays.forget(show_id)

    recordings = Recordings(
        settings.data_dir / "recordings",
        room=recording_room(settings),
        days=settings.recording_days,
        enabled=settings.recording,
        now_ms=now_ms,
        on_deleted=recording_gone,
    )
    replays = Replays(database, recordings, now_ms=now_ms)

    def written(news: WriterNews) -> None:
        hls.receive(news)
        recordings.receive(news)
        broadcasts.receive(news)

    media = MediaService(media_settings(settings), publish=bus.publish, now_ms=now_ms, written=written)
    chat_hooks = ChatHooks(
        database,
        carrier=HttpCarrier(
            private=settings.webhooks_private,
            timeout_seconds=DEADLINE_SECONDS,
            at_once=_JUDGED_AT_ONCE,
            longest_answer=LONGEST_ANSWER_BYTES,
            idle_seconds=_JUDGE_IDLE_SECONDS,
        ),
        seller_of=lambda show_id: seller_of(shows, show_id),
        server_key=secret,
        private=settings.webhooks_private,
        now_ms=now_ms,
        new_id=new_id,
    )
    points = reviewing.installed(settings)
    reviewers = reviewing.Reviewers(points) if points else None
    chat = ChatService(
        chat_settings(settings),
        identity=accounts.chat_tokens,
        archive=ChatArchive(database),
        hooks=plugins.chat_hooks(),
        outside=chat_hooks.judges,
        reviewer=reviewers,
        publish=bus.publish,
        now_ms=now_ms,
        new_id=new_id,
    )
    checkout = CheckoutService(
        checkout_settings(settings),
        database=database,
        publish=bus.deliver,
        now_ms=now_ms,
        new_id=new_id,
        sold_in=SoldInShows(shows),
    )
    mail = Mail(settings, database=database, now_ms=now_ms)
    interests = Interests(database, now_ms=now_ms)
    services = Services(
        settings=settings,
        accounts=accounts,
        shows=shows,
        media=media,
        hls=hls,
        recordings=recordings,
        replays=replays,
        chat=chat,
        transcript=ChatTranscript(database),
        checkout=checkout,
        mail=mail,
        interests=interests,
        chat_people=ChatPeople(database),
        translator=translating.Translator(translating.installed()),
        retention=Retention(
            database,
            rooms_of=lambda seller_id: rooms_of(shows, seller_id),
            expire=chat.expire,
            now_ms=now_ms,
        ),
        notices=Notices(
            database,
            interests=interests,
            shows=shows,
            accounts=accounts,
            mail=mail,
            tokens=MailTokens(secret, now_ms=now_ms),
            public_url=settings.public_url,
            now_ms=now_ms,
        ),
        destinations=Destinations(
            database,
            keys=KeyBox(secret),
            broadcasts=broadcasts,
            write=media.begin_writing,
            now_ms=now_ms,
            new_id=new_id,
        ),
        pictures=Pictures(
            settings.data_dir / "pictures",
            database=database,
            in_use=lambda urls: pictures_in_use(urls, checkout, shows, accounts),
            now_ms=now_ms,
        ),
        hooks=Hooks(
            database,
            carrier=HttpCarrier(private=settings.webhooks_private),
            server_key=secret,
            private=settings.webhooks_private,
            disabled=lambda seller_id, hook: tell_disabled(
                accounts, mail, settings.public_url, seller_id, hook
            ),
            now_ms=now_ms,
            new_id=new_id,
        ),
        chat_hooks=chat_hooks,
        metrics=Metrics(),
        rehearsing=rehearsing,
        opened_ms=now_ms(),
        now_ms=now_ms,
        new_id=new_id,
        ready={"database": lambda: answer(database)},
        partly_ready={"redis": chat.check} if settings.redis_url else {},
    )
    return services, bus


async def start(stack: AsyncExitStack, services: Services, bus: Bus[Rooms]) -> None:
    """Start the rooms, the bus before those that tell it news."""
    stack.push_async_callback(services.accounts.close)
    await services.pictures.start()
    stack.push_async_callback(services.pictures.close)
    await services.mail.start()
    stack.push_async_callback(services.mail.close)
    await services.hooks.delivering.start()
    stack.push_async_callback(services.hooks.delivering.close)
    await services.chat_hooks.judges.start()
    stack.push_async_callback(services.chat_hooks.judges.close)
    await services.notices.start()
    stack.push_async_callback(services.notices.close)
    rooms = Rooms(
        accounts=services.accounts,
        shows=services.shows,
        media=services.media,
        chat=services.chat,
        checkout=services.checkout,
        mail=services.mail,
        hooks=services.hooks,
        notices=services.notices,
        destinations=services.destinations,
        public_url=services.settings.public_url,
        records=services.settings.recording,
    )
    bus.start(REACTIONS, rooms)
    stack.push_async_callback(bus.close)
    # Closed in the opposite order: checkout tells its last news while the chat still has people in it.
    await services.chat.start()
    stack.push_async_callback(services.chat.close)
    await services.retention.start()
    stack.push_async_callback(services.retention.close)
    stack.push_async_callback(services.translator.close)
    await services.recordings.start()
    stack.push_async_callback(services.recordings.close)
    services.hls.start()
    stack.push_async_callback(services.hls.close)
    stack.push_async_callback(services.destinations.close)
    await open_media(services)
    stack.push_async_callback(services.media.close)
    await services.checkout.start()
    stack.push_async_callback(services.checkout.close)


async def open_media(services: Services) -> None:
    """Start the media room.

    Raises:
        SettingsError: its UDP port cannot be had.
    """
    try:
        await services.media.start()
    except OSError as error:
        port, reason = services.settings.udp_port, error.strerror
        raise SettingsError([f"SHOWFLOOR_UDP_PORT: UDP port {port} cannot be used: {reason}."]) from error


async def pictures_in_use(
    urls: Collection[str], checkout: CheckoutService, shows: ShowService, accounts: Accounts
) -> set[str]:
    """Tell which of some pictures a product, an order, a show or a shop still shows."""
    shown = await checkout.pictures_in_use(urls) | await shows.posters_in_use(urls)
    return shown | await accounts.shops.logos_in_use(urls)


async def seller_of(shows: ShowService, show_id: str) -> str | None:
    """Find whose show it is; None if there is none."""
    try:
        return (await shows.show(show_id)).seller_id
    except ShowNotFound:
        return None


async def rooms_of(shows: ShowService, seller_id: str) -> list[str]:
    """Find the chat rooms of a seller: each show has one of its own id."""
    return [show.id for show in await shows.shows(seller_id=seller_id)]


def recording_room(settings: Settings) -> Room:
    """Translate the operator's settings for recordings."""
    return Room(
        quota_bytes=settings.recording_mib * _MEBIBYTE, spare_bytes=settings.recording_spare_mib * _MEBIBYTE
    )


def media_settings(settings: Settings) -> MediaSettings:
    """Translate the operator's settings for the media room."""
    return MediaSettings(
        udp_host=settings.udp_host,
        udp_port=settings.udp_port,
        public_addresses=settings.public_addresses,
        max_viewers_per_stream=settings.max_viewers,
    )


def chat_settings(settings: Settings) -> ChatSettings:
    """Translate the operator's settings for the chat room."""
    return ChatSettings(
        allowed_origins=settings.allowed_origins,
        trusted_proxies=tuple(str(network) for network in settings.trusted_proxies),
        redis_url=settings.redis_url or None,
        max_connections=settings.max_connections,
        max_per_address=settings.max_per_address,
    )


def checkout_settings(settings: Settings) -> CheckoutSettings:
    """Translate the operator's settings for the checkout room."""
    return CheckoutSettings(
        stripe_secret_key=settings.stripe_secret_key or None,
        stripe_publishable_key=settings.stripe_publishable_key or None,
        stripe_webhook_secret=settings.stripe_webhook_secret or None,
        currency=settings.currency,
        hold_seconds=settings.hold_seconds,
    )


async def tell_disabled(
    accounts: Accounts, mail: Mail, public_url: str, seller_id: str, endpoint: Endpoint
) -> None:
    """Mail a seller that one of their webhooks was disabled."""
    to = await accounts.seller_email(seller_id)
    if to is not None and endpoint.failing_since_ms is not None:
        since_ms, page = endpoint.failing_since_ms, f"{public_url}/studio/webhooks"
        letter = letters.webhook_disabled(endpoint.url, since_ms, to=to, page=page)
        await mail.queue(f"webhook-disabled-{endpoint.id}-{since_ms}", letter)


async def answer(database: Database) -> None:
    """Raise if the database does not answer."""
    await database.read(lambda connection: connection.exec_driver_sql("SELECT 1").scalar_one())


def now_ms() -> int:
    """Tell the time in epoch milliseconds."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """Make a UUIDv7: unique, and sorted by time."""
    return str(uuid_utils.uuid7())

"""Every setting of the server in one table, read from the environment once and never elsewhere."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from server import setting_types as kind
from server.setting_types import Network, Unfit, setting
from server.settings_checks import contradictions, misspelt

# Two decimals each, so that an amount in minor units reads the same everywhere.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "RON", "CAD", "AUD", "NZD")
SAME_AS_TCP = -1


class SettingsError(Exception):
    """The environment cannot be used; `problems` holds one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the operator decided. Build it with `load`, or directly in a test."""

    host: str = setting(
        "SHOWFLOOR_HOST",
        kind.text,
        "127.0.0.1",
        "The address to listen on. `0.0.0.0` or `::` means all of them.",
    )
    port: int = setting(
        "SHOWFLOOR_PORT",
        kind.whole(0, 65535),
        8080,
        "The TCP port for pages, API and chat. 0 takes any free one.",
    )
    # Not that of `host`: Firefox reaches no loopback address from the interface that it sends by.
    udp_host: str = setting(
        "SHOWFLOOR_UDP_HOST", kind.text, "::", "The address of the UDP port. `::` means all, IPv4 too."
    )
    udp_port: int = setting(
        "SHOWFLOOR_UDP_PORT",
        kind.whole(0, 65535),
        SAME_AS_TCP,
        "The UDP port that carries all audio and video.",
        shown="that of `SHOWFLOOR_PORT`",
    )
    public_url: str = setting(
        "SHOWFLOOR_PUBLIC_URL",
        kind.origin,
        "",
        "Where people reach this server, for links in e-mails. With https, cookies are marked Secure.",
        shown="`http://` with host and port",
    )
    public_addresses: tuple[str, ...] = setting(
        "SHOWFLOOR_PUBLIC_ADDRESSES",
        kind.many(kind.address),
        (),
        "Public IP addresses of this machine when it stands behind a 1:1 NAT; media candidates carry them.",
        shown="the machine's own",
    )
    ice_servers: tuple[str, ...] = setting(
        "SHOWFLOOR_ICE_SERVERS",
        kind.many(kind.ice_server),
        (),
        "STUN and TURN servers that browsers are told of, such as `turn:host?transport=tcp`.",
        shown="none",
    )
    turn_secret: str = setting(
        "SHOWFLOOR_TURN_SECRET",
        kind.at_least(16),
        "",
        "What the TURN servers share with us (coturn's `static-auth-secret`); makes short-lived passwords.",
        shown="none",
        secret=True,
    )
    trusted_proxies: tuple[Network, ...] = setting(
        "SHOWFLOOR_TRUSTED_PROXIES",
        kind.many(kind.network),
        (),
        "Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.",
        shown="none",
    )
    allowed_origins: tuple[str, ...] = setting(
        "SHOWFLOOR_ALLOWED_ORIGINS",
        kind.many(kind.origin),
        (),
        "Other origins whose pages may open the chat and call the API. The server's own is always allowed.",
        shown="none",
    )
    embed_origins: tuple[str, ...] = setting(
        "SHOWFLOOR_EMBED_ORIGINS",
        kind.many(kind.embedding),
        (),
        "Sites that may embed shows (`<showfloor-show>`), such as `https://blog.example`; `*` is every site.",
        shown="none",
    )
    max_connections: int = setting(
        "SHOWFLOOR_MAX_CONNECTIONS",
        kind.whole(16, 1_000_000),
        10_000,
        "Open TCP connections, chat included. A further one is turned away at once.",
    )
    max_per_address: int = setting(
        "SHOWFLOOR_MAX_PER_ADDRESS",
        kind.whole(1, 1_000_000),
        512,
        "The same from one IPv4 address or IPv6 /64. Trusted proxies and this machine are exempt.",
    )
    max_viewers: int = setting(
        "SHOWFLOOR_MAX_VIEWERS", kind.whole(1, 1_000_000), 2_000, "Viewers of one show's live picture."
    )
    data_dir: Path = setting(  # noqa: RUF009 - `setting` returns a dataclasses.field
        "SHOWFLOOR_DATA_DIR", kind.path, Path("var"), "The folder for the database, mails and the secret key."
    )
    database_url: str = setting(
        "DATABASE_URL",
        kind.database,
        "",
        "The database: `sqlite:///file` or `postgresql://user:password@host/name`.",
        shown="`showfloor.db` in the data folder",
        secret=True,
    )
    redis_url: str = setting(
        "REDIS_URL",
        kind.url("redis", "rediss", "unix"),
        "",
        "Redis, for several processes side by side.",
        shown="none: one process",
        secret=True,
    )
    secret_key: str = setting(
        "SHOWFLOOR_SECRET_KEY",
        kind.at_least(32),
        "",
        "Signs the cookies of guests and the tickets of the chat.",
        shown="made once, kept in `secret-key` in the data folder",
        secret=True,
    )
    recording: bool = setting(
        "SHOWFLOOR_RECORDING",
        kind.flag,
        default=False,
        doc="Record shows, so that they can be watched after their end.",
        shown="no",
    )
    recording_mib: int = setting(
        "SHOWFLOOR_RECORDING_MIB",
        kind.whole(16, 1_000_000_000),
        100_000,
        "Disk space in MiB for all recordings together; when it is used up, no more is recorded.",
    )
    recording_spare_mib: int = setting(
        "SHOWFLOOR_RECORDING_SPARE_MIB",
        kind.whole(0, 1_000_000_000),
        2_000,
        "Disk space in MiB that recordings leave free for everything else.",
    )
    recording_days: int = setting(
        "SHOWFLOOR_RECORDING_DAYS",
        kind.whole(0, 36_500),
        0,
        "After so many days a recording is deleted. 0 keeps it.",
    )
    session_days: int = setting(
        "SHOWFLOOR_SESSION_DAYS", kind.whole(1, 365), 30, "How long a sign-in lasts without being used."
    )
    open_sign_up: str = setting(
        "SHOWFLOOR_OPEN_SIGN_UP",
        kind.one_of("everybody", "operator"),
        "everybody",
        "Who may open a shop: `everybody` or `operator`. Accounts without a shop are open to all.",
    )
    currency: str = setting(
        "SHOWFLOOR_CURRENCY", kind.one_of(*CURRENCIES), "EUR", f"What prices are in: {', '.join(CURRENCIES)}."
    )
    hold_seconds: int = setting(
        "SHOWFLOOR_HOLD_SECONDS",
        kind.whole(30, 3600),
        300,
        "How long stock stays reserved for a buyer at checkout.",
    )
    stripe_secret_key: str = setting(
        "STRIPE_SECRET_KEY",
        kind.starting_with("sk_", "rk_"),
        "",
        "Stripe's secret key. All three Stripe settings or none.",
        shown="none: the payment sandbox",
        secret=True,
    )
    stripe_publishable_key: str = setting(
        "STRIPE_PUBLISHABLE_KEY", kind.starting_with("pk_"), "", "Stripe's key for the browser.", shown="none"
    )
    stripe_webhook_secret: str = setting(
        "STRIPE_WEBHOOK_SECRET",
        kind.starting_with("whsec_"),
        "",
        "The signing secret of the webhook to /api/v1/webhooks/stripe.",
        shown="none",
        secret=True,
    )
    mail: str = setting(
        "SHOWFLOOR_MAIL",
        kind.one_of("console", "file"),
        "console",
        "Without SMTP, where mails go: the log, or files under `mail` in the data folder.",
    )
    smtp_url: str = setting(
        "SMTP_URL",
        kind.url("smtp", "smtps"),
        "",
        "The mail server: `smtp://user:password@host:587` (STARTTLS when offered) or `smtps://`.",
        shown="none",
        secret=True,
    )
    mail_from: str = setting(
        "SHOWFLOOR_MAIL_FROM", kind.text, "Showfloor <shop@localhost>", "The sender of every mail."
    )
    log_format: str = setting(
        "SHOWFLOOR_LOG_FORMAT",
        kind.one_of("console", "json"),
        "console",
        "Logs for people, or a JSON object a line.",
    )
    log_level: str = setting(
        "SHOWFLOOR_LOG_LEVEL",
        kind.one_of("debug", "info", "warning", "error"),
        "info",
        "The least level to log.",
    )
    webhooks_private: bool = setting(
        "SHOWFLOOR_WEBHOOKS_PRIVATE",
        kind.flag,
        default=False,
        doc="Let sellers' webhooks reach private addresses and plain http, for a till in your own network.",
        shown="no",
    )
    chat_classifier: str = setting(
        "SHOWFLOOR_CHAT_CLASSIFIER",
        kind.one_of("off", "report", "retract"),
        "off",
        "Have a classifier look at messages: report the rude ones to moderators, or retract them as well.",
    )
    destinations_private: bool = setting(
        "SHOWFLOOR_DESTINATIONS_PRIVATE",
        kind.flag,
        default=False,
        doc="Let sellers send their shows on to RTMP servers in your own network.",
        shown="no",
    )
    sample_shop: bool = setting(
        "SHOWFLOOR_SAMPLE_SHOP",
        kind.flag,
        default=True,
        doc="Fill an empty database with a sample shop.",
        shown="yes",
    )

    def __post_init__(self) -> None:
        """Fill in what follows from other settings, however the object was built."""
        self._default("udp_port", SAME_AS_TCP, self.port)
        self._default("public_url", "", f"http://{self.reachable_host}:{self.port}")
        self._default("database_url", "", f"sqlite:///{self.data_dir / 'showfloor.db'}")

    @property
    def over_tls(self) -> bool:
        """Whether people reach the server by https, so that cookies may be marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def sandbox(self) -> bool:
        """Whether payments go to the built-in sandbox instead of Stripe."""
        return not self.stripe_secret_key

    @property
    def reachable_host(self) -> str:
        """The name under which this machine reaches what listens on `host`."""
        return _reachable(self.host)

    def _default(self, name: str, unset: object, value: object) -> None:
        if getattr(self, name) == unset:
            object.__setattr__(self, name, value)


def load(environ: Mapping[str, str]) -> Settings:
    """Read all settings.

    Raises:
        SettingsError: With every problem at once.
    """
    values: dict[str, Any] = {}
    problems = list(misspelt(environ, [row.metadata["env"] for row in _rows()]))
    for row in _rows():
        given = environ.get(row.metadata["env"], "").strip()
        if not given:
            continue
        try:
            values[row.name] = row.metadata["parse"](given)
        except Unfit as unfit:
            but = "" if row.metadata["secret"] else f", but it is {given!r}"
            problems.append(f"{row.metadata['env']} {unfit}{but}.")
    problems += contradictions(environ)
    if problems:
        raise SettingsError(problems)
    return Settings(**values)


def settings_markdown() -> str:
    """Return the text of docs/settings.md, made from the table."""
    lines = [
        "# Settings",
        "",
        "Settings are environment variables, read once at the start. An empty one counts as unset. All",
        "mistakes are reported together, each with a sentence, and the server does not start with any.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{row.metadata['env']}` | {_shown_default(row)} | {row.metadata['doc']} |" for row in _rows()
    ]
    return "\n".join(lines) + "\n"


def _rows() -> tuple[Field[Any], ...]:
    return fields(Settings)


def _shown_default(row: Field[Any]) -> str:
    shown: str | None = row.metadata["shown"]
    return shown if shown is not None else f"`{row.default}`"


def _reachable(host: str) -> str:
    """The name to put into a link for a listening address."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host

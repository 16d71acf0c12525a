"""Structured logs: one line an event, for people or as JSON, with request ids and without secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import TextIO

import structlog
from structlog.typing import Processor

from server.settings import Settings

REDACTED = "[redacted]"
SECRET_NAME = re.compile(
    r"passw|secret|token|authorization|cookie|signature|api_?key|stream_?key", re.IGNORECASE
)
# Our own keys, Stripe's, bearer headers, and the password inside a URL.
SECRET_TEXT = re.compile(
    r"\b(?:sf[skt]|sk_(?:live|test)|rk_(?:live|test)|whsec)_[\w-]{8,}"
    r"|(?<=Bearer )\S+"
    r"|(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"
)
NOISY = ("aioice", "aiortc", "aiohttp.access", "alembic", "asyncio", "stripe", "websockets")


def configure(settings: Settings, stream: TextIO = sys.stderr) -> None:
    """Send everything, also what libraries log by the standard library, through one formatter.

    Args:
        settings: The format and the least level.
        stream: Where lines go.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.StackInfoRenderer(),
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_finish(json=settings.log_format == "json", colors=stream.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for name in NOISY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def redact(_logger: object, _method: str, event: MutableMapping[str, object]) -> MutableMapping[str, object]:
    """Blank out secrets, by the name of their field and by their look."""
    for name, value in event.items():
        if SECRET_NAME.search(name):
            event[name] = REDACTED
        elif isinstance(value, str):
            event[name] = SECRET_TEXT.sub(REDACTED, value)
    return event


def _finish(*, json: bool, colors: bool) -> list[Processor]:
    # Exceptions become text before redaction, for a traceback's last line may quote a secret.
    if json:
        return [structlog.processors.format_exc_info, redact, structlog.processors.JSONRenderer()]
    plain = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    return [structlog.processors.format_exc_info, redact, plain]

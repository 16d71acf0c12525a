"""Logs: one line an event, in either format, without secrets."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from server.log import configure
from server.settings import Settings


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """A place for lines; logging is put back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield io.StringIO()
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_json_logs_hold_one_object_a_line_with_the_request(stream: io.StringIO) -> None:
    configure(Settings(log_format="json"), stream)
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger("server.http").info("answered", status=200)
        logging.getLogger("media.stream").warning("lost %d packets", 3)

    ours, theirs = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (ours["event"], ours["status"], ours["request_id"]) == ("answered", 200, "r1")
    assert (theirs["event"], theirs["logger"], theirs["level"], theirs["request_id"]) == (
        "lost 3 packets",
        "media.stream",
        "warning",
        "r1",
    )


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_secrets_never_reach_a_line(stream: io.StringIO, log_format: str) -> None:
    configure(Settings(log_format=log_format), stream)
    log = structlog.get_logger("server")
    log.warning("key sfk_0123456789abcdef", password="hunter2", Authorization="Bearer hunter2")
    log.warning("connect", url="postgresql://shop:hunter2@db/shop", header="Bearer hunter2")
    log.error("failed", exc_info=ValueError("sk_live_hunter2hunter2"))

    assert "hunter2" not in stream.getvalue()
    assert "0123456789abcdef" not in stream.getvalue()
    assert "ValueError" in stream.getvalue()


def test_the_least_level_is_kept(stream: io.StringIO) -> None:
    configure(Settings(log_level="warning"), stream)
    structlog.get_logger("server").info("quiet")
    logging.getLogger("chat").info("quiet too")

    assert stream.getvalue() == ""

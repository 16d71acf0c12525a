"""What an operator may tune about the chat, with the limits every client is told."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatSettings:
    """Limits, deadlines and sizes of the chat; every default suits one process with some thousand viewers."""

    allowed_origins: tuple[str, ...] = ()
    """Origins whose pages may use the chat, beside those of the host that the request itself names."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks, such as "10.0.0.0/8", whose X-Forwarded-For header is believed."""

    max_connections: int = 20_000
    max_per_address: int = 256
    max_per_person: int = 20
    """Tabs and devices of one person in one room."""
    max_frame_bytes: int = 4096
    may_deflate: bool = True
    """Agree to permessage-deflate: a batch is deflated once for everybody and takes half of the bytes."""
    max_message_chars: int = 200
    history: int = 50
    """Messages that a newcomer sees."""
    ring: int = 1000
    """Events kept in memory, from which a broken connection resumes and moderators delete."""

    auth_seconds: float = 5.0
    """From the TCP connection's hand-over to a valid hello."""
    identify_seconds: float = 3.0
    idle_seconds: float = 75.0
    """Silence after which a connection is taken for dead; clients ping every 25 s."""
    close_seconds: float = 1.0
    """From our close frame to cutting the connection."""
    reconnect_ms: int = 1000
    """The pause that a restart asks of clients, which add their own jitter."""

    tick_ms: int = 100
    viewers_ms: int = 1000
    """How often the viewer count is looked at."""
    shed_bytes: int = 64 * 1024
    """Unsent bytes above which a connection misses hearts and counts."""
    slow_bytes: int = 256 * 1024
    """Unsent bytes above which a connection is closed, to resume when it can read again."""

    message_ms: int = 1000
    """A person's steady pace; a moderator's is five times quicker."""
    message_burst: int = 5
    heart_ms: int = 500
    question_ms: int = 20_000
    """A person's steady pace of asking questions."""
    question_burst: int = 3
    open_questions: int = 500
    """Questions of one room that may wait for an answer."""
    open_polls: int = 5
    """Polls of one room that may be open at the same time."""
    frame_ms: int = 50
    """A connection's steady pace of frames of any kind, pings included."""
    frame_burst: int = 60

    journal_ms: int = 200
    """How long messages wait to be stored together."""
    journal_records: int = 10_000
    """Unstored records a room may hold while its archive fails; beyond, the oldest messages go first."""
    archive_seconds: float = 2.0
    close_flush_seconds: float = 2.5
    redis_url: str | None = None
    """Where the processes that serve the same rooms meet; None for a process that is alone."""
    redis_seconds: float = 0.25
    """How long Redis may take to answer before this process goes on alone."""
    redis_probe_seconds: float = 0.5
    """How often a lost Redis is tried."""
    node_dead_ms: int = 3500
    """Viewers of a process that says nothing for this long are not counted any more."""
    room_idle_seconds: float = 60.0
    """An empty room is written down and forgotten after this long."""

"""Counters of the chat, for whoever shows metrics."""

from dataclasses import dataclass


@dataclass(slots=True)
class ChatTotals:
    """Gauges of this moment first, then counts since the start."""

    connections: int = 0
    rooms: int = 0
    degraded_rooms: int = 0

    accepted: int = 0
    rejected: int = 0
    messages: int = 0
    refused: int = 0
    moderated: int = 0
    frames_out: int = 0
    frames_shed: int = 0
    closed_slow: int = 0
    closed_idle: int = 0
    closed_flood: int = 0
    records_lost: int = 0
    hook_failures: int = 0
    hooks_disabled: int = 0
    reviews_skipped: int = 0
    retracted: int = 0

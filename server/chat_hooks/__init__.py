"""Webhooks that judge the chat: a seller's own programs see what viewers say before anybody reads it."""

from server.chat_hooks.answers import LONGEST_ANSWER_BYTES
from server.chat_hooks.hooks import (
    DEADLINE_SECONDS,
    ChatHook,
    ChatHookChange,
    ChatHookDraft,
    NewChatHook,
    Trial,
)
from server.chat_hooks.judging import Judges
from server.chat_hooks.service import ChatHooks

__all__ = [
    "DEADLINE_SECONDS",
    "LONGEST_ANSWER_BYTES",
    "ChatHook",
    "ChatHookChange",
    "ChatHookDraft",
    "ChatHooks",
    "Judges",
    "NewChatHook",
    "Trial",
]

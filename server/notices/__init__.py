"""Mails about shows to those who asked for them: planned, about to start, on air."""

from server.notices.service import Notices
from server.notices.tokens import MailTokens

__all__ = ["MailTokens", "Notices"]

"""Mails to people: stored first, then sent, and tried again until they are through."""

from server.mail.carriers import Carrier, MailRefused, MailUndelivered
from server.mail.service import Letter, Mail

__all__ = ["Carrier", "Letter", "Mail", "MailRefused", "MailUndelivered"]

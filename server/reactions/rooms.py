"""Whom the reactions may call."""

from dataclasses import dataclass

from chat import ChatService
from checkout import CheckoutService
from media import MediaService
from server.accounts import Accounts
from server.destinations import Destinations
from server.hooks import Hooks
from server.mail import Mail
from server.notices import Notices
from server.shows import ShowService


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """Whom the reactions may call."""

    accounts: Accounts
    shows: ShowService
    media: MediaService
    chat: ChatService
    checkout: CheckoutService
    mail: Mail
    hooks: Hooks
    notices: Notices
    destinations: Destinations
    public_url: str
    records: bool

"""Who people are: accounts, guests, sellers, sign-ins, and the keys of encoders and programs."""

from server.accounts.api_tokens import ApiToken, ApiTokens, Granted, NewApiToken, Scope
from server.accounts.chat_tokens import ChatToken, ChatTokens
from server.accounts.devices import Device, Devices
from server.accounts.emails import parse_email
from server.accounts.errors import AccountError
from server.accounts.guests import Guests
from server.accounts.own import OwnAccount
from server.accounts.passwords import Passwords
from server.accounts.people import Account, AccountRole, Guest, Seller, clean_name
from server.accounts.service import Accounts
from server.accounts.sessions import Resumed, SessionInfo, Sessions, SignedIn
from server.accounts.shops import Contact, Logo, LogoSize, Policies, ShopProfile, Shops
from server.accounts.stream_keys import NewStreamKey, StreamKeyInfo, StreamKeys
from server.accounts.team import Invitation, Invited, Member, Team

__all__ = [
    "Account",
    "AccountError",
    "AccountRole",
    "Accounts",
    "ApiToken",
    "ApiTokens",
    "ChatToken",
    "ChatTokens",
    "Contact",
    "Device",
    "Devices",
    "Granted",
    "Guest",
    "Guests",
    "Invitation",
    "Invited",
    "Logo",
    "LogoSize",
    "Member",
    "NewApiToken",
    "NewStreamKey",
    "OwnAccount",
    "Passwords",
    "Policies",
    "Resumed",
    "Scope",
    "Seller",
    "SessionInfo",
    "Sessions",
    "ShopProfile",
    "Shops",
    "SignedIn",
    "StreamKeyInfo",
    "StreamKeys",
    "Team",
    "clean_name",
    "parse_email",
]

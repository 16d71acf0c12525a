"""Finds out who is asking: an account, a guest, an API token or a stream key."""

from dataclasses import dataclass

from aiohttp import web

from server.accounts import Account, Accounts, Guest
from server.accounts.errors import CookieInvalid, NotAllowed, SignInRequired, TokenInvalid
from server.http.cookies import GUEST_COOKIE, SESSION_COOKIE, forget, remember

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Who:
    """The visitor.

    Attributes:
        account: Signed in by cookie or API token.
        guest: Known by the guest cookie; may stand beside an account.
        stream_key_show: The id of the show that the presented stream key may publish to.
        by_token: The account comes from an API token and not from a person at a browser.
        scopes: What that token is good for.
        forged: The guest cookie was not made here.
    """

    account: Account | None = None
    guest: Guest | None = None
    stream_key_show: str | None = None
    by_token: bool = False
    scopes: frozenset[str] = frozenset()
    forged: bool = False

    @property
    def person_id(self) -> str | None:
        """The account's id, else the guest's."""
        person = self.account or self.guest
        return person.id if person else None

    @property
    def name(self) -> str:
        """The name to show, empty for a guest who has not given one."""
        person = self.account or self.guest
        return person.name if person else ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id this visitor may own things by: orders made before signing in belong to the guest."""
        return tuple(person.id for person in (self.account, self.guest) if person)

    def require_account(self) -> Account:
        """The account.

        Raises:
            SignInRequired: There is none.
        """
        if self.account is None:
            raise SignInRequired
        return self.account

    def require_seller_id(self) -> str:
        """The id of the visitor's own shop.

        Raises:
            SignInRequired: Not signed in.
            NotAllowed: Signed in, without a shop.
        """
        seller_id = self.require_account().seller_id
        if seller_id is None:
            raise NotAllowed("Only a seller can do this. Open a shop with your account first.")
        return seller_id

    def require_operator(self) -> Account:
        """The account of somebody who runs this server.

        Raises:
            SignInRequired: Not signed in.
            NotAllowed: Signed in as somebody else.
        """
        account = self.require_account()
        if not account.is_operator:
            raise NotAllowed("Only the operator of this server can do this.")
        return account

    def require_genuine(self) -> None:
        """Refuse to go on with a cookie that was not made here.

        Raises:
            CookieInvalid: The guest cookie is forged; the answer removes it.
        """
        if self.forged:
            raise CookieInvalid


async def identify(request: web.Request, accounts: Accounts, scope: str | None = None) -> Who:
    """Resolve the visitor. An Authorization header is taken alone: cookies beside it count for nothing.

    Args:
        request: What came in.
        accounts: Who is known.
        scope: What a token must be good for; None is `read` for safe methods, else `write`.

    Raises:
        TokenInvalid: The header holds an unknown, expired or revoked key.
        NotAllowed: The API token does not have the scope.
    """
    header = request.headers.get("Authorization")
    if header is not None:
        wanted = scope or ("read" if request.method in SAFE_METHODS else "write")
        return await _by_header(header, wanted, accounts)
    return await _by_cookies(request, accounts)


async def _by_header(header: str, scope: str, accounts: Accounts) -> Who:
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise TokenInvalid("Send the key as `Authorization: Bearer <key>`.")
    show_id = await accounts.stream_keys.show_of(key.strip())
    if show_id is not None:
        return Who(stream_key_show=show_id)
    granted = await accounts.api_tokens.open(key.strip())
    if granted is None:
        raise TokenInvalid
    if scope not in granted.scopes:
        raise NotAllowed(f"This API token does not have the scope {scope}.")
    return Who(account=await accounts.account(granted.account_id), by_token=True, scopes=granted.scopes)


async def _by_cookies(request: web.Request, accounts: Accounts) -> Who:
    account, guest, forged = None, None, False
    session = request.cookies.get(SESSION_COOKIE)
    if session:
        resumed = await accounts.sessions.resume(session)
        if resumed is None:
            forget(request, SESSION_COOKIE)
        else:
            account = resumed.account
            if resumed.renewed_seconds:
                remember(request, SESSION_COOKIE, session, resumed.renewed_seconds)
    cookie = request.cookies.get(GUEST_COOKIE)
    if cookie:
        guest = accounts.guests.open(cookie)
        if guest is None:
            forged = True
            forget(request, GUEST_COOKIE)
    return Who(account=account, guest=guest, forged=forged)

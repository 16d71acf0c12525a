"""What a handler is given: the services, the visitor, the request, and ways to add to the answer."""

from dataclasses import dataclass, field

from aiohttp import web
from multidict import CIMultiDict

from server.accounts import Device, Guest, SignedIn
from server.http.cookies import DEVICE_COOKIE, GUEST_COOKIE, SESSION_COOKIE, forget, remember
from server.http.identity import Who
from server.http.services import Services


@dataclass(slots=True)
class Call:
    """One request on its way through a handler.

    Attributes:
        who: The visitor, already checked against the route's access.
        headers: Put headers of the answer here.
    """

    services: Services
    who: Who
    request: web.Request
    headers: CIMultiDict[str] = field(default_factory=CIMultiDict)

    @property
    def seller_id(self) -> str:
        """The visitor's own shop; routes with `Access.SELLER` always have one."""
        return self.who.require_seller_id()

    @property
    def person_id(self) -> str:
        """The visitor's id; routes with `Access.GUEST` and above always have one."""
        person_id = self.who.person_id
        if person_id is None:
            raise LookupError("a route that asks for a person needs Access.GUEST or more")
        return person_id

    @property
    def device(self) -> Device | None:
        """The browser, if it signed in to any account before."""
        return self.services.accounts.devices.open(self.request.cookies.get(DEVICE_COOKIE, ""))

    def remember_guest(self, guest: Guest) -> None:
        """Make this browser that guest, from this answer on."""
        guests = self.services.accounts.guests
        remember(self.request, GUEST_COOKIE, guests.seal(guest), guests.max_age_seconds)
        self.who = Who(account=self.who.account, guest=guest)

    def remember_session(self, signed_in: SignedIn) -> None:
        """Sign this browser in, from this answer on."""
        max_age_seconds = (signed_in.expires_ms - self.services.now_ms()) // 1000
        remember(self.request, SESSION_COOKIE, signed_in.token, max_age_seconds)
        devices = self.services.accounts.devices
        known = devices.seal_with(self.device, signed_in.account.id)
        remember(self.request, DEVICE_COOKIE, known, devices.max_age_seconds)
        self.who = Who(account=signed_in.account, guest=self.who.guest)

    def forget_session(self) -> None:
        """Sign this browser out."""
        forget(self.request, SESSION_COOKIE)
        self.who = Who(guest=self.who.guest)

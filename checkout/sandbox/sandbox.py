"""The sandbox as a whole: answers requests, replays answers by idempotency key, signs and sends webhooks."""

import hashlib
import hmac
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from enum import Enum, auto
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa

from checkout.ports import Clock, Database, NewId
from checkout.sandbox import returns, statement
from checkout.sandbox.api import ROUTES, Call, Route
from checkout.sandbox.forms import nest, parse, read
from checkout.sandbox.problems import ApiProblem, mismatch, server_error, too_many, unauthorised
from checkout.sandbox.shelf import Body, Shelf
from checkout.sandbox.till import Till
from checkout.store.tables import sandbox_replies

log = logging.getLogger(__name__)

KEY_HOURS = 24
Deliver = Callable[[bytes, str], Awaitable[None]]


class SandboxReply(NamedTuple):
    """An answer, ready to be sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Fault(Enum):
    """What can be made to go wrong with the next request of the server."""

    SERVER_ERROR = auto()
    """Stripe answers 500 without having done anything."""
    RATE_LIMITED = auto()
    TIMEOUT_BEFORE = auto()
    """The request never arrives."""
    TIMEOUT_AFTER = auto()
    """The request is carried out; its answer never arrives."""


class Request(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    encoded: str
    key: str
    idempotency_key: str | None

    @property
    def fingerprint(self) -> str:
        """What must be the same when an idempotency key comes again."""
        return hashlib.sha256(f"{self.method} {self.path}\n{self.encoded}".encode()).hexdigest()


class Admitted(NamedTuple):
    """A request whose key opens the route that it names."""

    request: Request
    route: Route
    object_id: str
    secret_key: bool


class Sandbox:
    """Stripe, as far as this shop is concerned. Its state is in the shop's database."""

    def __init__(
        self,
        database: Database,
        *,
        secret_key: str,
        publishable_key: str,
        webhook_secret: str,
        now_ms: Clock,
        new_id: NewId,
        new_secret: Callable[[], str],
        after_write: Callable[[], None],
    ) -> None:
        self._database = database
        self._secret_key = secret_key
        self._publishable_key = publishable_key
        self._webhook_secret = webhook_secret
        self._now_ms = now_ms
        self._new_id = new_id
        self._new_secret = new_secret
        self._after_write = after_write
        self._faults: deque[tuple[str, Fault]] = deque()

    def inject(self, fault: Fault, path_part: str = "") -> None:
        """Let the next request of the server whose path contains ``path_part`` go wrong."""
        self._faults.append((path_part, fault))

    async def transport(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Carry one request of the SDK, with whatever was made to go wrong.

        Raises:
            ConnectionError: there is no answer.
        """
        fault = self._next_fault(path)
        if fault is Fault.TIMEOUT_BEFORE:
            raise ConnectionError("injected: the request did not arrive")
        reply = await self.handle(method, path, headers, body, fault=fault)
        if fault is Fault.TIMEOUT_AFTER:
            raise ConnectionError("injected: the answer did not arrive")
        return reply

    def _next_fault(self, path: str) -> Fault | None:
        for entry in self._faults:
            if entry[0] in path:
                self._faults.remove(entry)
                return entry[1]
        return None

    async def handle(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, *, fault: Fault | None = None
    ) -> SandboxReply:
        """Answer one HTTP request; ``path`` begins with ``/v1/`` and may carry a query."""
        bare, _, query = path.partition("?")
        lower = {name.lower(): value for name, value in headers.items()}
        request = Request(
            method.upper(),
            bare,
            query if method.upper() == "GET" else body.decode("utf-8", "replace"),
            lower.get("authorization", "").removeprefix("Bearer "),
            lower.get("idempotency-key"),
        )
        now_ms = self._now_ms()
        try:
            status, answer = await self._database.write(partial(self._answer, request, fault, now_ms))
        except sa.exc.IntegrityError:
            # The same key came twice at once; the other request has won, and its answer is there now.
            status, answer = await self._database.write(partial(self._answer, request, None, now_ms))
        self._after_write()
        reply_headers = {"Content-Type": "application/json", "Request-Id": f"req_{request.fingerprint[:16]}"}
        return SandboxReply(status, reply_headers, answer.encode())

    def _answer(
        self, request: Request, fault: Fault | None, now_ms: int, conn: sa.Connection
    ) -> tuple[int, str]:
        """Replay or carry out a request and keep the answer, all in one transaction."""
        try:
            admitted = self._admit(request)
            if (kept := self._replay(conn, request, now_ms)) is not None:
                return kept
        except ApiProblem as problem:
            return problem.status, json.dumps(problem.body)
        carried = conn.begin_nested()
        try:
            body = self._carry_out(conn, admitted, fault, now_ms)
        except ApiProblem as problem:
            answer = problem.status, json.dumps(problem.body)
            if not problem.replayed:
                carried.rollback()
                return answer
        else:
            answer = 200, json.dumps(body)
        carried.commit()
        self._keep(conn, request, answer, now_ms)
        return answer

    def _admit(self, request: Request) -> Admitted:
        known = {self._secret_key: False, self._publishable_key: True}
        if request.key not in known:
            raise unauthorised("Invalid API Key provided.")
        for route in ROUTES:
            match = route.path.fullmatch(request.path)
            if match and route.method == request.method:
                if known[request.key] and not route.for_pages:
                    raise unauthorised("This request needs the secret key.")
                object_id = match.groupdict().get("id", "")
                return Admitted(request, route, object_id, secret_key=not known[request.key])
        message = f"Unrecognized request URL ({request.method}: {request.path})."
        raise ApiProblem(404, {"type": "invalid_request_error", "message": message})

    def _carry_out(self, conn: sa.Connection, admitted: Admitted, fault: Fault | None, now_ms: int) -> Body:
        if fault is Fault.RATE_LIMITED:
            raise too_many()
        values = read(nest(parse(admitted.request.encoded)), admitted.route.fields)
        if fault is Fault.SERVER_ERROR:
            raise server_error()
        till = Till(Shelf(conn), now_ms // 1000, self._new_id)
        call = Call(till, admitted.object_id, values, admitted.secret_key, self._new_secret)
        return admitted.route.act(call)

    @staticmethod
    def _replay(conn: sa.Connection, request: Request, now_ms: int) -> tuple[int, str] | None:
        if request.idempotency_key is None or request.method != "POST":
            return None
        table = sandbox_replies
        conn.execute(sa.delete(table).where(table.c.at_ms < now_ms - KEY_HOURS * 3_600_000))
        kept = conn.execute(sa.select(table).where(table.c.key == request.idempotency_key)).one_or_none()
        if kept is None:
            return None
        if kept.fingerprint != request.fingerprint:
            raise mismatch()
        return kept.status, kept.body

    @staticmethod
    def _keep(conn: sa.Connection, request: Request, answer: tuple[int, str], now_ms: int) -> None:
        if request.idempotency_key is None or request.method != "POST":
            return
        conn.execute(
            sa.insert(sandbox_replies).values(
                key=request.idempotency_key,
                fingerprint=request.fingerprint,
                status=answer[0],
                body=answer[1],
                at_ms=now_ms,
            )
        )

    async def pass_time(self) -> int:
        """Let the banks do what is due by now; return how much of it there was."""
        now_s = self._now_ms() // 1000
        waiting = await self._database.read(lambda conn: Shelf(conn).unsettled())
        ripe = [body for body in waiting if body["settles_at"] <= now_s]

        def work(conn: sa.Connection) -> int:
            till = Till(Shelf(conn), now_s, self._new_id)
            done = [returns.settle(till, till.shelf.get(body["object"], body["id"])) for body in ripe]
            return len(done) + statement.pay_out(till)

        unpaid = await self._database.read(lambda conn: Shelf(conn).unpaid())
        due = ripe or any(body["settles_at"] <= now_s for body in unpaid)
        return await self._database.write(work) if due else 0

    async def dispute(self, intent_id: str) -> Body:
        """Let the cardholder of a payment ask the bank for the money."""

        def work(conn: sa.Connection) -> Body:
            till = Till(Shelf(conn), self._now_ms() // 1000, self._new_id)
            charge_id = till.shelf.get("payment_intent", intent_id)["latest_charge"]
            return returns.open_dispute(till, till.shelf.get("charge", charge_id))

        return await self._database.write(work)

    async def decide(self, dispute_id: str, decision: str) -> Body:
        """Let the bank decide a dispute: ``won`` by the seller, or ``lost``."""

        def work(conn: sa.Connection) -> Body:
            till = Till(Shelf(conn), self._now_ms() // 1000, self._new_id)
            return returns.close_dispute(till, till.shelf.get("dispute", dispute_id), decision)

        return await self._database.write(work)

    async def pending(self) -> list[Body]:
        """List the events whose webhook was not acknowledged, the oldest first."""
        return await self._database.read(lambda conn: Shelf(conn).pending())

    def sign(self, event: Body) -> tuple[bytes, str]:
        """Write an event as a webhook's body with its ``Stripe-Signature`` header."""
        return self.sign_payload(json.dumps(event))

    def sign_payload(self, payload: str) -> tuple[bytes, str]:
        """Sign a body as Stripe does (https://docs.stripe.com/webhooks#verify-manually)."""
        at_s = self._now_ms() // 1000
        mac = hmac.new(self._webhook_secret.encode(), f"{at_s}.{payload}".encode(), hashlib.sha256)
        return payload.encode(), f"t={at_s},v1={mac.hexdigest()}"

    async def deliver(self, receive: Deliver) -> int:
        """Deliver every pending webhook; one that is not accepted stays pending."""
        count = 0
        for event in await self.pending():
            try:
                await receive(*self.sign(event))
            except Exception:
                log.exception("webhook %s was not accepted", event["id"])
                break
            await self._delivered(event)
            count += 1
        return count

    async def _delivered(self, event: Body) -> None:
        await self._database.write(lambda conn: Shelf(conn).change({**event, "pending_webhooks": 0}))

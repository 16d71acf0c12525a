"""One simulated person: a browser's cookies in front of the API, and a connection to the chat."""

import http
import uuid
from typing import Any

import aiohttp

from chat.client import ChatClient
from server.rehearsal.cast import Person
from server.rehearsal.script import Act, Ask, Buy, Choose, Enter, Heart, Leave, Payment, Say, Vote

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_PAYS, _DECLINED = "4242424242424242", "4000000000000002"  # test cards of the payment sandbox
_ADDRESS = {"line1": "Rehearsal 1", "city": "Hamburg", "postal_code": "20457", "country": "DE"}


class Refused(Exception):
    """The shop said no, with a status of 400 or above; the text is its answer's code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status


class Visitor:
    """Does what the script says in one show. Close it when the show is over.

    Args:
        person: Who.
        base: The server, such as "http://127.0.0.1:8080".
        show: The show's id.
    """

    def __init__(self, person: Person, base: str, show: str) -> None:
        self._person = person
        self._base = base
        self._show = show
        # Cookies of an IP address, and Secure ones when the public address is https but this one is not.
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[base])
        self._browser = aiohttp.ClientSession(base, cookie_jar=jar, timeout=_TIMEOUT)
        self._chat: ChatClient | None = None

    @property
    def present(self) -> bool:
        """Whether the person is in the show's chat."""
        return self._chat is not None

    async def close(self) -> None:
        """Leave for good."""
        await self.leave()
        await self._browser.close()

    async def leave(self) -> None:
        """Leave the chat; the cookies stay, so who comes back is the same person."""
        chat, self._chat = self._chat, None
        if chat is not None:
            await chat.close()

    def listen(self) -> list[dict[str, Any]]:
        """What came over the chat since the last call.

        Raises:
            ChatClosed: The connection is closed.
        """
        return self._chat.heard() if self._chat is not None else []

    async def do(self, act: Act) -> None:
        """Do one thing. What the chat's rules make of a message is not waited for: that is the moderator's.

        Raises:
            Refused: The shop said no.
            ChatClosed: The chat did, or the person is not in it.
            OSError, aiohttp.ClientError, TimeoutError: The server does not answer.
        """
        match act:
            case Enter():
                await self._enter()
            case Leave():
                await self.leave()
            case Heart(count):
                await self._tell({"t": "heart", "n": count})
            case Say(text, times):
                for _ in range(times):
                    await self._tell({"t": "chat.send", "id": uuid.uuid4().hex, "x": text})
            case Ask(text, product):
                about = {"product": product} if product else {}
                await self._tell({"t": "qa.ask", "id": uuid.uuid4().hex, "x": text, **about})
            case Vote(question):
                await self._tell({"t": "qa.vote", "id": uuid.uuid4().hex, "q": question, "on": True})
            case Choose(poll, option):
                await self._tell({"t": "poll.vote", "id": uuid.uuid4().hex, "poll": poll, "option": option})
            case Buy():
                await self._buy(act)

    async def _enter(self) -> None:
        await self._call("PUT", "/api/v1/me/name", {"name": self._person.name})
        token = (await self._call("POST", f"/api/v1/shows/{self._show}/chat-token"))["token"]
        chat = ChatClient(f"{self._base.replace('http', 'ws', 1)}/chat", token, self._show)
        try:
            await chat.connect()
        except BaseException:
            await chat.close()
            raise
        self._chat = chat

    async def _tell(self, frame: dict[str, Any]) -> None:
        if self._chat is not None:
            await self._chat.send_frame(frame)

    async def _buy(self, act: Buy) -> None:
        show = await self._call("GET", f"/api/v1/shows/{self._show}")
        variants = [
            variant["id"]
            for product in show["lineup"]
            if act.product is None or product["id"] == act.product
            for variant in product["variants"]
            if variant["stock"]["available"] > 0
        ]
        if not variants:
            return
        line = {"variant_id": variants[int(act.taste * len(variants))], "quantity": 1}
        wish = {"client_key": uuid.uuid4().hex, "show_id": self._show, "lines": [line]}
        order = (await self._call("POST", "/api/v1/orders", wish))["id"]
        if act.payment is Payment.WALKS_AWAY:
            return
        details = {
            "email": "rehearsal@showfloor.example",
            "address": {"name": self._person.name, **_ADDRESS},
            "show_name": True,
        }
        await self._call("PATCH", f"/api/v1/orders/{order}", details)
        if act.payment is Payment.REFUSED_FIRST:
            try:
                await self._pay(order, _DECLINED)
            except Refused as refused:
                if refused.status != http.HTTPStatus.PAYMENT_REQUIRED:
                    raise
        await self._pay(order, _PAYS)

    async def _pay(self, order: str, card: str) -> None:
        config = await self._call("GET", "/api/v1/checkout/config")
        form = {
            "payment_method_data[type]": "card",
            "payment_method_data[card][number]": card,
            "payment_method_data[card][exp_month]": "12",
            "payment_method_data[card][exp_year]": "2040",
            "payment_method_data[card][cvc]": "123",
        }
        headers = {"Authorization": f"Bearer {config['publishable_key']}"}
        path = "/sandbox/stripe/v1/confirmation_tokens"
        async with self._browser.post(path, data=form, headers=headers) as answer:
            token = (await _json(answer))["id"]
        await self._call("POST", f"/api/v1/orders/{order}/pay", {"confirmation_token": token})

    async def _call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        async with self._browser.request(method, path, json=body) as answer:
            return await _json(answer)


async def _json(answer: aiohttp.ClientResponse) -> Any:  # noqa: ANN401 - JSON
    content = await answer.json(content_type=None)
    if answer.status >= http.HTTPStatus.BAD_REQUEST:
        raise Refused(answer.status, str(content.get("code", "")) if isinstance(content, dict) else "")
    return content

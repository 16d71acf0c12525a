"""Whoever calls, and with whatever, the server answers as its OpenAPI document says it does."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.app import House, open_house
from server.sample import read_logins
from server.settings import Settings
from tests.services import free_port

AnyCase = Case[Any]
SHOW = "kiln-opening"
CALL_SECONDS = 20.0
AT_ONCE = 20  # operations in one run of hypothesis, which costs more to start than to go on
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# Whoever is signed out, and whatever is over, has little to say to the calls that follow.
FINAL = ("/cancel", "/end", "/erasure", "/sessions/current")
# The same requests every time, so that what fails once fails again; nothing is made smaller, all is told.
BOUNDED = hypothesis.settings(
    max_examples=2,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)

for text in ("application/sdp", "application/trickle-ice-sdpfrag", "text/vtt", "text/csv"):
    schemathesis.serializer.alias(text, "text/plain")


@pytest.fixture
async def house(shop_folder: Path) -> AsyncIterator[House]:
    async with open_house(Settings(port=free_port(), data_dir=shop_folder, mail="file")) as opened:
        yield opened


class Callers:
    """A seller and somebody without a cookie, who send the same requests and note every surprise."""

    def __init__(self, house: House) -> None:
        self.base = house.services.settings.public_url
        self.logins = read_logins(house.services.settings.data_dir)
        self.sessions = {"seller": requests.Session(), "nobody": requests.Session()}
        self.answered: dict[str, set[str]] = defaultdict(set)
        self.sent: set[str] = set()
        self.shut: set[str] = set()  # what nobody is refused at the door, whatever they bring
        self.surprises: list[str] = []

    def ask(self, method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
        """The seller's own way of asking."""
        answer = self.sessions["seller"].request(
            method, f"{self.base}/api/v1{path}", json=body, timeout=CALL_SECONDS
        )
        answer.raise_for_status()
        return answer.json()

    def begin(self) -> dict[str, str]:
        """Sign the seller in; the ids of what there is, without which every answer would be 404."""
        login = next(login for login in self.logins if login.role == "seller")
        self.ask("POST", "/sessions", {"email": login.email, "password": login.password})
        show = self.ask("GET", f"/shows/{SHOW}")
        product = show["lineup"][0]
        variant = product["variants"][0]["id"]
        wanted = {"client_key": "tap-1", "show_id": SHOW, "lines": [{"variant_id": variant, "quantity": 1}]}
        return {
            "show": SHOW,
            "product": product["id"],
            "variant": variant,
            "seller": show["seller"]["id"],
            "order": self.ask("POST", "/orders", wanted)["id"],
            "language": "en",
        }

    def send(self, case: AnyCase) -> None:
        """Send one request as each of the two."""
        label = case.operation.label
        request = f"{label} {case.path_parameters} {case.query} {case.body!r}"
        if request in self.sent:  # what has no parameters is the same every time
            return
        self.sent.add(request)
        for who, session in self.sessions.items():
            if who == "nobody":
                if label in self.shut:
                    continue
                session.cookies.clear()
            response = case.call(base_url=self.base, session=session, timeout=CALL_SECONDS)
            self.answered[who].add(label)
            if who == "nobody" and response.status_code == 401:
                self.shut.add(label)
            try:
                case.validate_response(response, checks=CHECKS)
            except FailureGroup as failures:
                told = "; ".join(f"{failure.title}: {failure.message}" for failure in failures.exceptions)
                self.surprises.append(f"{who}: {case.as_curl_command()}: {response.status_code} {told}")

    def work_through(self) -> set[str]:
        """Send some requests of every operation of the document, good ones and broken ones; their labels."""
        document = self.ask("GET", "/openapi.json")
        # The callers bring their own cookies; made-up ones would be refused at the door.
        config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
        schema = schemathesis.openapi.from_dict(document, config=config)
        operations: list[Any] = [operation.ok() for operation in schema.get_all_operations()]  # type: ignore[union-attr]
        known = self.begin()
        operations.sort(key=lambda one: (one.path.endswith(FINAL), one.method == "delete"))
        strategies = [one for operation in operations for one in requests_of(operation, known)]
        for first in range(0, len(strategies), AT_ONCE):
            run(st.tuples(*strategies[first : first + AT_ONCE]), self.send)
        return {operation.label for operation in operations}


def requests_of(operation: Any, known: dict[str, str]) -> Iterator[SearchStrategy[AnyCase]]:  # noqa: ANN401 - untyped
    """A strategy of good requests, and one of requests that break the document where they can."""
    there = {name: one for name, one in known.items() if "{" + name + "}" in operation.path}
    yield operation.as_strategy(GenerationMode.POSITIVE, path_parameters=there or None)
    # A path and a text can hardly be wrong: every text is one, also "false" and "-7".
    texts = any(body.media_type != "application/json" for body in operation.body)
    if (operation.body or operation.query) and not texts:
        yield operation.as_strategy(GenerationMode.NEGATIVE, path_parameters=there or None)


def run(strategy: SearchStrategy[tuple[AnyCase, ...]], send: Callable[[AnyCase], None]) -> None:
    @BOUNDED
    @hypothesis.given(strategy)
    def each(cases: tuple[AnyCase, ...]) -> None:
        for case in cases:
            send(case)

    each()


# Some 400 requests: a few seconds of work, which a busy machine may take its time for.
@pytest.mark.timeout(240)
async def test_every_answer_is_one_that_the_document_promises(house: House) -> None:
    callers = Callers(house)
    labels = await asyncio.to_thread(callers.work_through)

    assert not callers.surprises, "\n\n".join(callers.surprises)
    assert callers.answered == {"seller": labels, "nobody": labels}

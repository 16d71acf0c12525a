"""One row of the table of URLs: what a route takes, gives, allows and may refuse."""

import enum
import inspect
import re
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web

Handler = Callable[..., Awaitable[Any]]

ROUTE_HEADERS: web.RequestKey[Mapping[str, str]] = web.RequestKey("route_headers", Mapping)


class Access(enum.StrEnum):
    """Who may call a route. What a role may do to a certain show is the shows' own decision."""

    UNASKED = "unasked"  # anybody, and not even looked up: pages, files, health
    PUBLIC = "public"  # anybody, even without a cookie
    GUEST = "guest"  # anybody; a visitor without a cookie becomes a guest
    ACCOUNT = "account"  # signed in
    SELLER = "seller"  # signed in, with a shop
    OPERATOR = "operator"  # signed in, running this server


class RouteError(TypeError):
    """A row of the table does not fit its handler; found when the application is built."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a handler's annotations promise.

    Attributes:
        path: Types of the path's parameters, by name.
        body: A Struct (JSON), `str` (text) or `bytes` (as it came), or None.
        query: A Struct of the query's parameters, or None.
        returns: A Struct (JSON), None (204), or a response that the handler builds itself.
    """

    path: dict[str, type]
    body: type | None
    query: type[msgspec.Struct] | None
    returns: type | None


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path, the coroutine that answers, and what the OpenAPI document says of it.

    The handler is `async def handler(call: Call, <path parameters>, body: Body, query: Query) -> Result`;
    its annotations are what is validated and documented. All parameters but `call` may be absent.

    Attributes:
        errors: Error classes that the route raises on purpose, for the document.
        status: The status of a result; a handler that returns None answers 204.
        consumes: The content type of a `str` or `bytes` body; `image/*` is any of a kind.
        produces: The content type of a response that the handler builds itself.
        built: The Struct whose JSON is in a response that the handler builds itself.
        max_body_bytes: A larger body is refused with 413.
        body_seconds: A body that takes longer to arrive is refused with 408; None is what JSON needs.
        timeout_seconds: Work that takes longer is cancelled and answered with 503.
        headers: What every answer of the route carries, problems included.
        scope: What an API token must be good for; None is `read` for safe methods, else `write`.
        public_post: An unsafe method that other sites may call: no cookie gives it any power.
    """

    method: str
    path: str
    handler: Handler
    summary: str
    access: Access = Access.PUBLIC
    errors: tuple[type[Exception], ...] = ()
    status: int = 200
    consumes: str = "application/json"
    produces: str = "application/json"
    built: type[msgspec.Struct] | None = None
    max_body_bytes: int = 65_536
    scope: str | None = None
    body_seconds: float | None = None
    timeout_seconds: float = 15.0
    headers: Mapping[str, str] = field(default_factory=dict)
    public_post: bool = False

    @property
    def path_parameters(self) -> list[str]:
        """The names in braces, in order."""
        return re.findall(r"\{(\w+)(?::[^}]*)?\}", self.path)

    def signature(self) -> Signature:
        """Read the handler's annotations.

        Raises:
            RouteError: They do not fit the path.
        """
        hints = typing.get_type_hints(self.handler)
        parameters = list(inspect.signature(self.handler).parameters.values())[1:]
        takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
        names = {parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD}
        fits = takes_any or names - {"body", "query"} == set(self.path_parameters)
        if "return" not in hints or not fits:
            raise RouteError(
                f"{self.method} {self.path}: its handler takes {sorted(names)}, or returns nothing"
            )
        returns = hints["return"]
        return Signature(
            path={name: hints.get(name, str) for name in self.path_parameters},
            body=hints.get("body"),
            query=hints.get("query"),
            returns=None if returns is type(None) else returns,
        )

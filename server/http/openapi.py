"""Writes the OpenAPI 3.1 document out of the same table that answers requests."""

import http
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from server.accounts.errors import CookieInvalid, NotAllowed, SignInRequired
from server.http.errors import PROBLEM_JSON, Problem, status_of
from server.http.refusals import (
    BodyInvalid,
    BodyMalformed,
    BodyTooLarge,
    CrossSite,
    MediaTypeUnsupported,
    QueryInvalid,
)
from server.http.route import Access, Route, Signature

JSONSchema = dict[str, Any]

BY_ACCESS: dict[Access, tuple[type[Exception], ...]] = {
    Access.UNASKED: (),
    Access.PUBLIC: (),
    Access.GUEST: (CookieInvalid, NotAllowed),
    Access.ACCOUNT: (SignInRequired,),
    Access.SELLER: (SignInRequired, NotAllowed),
    Access.OPERATOR: (SignInRequired, NotAllowed),
}
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def document(routes: Iterable[Route], *, server_url: str, version: str) -> JSONSchema:
    """Build the document of all routes that programs call; pages, files and preflights are left out.

    Args:
        routes: The table.
        server_url: Where the server is reached.
        version: The version of the application.
    """
    called = (route for route in routes if route.access is not Access.UNASKED and route.method != "OPTIONS")
    rows = [(route, route.signature()) for route in called]
    structs = [kind for route, signature in rows for kind in _structs(route, signature)]
    schemas, components = msgspec.json.schema_components(
        [*dict.fromkeys(structs), Problem], ref_template="#/components/schemas/{name}"
    )
    refs = dict(zip([*dict.fromkeys(structs), Problem], schemas, strict=True))
    paths: dict[str, JSONSchema] = defaultdict(dict)
    for route, signature in rows:
        paths[_plain(route)][route.method.lower()] = _operation(route, signature, refs, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Showfloor",
            "version": version,
            "summary": "Shows, chat tickets, products and orders of a live-commerce server.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server_url}],
        "paths": dict(paths),
        "components": {"schemas": components, "securitySchemes": SECURITY_SCHEMES},
    }


SECURITY_SCHEMES = {
    "account": {"type": "apiKey", "in": "cookie", "name": "sf_session"},
    "guest": {"type": "apiKey", "in": "cookie", "name": "sf_guest"},
    "token": {"type": "http", "scheme": "bearer", "description": "An API token, or a show's stream key."},
}


def _operation(
    route: Route, signature: Signature, refs: dict[Any, JSONSchema], components: dict[str, Any]
) -> JSONSchema:
    operation: JSONSchema = {
        "operationId": f"{route.handler.__module__.rpartition('.')[2]}.{route.handler.__name__}",
        "summary": route.summary,
        "responses": {
            str(_status(route, signature)): _result(route, signature, refs),
            **_problems(route, signature, refs),
        },
    }
    parameters = [_path_parameter(name, kind) for name, kind in signature.path.items()]
    if signature.query is not None:
        parameters += _query_parameters(signature.query, refs, components)
    if parameters:
        operation["parameters"] = parameters
    if signature.body is not None:
        schema = {"type": "string"} if signature.body in (str, bytes) else refs[signature.body]
        operation["requestBody"] = {"required": True, "content": {route.consumes: {"schema": schema}}}
    if route.access in (Access.ACCOUNT, Access.SELLER, Access.OPERATOR):
        operation["security"] = [{"account": []}, {"token": []}]
    elif route.access is Access.GUEST:
        operation["security"] = [{"guest": []}, {"account": []}, {"token": []}]
    return operation


def _result(route: Route, signature: Signature, refs: dict[Any, JSONSchema]) -> JSONSchema:
    description = http.HTTPStatus(_status(route, signature)).phrase
    if signature.returns is None:
        return {"description": description}
    schema = refs.get(route.built or signature.returns, {"type": "string"})
    return {"description": description, "content": {route.produces: {"schema": schema}}}


def _problems(route: Route, signature: Signature, refs: dict[Any, JSONSchema]) -> JSONSchema:
    """One answer for each status, naming the codes that it may carry."""
    codes: dict[int, list[str]] = defaultdict(list)
    for error in dict.fromkeys((*route.errors, *BY_ACCESS[route.access], *_by_shape(route, signature))):
        codes[status_of(error)].append(getattr(error, "code", ""))
    return {
        str(status): {
            "description": "Problem with code " + " or ".join(names),
            "content": {PROBLEM_JSON: {"schema": refs[Problem]}},
        }
        for status, names in sorted(codes.items())
    }


def _by_shape(route: Route, signature: Signature) -> tuple[type[Exception], ...]:
    errors: tuple[type[Exception], ...] = ()
    if route.method in UNSAFE and not route.public_post:
        errors += (CrossSite,)
    if signature.query is not None:
        errors += (QueryInvalid,)
    if signature.body is not None:
        errors += (BodyMalformed, BodyTooLarge, MediaTypeUnsupported)
    if signature.body not in (None, str, bytes):
        errors += (BodyInvalid,)
    return errors


def _structs(route: Route, signature: Signature) -> list[Any]:
    return [
        kind
        for kind in (signature.body, signature.query, signature.returns, route.built)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    ]


def _status(route: Route, signature: Signature) -> int:
    return 204 if signature.returns is None else route.status


def _plain(route: Route) -> str:
    """The path without the patterns of its parameters."""
    path = route.path
    for name in route.path_parameters:
        path = (
            path[: path.index("{" + name)]
            + "{"
            + name
            + "}"
            + path[path.index("}", path.index("{" + name)) + 1 :]
        )
    return path


def _path_parameter(name: str, kind: type) -> JSONSchema:
    return {"name": name, "in": "path", "required": True, "schema": msgspec.json.schema(kind)}


def _query_parameters(
    kind: type[msgspec.Struct], refs: dict[Any, JSONSchema], components: dict[str, Any]
) -> list[JSONSchema]:
    schema = components[refs[kind]["$ref"].rpartition("/")[2]]
    required = set(schema.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in schema["properties"].items()
    ]

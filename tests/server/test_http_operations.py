"""Health, readiness, metrics and the OpenAPI document."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.http import me, operations, pages
from server.http.registration import build_application
from server.http.services import Services

Client = TestClient[web.Request, web.Application]
ROUTES = (*operations.ROUTES, *me.ROUTES, *pages.ROUTES)


@pytest.fixture
async def client(services: Services) -> AsyncIterator[Client]:
    async with TestClient(TestServer(build_application(services, ROUTES))) as opened:
        yield opened


async def test_a_running_process_is_alive(client: Client) -> None:
    async with client.get("/healthz") as response:
        assert (response.status, await response.text()) == (200, "ok\n")


async def test_readiness_names_the_check_that_fails_and_keeps_its_reason(services: Services) -> None:
    async def fine() -> None:
        return None

    async def broken() -> None:
        raise OSError("postgresql://shop:hunter2@db is away")

    app = build_application(replace(services, ready={"database": broken, "disk": fine}), ROUTES)
    async with TestClient(TestServer(app)) as client, client.get("/readyz") as response:
        assert response.status == 503
        assert await response.json() == {"ready": False, "checks": {"database": False, "disk": True}}
    async with (
        TestClient(TestServer(build_application(services, ROUTES))) as client,
        client.get("/readyz") as response,
    ):
        assert response.status == 200


async def test_a_process_that_misses_what_it_can_do_without_stays_ready(services: Services) -> None:
    async def broken() -> None:
        raise OSError("redis is away")

    app = build_application(replace(services, ready={}, partly_ready={"redis": broken}), ROUTES)
    async with TestClient(TestServer(app)) as client, client.get("/readyz") as response:
        assert response.status == 200
        assert await response.json() == {"ready": True, "checks": {"redis": False}}


async def test_metrics_count_answers_by_route_and_show_what_rooms_keep(
    client: Client, services: Services
) -> None:
    services.metrics.gauge("showfloor_viewers", "Viewers now.", lambda: 3)
    services.metrics.counter("showfloor_packets", "Packets.", lambda: 12)
    services.metrics.refused("slow")
    await client.get("/o/abc")
    async with client.get("/metrics") as response:
        text = await response.text()

    assert 'showfloor_http_request_seconds_count{method="GET",route="/o/{order}",status="200"} 1.0' in text
    assert "showfloor_viewers 3.0" in text
    assert "showfloor_packets_total 12.0" in text
    assert 'showfloor_connections_refused_total{reason="slow"} 1.0' in text


async def test_metrics_are_not_there_for_strangers(client: Client) -> None:
    async with client.get("/metrics", headers={"X-Forwarded-For": "8.8.8.8"}) as response:
        assert response.status == 404


async def test_the_document_describes_what_is_validated(client: Client) -> None:
    async with client.get("/api/v1/openapi.json") as response:
        document = await response.json()

    assert document["openapi"] == "3.1.0"
    assert "/" not in document["paths"]
    sign_in = document["paths"]["/api/v1/sessions"]["post"]
    assert sign_in["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/SignIn"
    }
    assert document["components"]["schemas"]["SignIn"]["required"] == ["email", "password"]
    assert set(sign_in["responses"]) == {"201", "400", "401", "403", "413", "415", "422", "429", "503"}
    assert sign_in["responses"]["429"]["description"] == "Problem with code too_many_attempts"
    assert document["paths"]["/api/v1/sessions/current"]["delete"]["responses"]["204"]


async def test_every_reference_of_the_document_leads_somewhere(client: Client) -> None:
    async with client.get("/api/v1/openapi.json") as response:
        text = await response.text()
    schemas = json.loads(text)["components"]["schemas"]

    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)
    ids = [part.split('"')[0] for part in text.split('"operationId":"')[1:]]
    assert len(ids) == len(set(ids))

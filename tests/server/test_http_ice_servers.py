"""STUN and TURN servers in `Link` headers."""

import pytest

from server.http.ice_servers import CREDENTIAL_SECONDS, ice_links, turn_credentials
from server.settings import SettingsError, load

NOW_MS = 1_700_000_000_000
TURN = "turn:turn.showfloor.example?transport=tcp"


def test_credentials_are_those_that_coturn_computes() -> None:
    # echo -n 1700000000:showfloor | openssl dgst -sha1 -hmac north -binary | base64
    assert turn_credentials("north", 1_700_000_000) == (
        "1700000000:showfloor",
        "47H184N3OPa/tJWh7k7Ep0/bEoI=",
    )


def test_only_turn_gets_credentials_and_they_outlive_a_show() -> None:
    stun, turn = ice_links(["stun:stun.showfloor.example", TURN], "north", NOW_MS)
    assert stun == '<stun:stun.showfloor.example>; rel="ice-server"'
    name, password = turn_credentials("north", NOW_MS // 1000 + CREDENTIAL_SECONDS)
    assert turn == (
        f'<{TURN}>; rel="ice-server"; username="{name}"; credential="{password}"; credential-type="password"'
    )


def test_servers_are_read_from_the_settings() -> None:
    given = {"SHOWFLOOR_ICE_SERVERS": f"stun:[2001:db8::1]:3478, {TURN}", "SHOWFLOOR_TURN_SECRET": "s" * 16}
    assert load(given).ice_servers == ("stun:[2001:db8::1]:3478", TURN)


@pytest.mark.parametrize(
    "servers", ["https://stun.example", "stun:", 'stun:a>; rel="x"', "stun:a?transport=udp", TURN]
)
def test_what_is_no_server_or_lacks_its_secret_is_named(servers: str) -> None:
    with pytest.raises(SettingsError, match=r"SHOWFLOOR_(ICE_SERVERS|TURN_SECRET)"):
        load({"SHOWFLOOR_ICE_SERVERS": servers})

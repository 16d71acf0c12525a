"""The whole media room over loopback: real ICE, DTLS and SRTP, light ends that neither encode nor decode."""

import asyncio
import random
from pathlib import Path

import pytest

from bench.rig.light_peer import LightPeer
from media import (
    CodecUnsupported,
    MediaSettings,
    NotPublishing,
    OfferInvalid,
    SessionNotFound,
    StreamEnded,
    StreamInterrupted,
    StreamLive,
    TooBusy,
)
from media.dtls import Certificate
from media.peer import Peer
from media.rtcp import write_pli
from tests.media.conftest import Received, Stage, eventually, read_into, running

OFFERS = Path(__file__).parent / "offers"


class Camera:
    """Sends frames of two packets; every tenth frame is a keyframe."""

    def __init__(self, peer: LightPeer, *, first_sequence: int = 65530, first_time: int = 0) -> None:
        self.peer = peer
        self.sequence = first_sequence
        self.time = first_time
        self.frame = 0

    def shoot(self, frames: int, *, lose: frozenset[int] = frozenset()) -> None:
        """Send frames at once; `lose` counts packets of this call."""
        for number in range(2 * frames):
            begins = number % 2 == 0
            key = 0x00 if self.frame % 10 == 0 else 0x01
            payload = bytes([0x10 if begins else 0x00, key, self.frame]) + bytes(200)
            if number not in lose:
                self.send(self.sequence, payload, marker=not begins)
            self.sequence += 1
            if not begins:
                self.frame += 1
                self.time += 3000

    def send(self, sequence: int, payload: bytes, *, marker: bool) -> None:
        self.peer.send_rtp(sequence=sequence, timestamp=self.time, payload=payload, marker=marker)


def frames_of(received: Received, peer: LightPeer) -> list[int]:
    return [payload[2] for _, _, payload in received.media(peer.remote_ssrc)]


async def test_whoever_gets_repeats_under_their_old_numbers_gets_them_under_a_cipher_that_bears_it(
    stage: Stage,
) -> None:
    Camera(await stage.publisher()).shoot(15)
    await stage.live()
    assert (await stage.viewer()).profile == "SRTP_AEAD_AES_128_GCM"
    viewer = LightPeer(stage.certificate, sends=False)
    stage.peers.append(viewer)
    offer = [line for line in viewer.offer().splitlines() if "97" not in line.split()[0]]
    answer = await stage.service.add_viewer("show", "\r\n".join(offer) + "\r\n")
    await viewer.connect(answer.sdp)
    assert viewer.profile == "SRTP_AES128_CM_SHA1_80"


async def test_a_viewer_who_joins_late_gets_the_cached_picture_and_then_live(stage: Stage) -> None:
    camera = Camera(await stage.publisher())
    camera.shoot(15)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) >= 10)
    assert frames_of(received, viewer) == [f for f in range(10, 15) for _ in range(2)]
    assert received.payloads[:2] == [b"", b""], "padding goes before, so that a lost first packet is noticed"
    camera.shoot(3)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) >= 16)
    sequences = [h.sequence for h in received.headers]
    assert sequences == list(range(sequences[0], sequences[0] + 18))
    times = [time for _, time, _ in received.media(viewer.remote_ssrc)]
    assert times == sorted(times)
    assert len(set(times)) == 8, "one time for each frame"
    assert stage.service.totals().plis_up == 0


async def test_a_lost_packet_is_sent_again_under_its_own_number(stage: Stage) -> None:
    camera = Camera(await stage.publisher())
    camera.shoot(5)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 10)
    camera.shoot(1)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 12)
    media = received.media(viewer.remote_ssrc)
    viewer.ask_again([media[3][0], media[11][0]])
    repeats: list[tuple[int, bytes]] = []

    def repeated() -> bool:
        read_into(received, viewer)
        pairs = zip(received.headers, received.payloads, strict=True)
        repeats[:] = [(h.timestamp, p) for h, p in pairs if h.payload_type == 97]
        return len(repeats) == 2

    await eventually(repeated)
    for (time, payload), original in zip(repeats, (media[3], media[11]), strict=True):
        assert payload == original[0].to_bytes(2, "big") + original[2]
        assert time == original[1], "a replayed packet keeps the time under which it went out"
    assert stage.service.totals().retransmitted == 2


async def test_a_gap_in_the_publishers_packets_is_asked_for(stage: Stage) -> None:
    publisher = await stage.publisher()
    camera = Camera(publisher)
    camera.shoot(3, lose=frozenset({3}))
    await stage.live()
    await eventually(lambda: stage.service.totals().nacks_sent > 0)
    camera.time -= 3000 * 2
    camera.send(65530 + 3, b"\x00\x01\x01" + bytes(200), marker=True)
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 6)
    assert frames_of(received, viewer) == [0, 0, 1, 1, 2, 2]


async def test_a_second_publisher_takes_over_and_viewers_see_one_stream(stage: Stage) -> None:
    first = Camera(await stage.publisher())
    first.shoot(3)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 6)
    second = Camera(await stage.publisher(), first_sequence=100, first_time=1 << 31)
    await eventually(lambda: stage.service.owner_of(first.peer.session_id) is None)
    await eventually(first.peer.heard_goodbye)
    second.frame = 5  # not a keyframe: viewers must not see it
    second.shoot(8)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 12)
    assert frames_of(received, viewer)[6:] == [10, 10, 11, 11, 12, 12]
    sequences = [h.sequence for h in received.headers]
    assert sequences == list(range(sequences[0], sequences[0] + 14))
    times = [time for _, time, _ in received.media(viewer.remote_ssrc)]
    assert times == sorted(times)
    assert [type(event) for event in stage.events] == [StreamLive, StreamLive]


async def test_viewers_are_let_go_when_the_next_publisher_has_another_codec(stage: Stage) -> None:
    Camera(await stage.publisher()).shoot(3)
    await stage.live()
    viewer = await stage.viewer()
    await stage.publisher(codec="VP9")
    await eventually(lambda: stage.service.owner_of(viewer.session_id) is None)
    health = stage.service.health("show")
    assert health is not None
    assert health.viewers == 0


async def test_a_viewer_who_changes_networks_keeps_watching(stage: Stage) -> None:
    camera = Camera(await stage.publisher())
    camera.shoot(3)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 6)
    await viewer.move()
    camera.shoot(2)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 10)


async def test_an_early_request_for_a_keyframe_is_answered_from_the_cache(stage: Stage) -> None:
    camera = Camera(await stage.publisher())
    camera.shoot(4)
    await stage.live()
    viewer, received = await stage.viewer(), Received()
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 8)

    def asked_again() -> bool:
        viewer.send_rtcp(write_pli(viewer.ssrc, viewer.remote_ssrc))
        return stage.service.totals().replays == 2

    await eventually(asked_again)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) == 16)
    assert frames_of(received, viewer) == [0, 0, 1, 1, 2, 2, 3, 3] * 2
    sequences = [h.sequence for h in received.headers]
    assert sequences == list(range(sequences[0], sequences[0] + 20))
    assert stage.service.totals().plis_up == 0


async def test_nobody_joins_a_show_that_is_not_on_air(stage: Stage) -> None:
    offer = LightPeer(stage.certificate, sends=False)
    stage.peers.append(offer)
    with pytest.raises(NotPublishing) as refusal:
        await stage.service.add_viewer("show", offer.offer())
    assert refusal.value.retry_after_s > 0
    await stage.publisher()
    with pytest.raises(NotPublishing):
        await stage.service.add_viewer("show", offer.offer())


async def test_a_publisher_that_leaves_interrupts_and_viewers_stay(stage: Stage) -> None:
    publisher = await stage.publisher()
    Camera(publisher).shoot(2)
    await stage.live()
    viewer = await stage.viewer()
    await stage.service.remove(publisher.session_id)
    await eventually(lambda: len(stage.events) == 2)
    assert isinstance(stage.events[1], StreamInterrupted)
    assert stage.service.owner_of(viewer.session_id) == "show"
    health = stage.service.health("show")
    assert health is not None
    assert (health.state, health.viewers, health.video) == ("interrupted", 1, None)
    with pytest.raises(SessionNotFound):
        await stage.service.remove(publisher.session_id)


async def test_a_publisher_that_falls_silent_interrupts_and_its_return_is_told(
    certificate: Certificate,
) -> None:
    settings = MediaSettings(udp_host="127.0.0.1", interruption_seconds=0.1)
    async with running(settings, certificate) as stage:
        camera = Camera(await stage.publisher())
        camera.shoot(2)
        await eventually(lambda: len(stage.events) == 2)
        camera.shoot(1)
        await eventually(lambda: len(stage.events) >= 3)
        assert [type(e) for e in stage.events[:3]] == [StreamLive, StreamInterrupted, StreamLive]


async def test_ending_a_stream_sends_everybody_out(stage: Stage) -> None:
    publisher = await stage.publisher()
    Camera(publisher).shoot(2)
    await stage.live()
    viewer = await stage.viewer()
    await stage.service.end_stream("show")
    await stage.service.end_stream("show")
    await eventually(lambda: any(isinstance(e, StreamEnded) for e in stage.events))
    assert stage.service.owner_of(viewer.session_id) is None
    assert stage.service.health("show") is None
    totals = stage.service.totals()
    assert (totals.streams, totals.viewers, totals.publishers) == (0, 0, 0)


async def test_a_viewer_who_says_goodbye_is_gone(stage: Stage) -> None:
    Camera(await stage.publisher()).shoot(2)
    await stage.live()
    viewer = await stage.viewer()
    assert stage.service.totals().viewers == 1
    stage.peers.remove(viewer)
    await viewer.close()
    await eventually(lambda: stage.service.totals().viewers == 0)


async def test_a_viewer_who_is_not_heard_any_more_is_gone(certificate: Certificate) -> None:
    async with running(MediaSettings(udp_host="127.0.0.1", idle_seconds=0.2), certificate) as stage:
        camera = Camera(await stage.publisher())
        camera.shoot(2)
        await stage.live()
        await stage.viewer()
        await eventually(lambda: stage.service.totals().viewers == 0)


async def test_a_join_that_never_connects_ends(certificate: Certificate) -> None:
    async with running(MediaSettings(udp_host="127.0.0.1", handshake_seconds=0.05), certificate) as stage:
        peer = LightPeer(certificate, sends=True)
        stage.peers.append(peer)
        answer = await stage.service.add_publisher("show", peer.offer())
        assert stage.service.owner_of(answer.session_id) == "show"
        await eventually(lambda: stage.service.owner_of(answer.session_id) is None)
        await eventually(lambda: stage.service.totals().streams == 0)


async def test_who_is_not_who_the_offer_says_is_not_let_in(stage: Stage) -> None:
    peer = LightPeer(stage.certificate, sends=True)
    stage.peers.append(peer)
    digest = stage.certificate.sha256
    forged = peer.offer().replace(digest, digest[::-1])
    answer = await stage.service.add_publisher("show", forged)
    await peer.connect(answer.sdp)
    await eventually(lambda: stage.service.owner_of(answer.session_id) is None)


async def test_viewers_are_capped(certificate: Certificate) -> None:
    settings = MediaSettings(udp_host="127.0.0.1", max_viewers_per_stream=1)
    async with running(settings, certificate) as stage:
        Camera(await stage.publisher()).shoot(2)
        await stage.live()
        await stage.viewer()
        with pytest.raises(TooBusy, match="as many viewers"):
            await stage.viewer()


async def test_viewers_who_never_connect_keep_out_their_own_network_alone(certificate: Certificate) -> None:
    settings = MediaSettings(udp_host="127.0.0.1", max_joins_in_flight=3, max_joins_per_asker=2)
    async with running(settings, certificate) as stage:
        Camera(await stage.publisher()).shoot(2)
        await stage.live()

        async def knock(asker: str) -> None:
            waiting = LightPeer(certificate, sends=False)
            stage.peers.append(waiting)
            await stage.service.add_viewer("show", waiting.offer(), asker=asker)

        await knock("198.51.100.7")
        await knock("198.51.100.7")
        with pytest.raises(TooBusy, match="joining") as refusal:
            await knock("198.51.100.7")
        assert refusal.value.retry_after_s > 0
        await knock("203.0.113.9")
        with pytest.raises(TooBusy):
            await knock("192.0.2.1")
        seller = LightPeer(certificate, sends=True)
        stage.peers.append(seller)
        answer = await stage.service.add_publisher("another", seller.offer())
        assert stage.service.owner_of(answer.session_id) == "another"


async def test_a_join_that_breaks_in_any_way_gives_its_place_back(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_down(_peer: Peer, _timeout_seconds: float) -> None:
        raise AssertionError("a library did not expect this")

    monkeypatch.setattr(Peer, "connect", break_down)
    async with running(MediaSettings(udp_host="127.0.0.1"), certificate) as stage:
        peer = LightPeer(certificate, sends=True)
        stage.peers.append(peer)
        await stage.service.add_publisher("show", peer.offer())
        await eventually(lambda: stage.service.totals().joins_in_flight == 0)


async def test_a_codec_that_the_viewer_lacks_is_refused_by_name(stage: Stage) -> None:
    Camera(await stage.publisher()).shoot(2)
    await stage.live()
    offer = (OFFERS / "gst_webrtcbin_view_H264_offer.sdp").read_text().replace("sendrecv", "recvonly")
    with pytest.raises(CodecUnsupported, match="VP8"):
        await stage.service.add_viewer("show", offer)


async def test_trickled_candidates_are_taken_and_strangers_are_not(stage: Stage) -> None:
    publisher = await stage.publisher()
    await stage.service.trickle(publisher.session_id, "a=candidate:1 1 udp 1 x.local 9 typ host\r\n")
    with pytest.raises(OfferInvalid):
        await stage.service.trickle(publisher.session_id, "nonsense")
    with pytest.raises(SessionNotFound):
        await stage.service.trickle("stranger", "")


async def test_forged_and_random_datagrams_change_nothing(stage: Stage) -> None:
    publisher = await stage.publisher()
    Camera(publisher).shoot(2)
    await stage.live()
    viewer = await stage.viewer()
    before = stage.service.totals()
    noise = random.Random(5)  # noqa: S311  a repeatable noise
    stranger = LightPeer(stage.certificate, sends=True)
    stage.peers.append(stranger)
    count = 600
    for number in range(count):
        first = noise.choice([0, 1, 22, 25, 63, 64, 128, 144, 191, 255])
        datagram = bytes([first]) + noise.randbytes(noise.randrange(0, 200))
        sender = (stranger, publisher, viewer)[number % 3]
        sender.socket.sendto(datagram, ("127.0.0.1", stage.service.udp_port))
    await eventually(lambda: stage.service.totals().packets_in >= before.packets_in + count)
    after = stage.service.totals()
    assert (after.streams, after.viewers, after.joins_in_flight) == (1, 1, 0)
    assert after.rejected > before.rejected
    received = Received()
    Camera(publisher, first_sequence=65534, first_time=6000).shoot(1)
    await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) >= 6)


async def test_the_service_closes_with_everybody_still_there(certificate: Certificate) -> None:
    tasks = asyncio.all_tasks()
    async with running(MediaSettings(udp_host="127.0.0.1"), certificate) as stage:
        Camera(await stage.publisher()).shoot(2)
        await stage.live()
        await stage.viewer()
    assert asyncio.all_tasks() == tasks


async def test_ipv6_and_ipv4_share_the_socket(certificate: Certificate) -> None:
    async with running(MediaSettings(public_addresses=("127.0.0.1",)), certificate) as stage:
        Camera(await stage.publisher()).shoot(2)
        await stage.live()
        viewer, received = await stage.viewer(), Received()
        await eventually(lambda: len(frames_of(read_into(received, viewer), viewer)) >= 4)


async def test_attempts_at_more_leave_the_newcomers_their_instant_start(stage: Stage) -> None:
    camera = Camera(await stage.publisher())
    camera.shoot(5)
    await stage.live()
    for number in range(16):
        stage.service._attempts.add(lambda _now, number=number: number < 0)  # type: ignore[misc]
    viewer = stage.service._sessions.viewer((await stage.viewer()).session_id)
    assert viewer.adaptation is not None
    assert viewer.adaptation._pacer is stage.service._attempts
    await eventually(lambda: stage.service.totals().replays == 1)

"""What an operator may set about the media plane."""

from dataclasses import dataclass

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """Limits and addresses of one media process.

    Attributes:
        udp_host: Address that the one UDP socket binds; `::` serves IPv6 and IPv4 together.
        udp_port: Its port; 0 lets the system choose.
        public_addresses: Addresses told to peers instead of the machine's own (NAT 1:1).
        offer_loopback: Tell peers 127.0.0.1 too, last in order; otherwise only where there is nothing else.
        max_viewers_per_stream: Viewers of one stream, connecting ones included.
        max_joins_in_flight: Handshakes under way at a time, over all streams.
        max_joins_per_asker: The same for the viewers of one network.
        handshake_seconds: A peer that has not finished ICE and DTLS by then is dropped.
        interruption_seconds: A publisher silent for so long counts as interrupted.
        idle_seconds: A peer without any authenticated packet for so long is dropped (RFC 7675).
        forget_seconds: An interrupted stream ends when nobody takes it over in this time.
        history_seconds: How far back a viewer can be served; also the longest usable keyframe interval.
        history_bytes: Upper bound of one video track's history.
        start_bitrate_kbps: Hint for browsers, which else begin at 300 kbit/s.
        max_publisher_bitrate_bps: Told to publishers that know REMB only.
        replay_pace: Speed of an instant start's replay, as a multiple of the stream's bitrate.
        socket_buffer_bytes: Asked of the kernel for each direction.
    """

    udp_host: str = "::"
    udp_port: int = 0
    public_addresses: tuple[str, ...] = ()
    offer_loopback: bool = False
    max_viewers_per_stream: int = 1000
    max_joins_in_flight: int = 256
    max_joins_per_asker: int = 16
    handshake_seconds: float = 15.0
    interruption_seconds: float = 3.0
    idle_seconds: float = 30.0
    forget_seconds: float = 3600.0
    history_seconds: float = 12.0
    history_bytes: int = 4 * _MEBIBYTE
    start_bitrate_kbps: int = 2500
    max_publisher_bitrate_bps: int = 6_000_000
    replay_pace: float = 5.0
    socket_buffer_bytes: int = 4 * _MEBIBYTE

"""STUN messages as ICE uses them (RFC 8489, RFC 8445): parse and check a request, write its answer."""

import hmac
import struct
import zlib
from dataclasses import dataclass
from hashlib import sha1
from ipaddress import IPv4Address, IPv6Address

MAGIC_COOKIE = 0x2112A442
BINDING_REQUEST = 0x0001
BINDING_SUCCESS = 0x0101

USERNAME = 0x0006
MESSAGE_INTEGRITY = 0x0008
XOR_MAPPED_ADDRESS = 0x0020
USE_CANDIDATE = 0x0025
FINGERPRINT = 0x8028

_HEADER = struct.Struct("!HHI12s")
_ATTRIBUTE = struct.Struct("!HH")
_FINGERPRINT_XOR = 0x5354554E
_SHA1_BYTES = 20
_INTEGRITY_BYTES = 4 + _SHA1_BYTES


@dataclass(frozen=True, slots=True)
class BindingRequest:
    """A well-formed binding request whose integrity is not yet checked.

    Attributes:
        transaction_id: 12 bytes that the answer repeats.
        local_fragment: Our part of USERNAME, which names the session.
        nominated: Whether the peer chose this path (USE-CANDIDATE).
        signed: The bytes under MESSAGE-INTEGRITY, length field already adjusted.
        signature: The value of MESSAGE-INTEGRITY.
    """

    transaction_id: bytes
    local_fragment: str
    nominated: bool
    signed: bytes
    signature: bytes

    def is_signed_with(self, password: bytes) -> bool:
        """Tell whether the sender knows the session's password (RFC 8489, section 14.5)."""
        return hmac.compare_digest(hmac.new(password, self.signed, sha1).digest(), self.signature)


def parse_binding_request(datagram: bytes) -> BindingRequest | None:
    """Read a binding request; None for anything else, whatever the bytes are."""
    if len(datagram) < _HEADER.size:
        return None
    message_type, length, cookie, transaction_id = _HEADER.unpack_from(datagram)
    if message_type != BINDING_REQUEST or cookie != MAGIC_COOKIE or length != len(datagram) - _HEADER.size:
        return None
    username: bytes | None = None
    nominated = False
    position = _HEADER.size
    while position + 4 <= len(datagram):
        kind, size = _ATTRIBUTE.unpack_from(datagram, position)
        end = position + 4 + size
        if end > len(datagram):
            return None
        if kind == MESSAGE_INTEGRITY:
            if username is None or size != _SHA1_BYTES:
                return None
            signed = _with_length(datagram[:position], position - _HEADER.size + _INTEGRITY_BYTES)
            fragment = username.split(b":", 1)[0].decode("ascii", "replace")
            # USE-CANDIDATE may stand only before the signature: what follows is not protected.
            return BindingRequest(transaction_id, fragment, nominated, signed, datagram[position + 4 : end])
        if kind == USERNAME:
            username = datagram[position + 4 : end]
        elif kind == USE_CANDIDATE:
            nominated = True
        position = end + (-size % 4)
    return None


def binding_success(transaction_id: bytes, host: str, port: int, password: bytes) -> bytes:
    """Write the answer to a binding request: where we saw it come from, signed."""
    message = _HEADER.pack(BINDING_SUCCESS, 0, MAGIC_COOKIE, transaction_id)
    message += _attribute(XOR_MAPPED_ADDRESS, _xor_address(host, port, transaction_id))
    signed = _with_length(message, len(message) - _HEADER.size + _INTEGRITY_BYTES)
    message = signed + _attribute(MESSAGE_INTEGRITY, hmac.new(password, signed, sha1).digest())
    checked = _with_length(message, len(message) - _HEADER.size + 8)
    return checked + _attribute(FINGERPRINT, struct.pack("!I", zlib.crc32(checked) ^ _FINGERPRINT_XOR))


def _with_length(message: bytes, length: int) -> bytes:
    return message[:2] + struct.pack("!H", length) + message[4:]


def _attribute(kind: int, value: bytes) -> bytes:
    return _ATTRIBUTE.pack(kind, len(value)) + value + bytes(-len(value) % 4)


def _xor_address(host: str, port: int, transaction_id: bytes) -> bytes:
    """Hide the address from meddling NATs (RFC 8489, section 14.2); IPv4-mapped IPv6 counts as IPv4."""
    xor_port = port ^ (MAGIC_COOKIE >> 16)
    mask = struct.pack("!I", MAGIC_COOKIE) + transaction_id
    packed, family = _packed_address(host)
    hidden = bytes(a ^ b for a, b in zip(packed, mask, strict=False))
    return struct.pack("!BBH", 0, family, xor_port) + hidden


def _packed_address(host: str) -> tuple[bytes, int]:
    if ":" not in host:
        return IPv4Address(host).packed, 1
    address = IPv6Address(host.partition("%")[0])
    mapped = address.ipv4_mapped
    return (mapped.packed, 1) if mapped else (address.packed, 2)

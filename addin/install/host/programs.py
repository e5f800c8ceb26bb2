"""What a Windows program file says of itself."""

from __future__ import annotations

_BITS = {0x8664: 64, 0xAA64: 64, 0x014C: 32}
_HEADER_AT = 0x3C
_SIGNATURE = b"PE\x00\x00"


def machine_bits(start: bytes) -> int | None:
    """Whether a program is one of 32 or 64 bits, from its first bytes; None if it is no program.

    >>> machine_bits(b"no program") is None
    True
    """
    at = int.from_bytes(start[_HEADER_AT : _HEADER_AT + 4], "little")
    if start[:2] != b"MZ" or start[at : at + 4] != _SIGNATURE:
        return None
    return _BITS.get(int.from_bytes(start[at + 4 : at + 6], "little"))

"""What the bot and the child process that reads for it say to each other over a pipe.

A frame is four bytes, the length of what follows, and that in MessagePack.
"""

import struct
from typing import Final

import msgspec

LENGTH: Final = struct.Struct(">I")
DIMENSIONS: Final = 512
BYTES: Final = 2 * DIMENSIONS
"""Bytes of a vector: half floats, little-endian, of length one."""


class Encode(msgspec.Struct, frozen=True, tag=True):
    """Asks for the vectors of texts."""

    texts: tuple[str, ...]


class Compare(msgspec.Struct, frozen=True, tag=True):
    """Asks for the cosines of each of these vectors with each of those; both are vectors in a row."""

    queries: bytes
    rows: bytes


class Align(msgspec.Struct, frozen=True, tag=True):
    """Asks how well the words of one text have their like among the words of each of the others.

    The answer has two numbers for each of these: how near the words come, and how much of them is covered.
    """

    words: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


class Impress(msgspec.Struct, frozen=True, tag=True):
    """Asks how likely each of the answers that lessons taught is of each text (`impressions.answers`)."""

    texts: tuple[str, ...]


class Answer(msgspec.Struct, frozen=True):
    """What was asked for: vectors in a row, or numbers (row by row); or why there is none."""

    vectors: bytes = b""
    numbers: tuple[float, ...] = ()
    error: str = ""


Request = Encode | Compare | Align | Impress


def frame(said: Request | Answer) -> bytes:
    """What is sent of it."""
    body = msgspec.msgpack.encode(said)
    return LENGTH.pack(len(body)) + body

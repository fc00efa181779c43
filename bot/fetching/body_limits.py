"""Reading a body no further than it may go, compressed or not."""

import zlib
from collections.abc import AsyncIterable
from typing import TypeAlias

_COMPRESSIONS = frozenset(
    "gzip x-gzip deflate br dcb dcz zstd compress x-compress bzip2 lzma xz exi pack200-gzip".split()  # noqa: SIM905
)
"""What is known to compress (IANA's list, and a few that never got there). Other words, such as `utf-8` or
`none`, name no encoding at all, and browsers read past them."""
Inflater: TypeAlias = "zlib._Decompress"
"""What undoes zlib's compression, piece by piece."""
_GZIP = b"\x1f"
_GZIP_OR_ZLIB = 47  # 32 + 15: told by its header
_DEFLATED = 8
_HEAD = 2  # bytes by which they are told apart
_OVERHEAD = 65_536  # bytes by which compressing may lengthen what cannot be compressed


class TooLong(Exception):
    """The body, its encoding undone, is longer than may be read."""


class UnknownEncoding(Exception):
    """The body is compressed in a way that was not asked for."""


async def read_body(chunks: AsyncIterable[bytes], encoding: str, limit: int) -> bytes:
    """The body with its content encoding undone, of at most `limit` bytes.

    Bytes are counted as they come out, a piece at a time, so that a few compressed kilobytes never
    become gigabytes in memory; and as they come in, since a compressed body can go on for ever and
    hold nothing. Raises `TooLong`, `UnknownEncoding`, `zlib.error`, and `EOFError`
    when a compressed body ends too early.
    """
    names = [name for name in encoding.replace(" ", "").lower().split(",") if name in _COMPRESSIONS]
    if not names:
        return await _plain(chunks, limit)
    if len(names) > 1 or names[0] not in ("gzip", "x-gzip", "deflate"):
        raise UnknownEncoding(encoding)
    return await _inflated(chunks, limit, bare=names[0] == "deflate")


async def _plain(chunks: AsyncIterable[bytes], limit: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TooLong
    return bytes(body)


async def _inflated(chunks: AsyncIterable[bytes], limit: int, *, bare: bool) -> bytes:
    body = bytearray()
    taken = 0
    inflater = None
    begun = b""
    async for chunk in chunks:
        taken += len(chunk)
        if taken > limit + _OVERHEAD:
            raise TooLong
        begun += chunk
        if inflater is None and len(begun) < _HEAD:
            continue
        inflater = inflater or _inflater(begun, bare=bare)
        inflater, begun = _inflate(inflater, begun, body, limit), b""
    if begun or (inflater and not inflater.eof and body):
        raise EOFError
    return bytes(body)


def _inflate(inflater: Inflater, chunk: bytes, body: bytearray, limit: int) -> Inflater:
    """Undo the compression of a chunk at the body's end, by an inflater or those that come after it."""
    while chunk := chunk.lstrip(b"\0") if inflater.eof else chunk:  # zeroes may fill up the last block
        if inflater.eof and not chunk.startswith(_GZIP):
            break  # whatever stands behind the end, browsers do not look at it
        if inflater.eof:  # a gzip file may have several members
            inflater = zlib.decompressobj(wbits=_GZIP_OR_ZLIB)
        body += inflater.decompress(chunk, limit + 1 - len(body))
        if len(body) > limit:
            raise TooLong
        chunk = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    return inflater


def _inflater(begun: bytes, *, bare: bool) -> Inflater:
    """What undoes the compression of a body that begins so: gzip, or zlib with its head.

    If it may be `bare`, without, too: some servers call that `deflate`, and browsers read it.
    """
    is_zlib = begun[0] & 0x0F == _DEFLATED and int.from_bytes(begun[:_HEAD], "big") % 31 == 0  # RFC 1950, 2.2
    has_head = is_zlib or begun.startswith(_GZIP)
    return zlib.decompressobj(wbits=_GZIP_OR_ZLIB if has_head or not bare else -zlib.MAX_WBITS)

"""Reading a body no further than it may go, compressed or not."""

import zlib
from collections.abc import AsyncIterable

_COMPRESSIONS = frozenset(
    "gzip x-gzip deflate br dcb dcz zstd compress x-compress bzip2 lzma xz exi pack200-gzip".split()  # noqa: SIM905
)
"""What is known to compress (IANA's list, and a few that never got there). Other words, such as `utf-8` or
`none`, name no encoding at all, and browsers read past them."""
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
    return await _inflated(chunks, limit)


async def _plain(chunks: AsyncIterable[bytes], limit: int) -> bytes:
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise TooLong
    return bytes(body)


async def _inflated(chunks: AsyncIterable[bytes], limit: int) -> bytes:
    body = bytearray()
    taken = 0
    inflater = zlib.decompressobj(wbits=47)  # 32 + 15: gzip or zlib, told by its header
    async for chunk in chunks:
        taken += len(chunk)
        if taken > limit + _OVERHEAD:
            raise TooLong
        while chunk := chunk.lstrip(b"\0") if inflater.eof else chunk:  # zeroes may fill up the last block
            if inflater.eof:  # a gzip file may have several members
                inflater = zlib.decompressobj(wbits=47)
            body += inflater.decompress(chunk, limit + 1 - len(body))
            if len(body) > limit:
                raise TooLong
            chunk = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if not inflater.eof and body:
        raise EOFError
    return bytes(body)

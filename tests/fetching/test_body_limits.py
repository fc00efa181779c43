"""Bodies are read as far as they may go."""

import gzip
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fetching.body_limits import TooLong, UnknownEncoding, read_body


async def pieces(data: bytes, size: int = 7) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@given(st.binary(max_size=2000), st.integers(1, 300))
async def test_compressed_or_not_a_body_is_itself(data: bytes, size: int) -> None:
    assert await read_body(pieces(data, size), "", 2000) == data
    assert await read_body(pieces(gzip.compress(data), size), "gzip", 2000) == data
    assert await read_body(pieces(zlib.compress(data), size), "deflate", 2000) == data


async def test_a_gzip_file_of_several_members_is_read_whole() -> None:
    data = gzip.compress(b"one") + gzip.compress(b"two")
    assert await read_body(pieces(data), "x-gzip", 100) == b"onetwo"


@pytest.mark.parametrize("size", [1, 7, 1000])
async def test_deflate_is_read_without_its_head_too(size: int) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    bare = packer.compress(b"words " * 100) + packer.flush()
    assert await read_body(pieces(bare, size), "deflate", 1000) == b"words " * 100


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("body", [b"<rss>words</rss>", b'{"items": []}', b"x"])
async def test_what_is_not_compressed_is_not_taken_for_it(encoding: str, body: bytes) -> None:
    with pytest.raises((zlib.error, EOFError)):
        await read_body(pieces(body), encoding, 1000)


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_what_stands_behind_the_end_is_not_looked_at(encoding: str, size: int) -> None:
    packed = gzip.compress(b"data") if encoding == "gzip" else zlib.compress(b"data")
    assert await read_body(pieces(packed + b"\r\n<!-- cached -->", size), encoding, 1000) == b"data"


@pytest.mark.parametrize("encoding", ["", "gzip"])
async def test_one_byte_too_many_is_too_many(encoding: str) -> None:
    data = b"x" * 101
    sent = gzip.compress(data) if encoding else data
    with pytest.raises(TooLong):
        await read_body(pieces(sent), encoding, 100)
    assert await read_body(pieces(sent), encoding, 101) == data


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
async def test_what_was_not_asked_for_is_not_undone(encoding: str) -> None:
    with pytest.raises(UnknownEncoding):
        await read_body(pieces(b"data"), encoding, 100)


async def test_an_end_that_comes_too_early_is_told() -> None:
    with pytest.raises(EOFError):
        await read_body(pieces(gzip.compress(b"x" * 1000)[:-4]), "gzip", 2000)


async def test_a_compressed_body_that_goes_on_and_holds_nothing_is_too_long() -> None:
    with pytest.raises(TooLong):
        await read_body(pieces(gzip.compress(b"") * 10_000, 65_536), "gzip", 1000)


@pytest.mark.parametrize("size", [7, 4096])
async def test_zeroes_after_the_end_are_no_harm(size: int) -> None:
    assert await read_body(pieces(gzip.compress(b"data") + bytes(512), size), "gzip", 1000) == b"data"


async def test_nothing_is_nothing_even_when_called_gzip() -> None:
    assert await read_body(pieces(b""), "gzip", 10) == b""

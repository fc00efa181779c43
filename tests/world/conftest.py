"""A started world, and a client that asks it as the fetcher does: another address, the same Host."""

from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from bot.world.server import World
from tests.clock import FakeClock


class Visitor:
    """Asks the world's loopback address in the name of a host."""

    def __init__(self, world: World, client: httpx.AsyncClient) -> None:
        self._world = world
        self._client = client

    async def get(
        self, url: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        address = httpx.URL(url, params=params) if params else httpx.URL(url)
        base = next(iter(self._world.routes().values()))
        return await self._client.get(
            base + address.raw_path.decode(), headers={"Host": address.host, **(headers or {})}
        )


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def world(clock: FakeClock) -> AsyncIterator[World]:
    world = World(clock)
    await world.start()
    yield world
    await world.stop()


@pytest.fixture
async def visitor(world: World) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient() as client:
        yield Visitor(world, client)

"""What counts as the public internet."""

import httpcore
import pytest

from bot.errors import RefusedAddress
from bot.fetching.guard import AddressGuard, GuardedBackend, is_own_network, is_public

PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:1::1",
]
PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::",
]


@pytest.mark.parametrize("number", PRIVATE)
def test_private_numbers_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_public_numbers_are_public(number: str) -> None:
    assert is_public(number)


class Recorder(httpcore.AsyncMockBackend):
    """Connects to nothing and remembers to what."""

    def __init__(self, *, down: tuple[str, ...] = ()) -> None:
        super().__init__([])
        self.asked: list[str] = []
        self._down = down

    async def connect_tcp(self, host: str, port: int, *rest: object) -> httpcore.AsyncNetworkStream:
        self.asked.append(host)
        if host in self._down:
            raise httpcore.ConnectError
        return await super().connect_tcp(host, port)


def resolving(*numbers: str) -> object:
    async def resolver(host: str, port: int) -> list[str]:
        return list(numbers)

    return resolver


async def test_of_several_addresses_only_the_public_ones_are_tried() -> None:
    network = Recorder(down=("8.8.8.8",))
    guard = GuardedBackend(AddressGuard(resolver=resolving("10.0.0.1", "8.8.8.8", "8.8.4.4")), network)  # type: ignore[arg-type]
    await guard.connect_tcp("blog.example", 80)
    assert network.asked == ["8.8.8.8", "8.8.4.4"]


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "[::1]".strip("[]")])
async def test_loopback_in_disguise_is_refused(host: str) -> None:
    network = Recorder()
    with pytest.raises((RefusedAddress, httpcore.ConnectError)):
        await GuardedBackend(AddressGuard(), network).connect_tcp(host, 80, timeout=5)
    assert network.asked == []


async def test_what_the_settings_trust_is_connected_to_on_that_port_alone() -> None:
    network = Recorder()
    guard = GuardedBackend(AddressGuard(trusted={("127.0.0.1", 8123)}), network)
    await guard.connect_tcp("127.0.0.1", 8123)
    with pytest.raises(RefusedAddress):
        await guard.connect_tcp("127.0.0.1", 22)
    assert network.asked == ["127.0.0.1"]


@pytest.mark.parametrize(
    "number", ["127.0.0.1", "::1", "10.0.0.7", "192.168.1.4", "fd00::1", "::ffff:127.0.0.1"]
)
def test_a_console_may_ask_its_own_network(number: str) -> None:
    assert is_own_network(number)


@pytest.mark.parametrize("number", ["169.254.169.254", "fe80::1", "0.0.0.0", "::", "::ffff:169.254.169.254"])
def test_not_even_a_console_asks_where_clouds_keep_credentials(number: str) -> None:
    assert not is_own_network(number)

"""What holds for every test: none leaves this machine."""

import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("busy", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("busy")

_HERE = frozenset({None, "", "localhost", b"localhost"})


def _needs_no_look_up(host: object) -> bool:
    if host in _HERE:
        return True
    try:
        ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


@pytest.fixture(autouse=True, scope="session")
def no_names_are_looked_up() -> Iterator[None]:
    """A name that is not this machine's is unknown at once, instead of after some seconds of waiting."""
    known = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if _needs_no_look_up(host):
            return known(host, *rest, **more)
        raise socket.gaierror(socket.EAI_NONAME, "no name is looked up in tests")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        yield

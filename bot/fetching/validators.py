"""What a server gave to ask it later whether anything is new."""

from typing import Protocol


class Validators(Protocol):
    """Keeps the `ETag` and `Last-Modified` of each address, either empty when it was not sent."""

    def get(self, url: str) -> tuple[str, str] | None:
        """The validators last sent for an address; None when there are none."""

    def put(self, url: str, etag: str, modified: str) -> None:
        """Keep what came with a full answer; both empty means: ask for everything next time."""


class MemoryValidators:
    """Validators that last as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, str]] = {}

    def get(self, url: str) -> tuple[str, str] | None:
        return self._kept.get(url)

    def put(self, url: str, etag: str, modified: str) -> None:
        if etag or modified:
            self._kept[url] = (etag, modified)
        else:
            self._kept.pop(url, None)

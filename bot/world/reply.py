"""What is asked of the world over HTTP, and what it answers."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Protocol

import msgspec


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request: the host and path it names, its parameters, and the instant it came."""

    host: str
    path: str
    params: Mapping[str, str]
    now: datetime


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A status, a body, and what HTTP says of them.

    `etag` and `changed` (when the content last changed) are those of services that send them, and
    make the answer conditional.
    """

    body: bytes
    content_type: str
    status: int = 200
    etag: str = ""
    changed: datetime | None = None
    location: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The header lines it is sent with."""
        lines = {"Content-Type": self.content_type}
        if self.etag:
            lines["ETag"] = self.etag
        if self.changed:
            lines["Last-Modified"] = format_datetime(self.changed, usegmt=True)
        if self.location:
            lines["Location"] = self.location
        return lines


class Service(Protocol):
    """Something that answers for some hosts."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts it answers for."""

    def answer(self, asked: Asked) -> Reply:
        """Its answer, whatever was asked."""


def digest(body: str, *, weak: bool = False) -> str:
    """An entity tag of a body."""
    tag = f'"{hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()}"'
    return f"W/{tag}" if weak else tag


def json_reply(value: object, *, status: int = 200) -> Reply:
    """A value as JSON, as web APIs send it."""
    return Reply(
        body=msgspec.json.encode(value), content_type="application/json; charset=utf-8", status=status
    )

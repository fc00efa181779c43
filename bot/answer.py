"""What a server sent."""

from collections.abc import Mapping

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The address in the end, the status, lower-case headers, the body with its encoding undone.

    `moved` says that every redirect on the way there was one for good.
    """

    url: str
    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes = b""
    moved: bool = False

    @property
    def content_type(self) -> str:
        """The media type, lower-case, without parameters; empty when none was sent."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def unchanged(self) -> bool:
        """Whether the server says that nothing is new since it was last asked (304)."""
        return self.status == 304

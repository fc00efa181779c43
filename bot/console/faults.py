"""What can be made to go wrong in the Web API."""

from collections import defaultdict, deque

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """How one call fails.

    `error` is Slack's name of a refusal, `status` an HTTP status without JSON, `retry_after` a 429
    with so many seconds, or with whatever text stands in its header. `body` is an answer that is none of
    Slack's, over `status` or 200. `drop_connection` breaks the connection with nothing done,
    `accept_then_drop` does what was asked and breaks it before the answer.
    """

    error: str = ""
    status: int = 0
    retry_after: int | str | None = None
    body: str = ""
    content_type: str = "text/html"
    drop_connection: bool = False
    accept_then_drop: bool = False


class Faults:
    """Faults in waiting, by method, used up in order."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault) -> None:
        """Have the next call of a method that nothing else befalls fail so."""
        self._waiting[method].append(fault)

    def take(self, method: str) -> Fault | None:
        """What befalls this call."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None

    def clear(self) -> None:
        """Have nothing fail any more."""
        self._waiting.clear()

"""How long a server is waited for."""

import msgspec


class FetchLimits(msgspec.Struct, frozen=True):
    """How long to wait (seconds), how often to try, how much to read (bytes).

    `total` bounds one exchange, however slowly it drips. Between tries the wait doubles from `pause`,
    with jitter.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 45.0
    attempts: int = 3
    pause: float = 0.5
    longest_pause: float = 5.0
    body: int = 5_000_000

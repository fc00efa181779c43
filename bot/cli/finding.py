"""One thing that `check` looked at."""

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """What was looked at, whether it is well, and what is known or to be done."""

    name: str
    well: bool
    said: str

    def __str__(self) -> str:
        return f"{'well ' if self.well else 'WRONG'}  {self.name}: {self.said}"

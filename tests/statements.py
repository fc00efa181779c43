"""SQL that is compiled once for all tests, as it is once for all of a bot's life."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Engine, create_engine


class Compiled(MutableMapping[Any, Any]):
    """Compiled statements, of all engines of a kind: every test opens its own, which would compile all anew.

    SQLAlchemy asks by the dialect object of an engine first, and those of one class compile alike.
    """

    def __init__(self) -> None:
        self._statements: dict[Any, Any] = {}

    def __getitem__(self, key: Any) -> Any:
        return self._statements[_of_a_kind(key)]

    def __setitem__(self, key: Any, statement: Any) -> None:
        self._statements[_of_a_kind(key)] = statement

    def __delitem__(self, key: Any) -> None:
        del self._statements[_of_a_kind(key)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)

    def engine(self, *address: Any, **options: Any) -> Engine:
        """An engine whose statements are kept here."""
        return create_engine(*address, execution_options={"compiled_cache": self}, **options)


def _of_a_kind(key: Any) -> Any:
    dialect, *rest = key
    return type(dialect), *rest

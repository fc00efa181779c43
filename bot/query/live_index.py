"""The index in force, while watches come, change and go."""

import threading
from collections.abc import Mapping

import msgspec

from bot.models import Mention
from bot.query.index import Index
from bot.query.query import Query
from bot.query.required_literals import asks_author
from bot.query.subject import PreparedText


class _State(msgspec.Struct, frozen=True):
    """What answers: an index, and what changed since it was begun (None for a watch that is gone)."""

    index: Index
    changed: Mapping[str, Query | None]


class LiveIndex:
    """An index whose watches can be changed at any time, from any thread.

    A change is in force when the call returns: it is asked beside the index until a thread has
    built the next one. Each answer comes from one state, so that nothing is missed or found twice.
    """

    def __init__(self, queries: Mapping[str, Query] | None = None) -> None:
        self._queries: dict[str, Query] = dict(queries or {})
        self._state = _State(Index(self._queries), {})
        self._lock = threading.Lock()
        self._pending: dict[str, Query | None] = {}
        self._builder: threading.Thread | None = None

    def __len__(self) -> int:
        return len(self._queries)

    def query(self, watch: str) -> Query | None:
        """The query of a watch; None for one that is not here."""
        return self._queries.get(watch)

    def put(self, watch: str, query: Query) -> None:
        """Adds a watch, or gives it another query."""
        self.change({watch: query})

    def remove(self, watch: str) -> None:
        """Takes a watch away; nothing happens if there is none by that id."""
        self.change({watch: None})

    def change(self, changes: Mapping[str, Query | None]) -> None:
        """Makes many changes at once: a query for each watch, or None for one that is gone."""
        with self._lock:
            for watch, query in changes.items():
                if query is None:
                    self._queries.pop(watch, None)
                else:
                    self._queries[watch] = query
            self._pending.update(changes)
            self._state = _State(self._state.index, {**self._state.changed, **changes})
            if self._builder is None:
                builder = threading.Thread(target=self._build, name="watch index", daemon=True)
                builder.start()  # it waits for the lock; whoever settles joins none that was not started
                self._builder = builder

    def matches(self, asked: Mention | PreparedText) -> set[str]:
        """The ids of the watches whose query holds for a mention."""
        state = self._state
        subject = asked if isinstance(asked, PreparedText) else PreparedText(asked)
        found = state.index.matches(subject)
        if state.changed:
            found.difference_update(state.changed)
            found.update(
                watch
                for watch, query in state.changed.items()
                if query is not None and query.matches(subject)
            )
        return found

    def possible(self, subject: PreparedText) -> set[str]:
        """The ids of the watches whose query holds, or may hold once the author's name is known."""
        state = self._state
        found = state.index.possible(subject)
        if state.changed:
            found.difference_update(state.changed)
            found.update(
                watch
                for watch, query in state.changed.items()
                if query is not None and (asks_author(query.tree) or query.matches(subject))
            )
        return found

    @property
    def heeds_addresses(self) -> bool:
        """Whether some query is looked for by where mentions point to."""
        state = self._state
        return bool(state.changed) or state.index.heeds_addresses

    def touches(self, subject: PreparedText) -> bool:
        """Whether it is worth asking: it holds what some query cannot do without.

        Queries that are looked for under an author or place alone are left out. While changes are
        built in, everything is worth asking.
        """
        state = self._state
        return any(state.changed.values()) or state.index.touches(subject)

    def settle(self) -> None:
        """Waits until all changes made so far are in the index itself."""
        while (builder := self._builder) is not None:
            builder.join()

    def _build(self) -> None:
        """Builds until nothing changed meanwhile."""
        try:
            while self._build_once():
                pass
        except BaseException:
            with self._lock:
                self._builder = None  # what changed is still asked one by one; the next change builds again
            raise

    def _build_once(self) -> bool:
        with self._lock:
            if not self._pending:
                self._builder = None
                return False
            self._pending = {}
            queries = dict(self._queries)
        index = Index(queries)
        with self._lock:
            self._state = _State(index, dict(self._pending))
        return True

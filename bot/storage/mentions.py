"""The mentions that are kept: public texts, each once, whoever watches for them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, select

from bot.models import Mention, MentionKind
from bot.storage.database import read_transaction
from bot.storage.notified import chunks
from bot.storage.tables.mentions import mention_aliases, mentions
from bot.storage.types import storable

OF_MENTION = [mentions.c[name] for name in Mention.__struct_fields__ if name not in ("day_only", "aliases")]
"""The columns of a mention."""


class MentionRows:
    """Reads mentions by what they are called. Blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> Engine:
        """The database it stands in."""
        return self._engine

    def stored(self, ids: Iterable[str]) -> dict[str, Mention]:
        """Those of these mentions that are here, as they are kept, by id."""
        wanted = select(*OF_MENTION).where(mentions.c.deleted_at.is_(None))
        with read_transaction(self._engine) as connection:
            return {
                row["id"]: mention_of(dict(row))
                for chunk in chunks(map(storable, ids))
                for row in connection.execute(wanted.where(mentions.c.id.in_(chunk))).mappings()
            }

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the mention ids that are in the archive, or were and are deleted."""
        as_given = {storable(id_): id_ for id_ in ids}
        with read_transaction(self._engine) as connection:
            found = [
                id_
                for chunk in chunks(as_given)
                for id_ in connection.scalars(select(mentions.c.id).where(mentions.c.id.in_(chunk)))
            ]
        return {as_given[id_] for id_ in found}

    def by_alias(self, names: Iterable[str]) -> dict[str, str]:
        """The ids of the mentions that are kept under these other names."""
        as_given = {storable(name): name for name in names}
        columns = mention_aliases.c.alias, mention_aliases.c.mention
        with read_transaction(self._engine) as connection:
            return {
                as_given[row.alias]: row.mention
                for chunk in chunks(as_given)
                for row in connection.execute(select(*columns).where(mention_aliases.c.alias.in_(chunk)))
            }

    def aliases(self, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The other names under which these mentions are kept."""
        found: dict[str, tuple[str, ...]] = {}
        as_given = {storable(id_): id_ for id_ in ids}
        columns = mention_aliases.c.mention, mention_aliases.c.alias
        with read_transaction(self._engine) as connection:
            for chunk in chunks(as_given):
                named = select(*columns).where(mention_aliases.c.mention.in_(chunk))
                for row in connection.execute(named.order_by(mention_aliases.c.alias)):
                    id_ = as_given[row.mention]
                    found[id_] = (*found.get(id_, ()), row.alias)
        return found

    def ids_with_prefix(self, prefix: str) -> set[str]:
        """The ids of the mentions here that begin so: those of one author, where ids name them."""
        begin = mentions.c.id.startswith(prefix, autoescape=True), mentions.c.deleted_at.is_(None)
        wanted = select(mentions.c.id).where(*begin)
        if self._engine.dialect.name == "sqlite":  # whose LIKE reads no index, and which compares by bytes
            wanted = wanted.where(mentions.c.id >= prefix, mentions.c.id < f"{prefix}\U0010ffff")
        with read_transaction(self._engine) as connection:
            return set(connection.scalars(wanted))


def mention_of(row: dict[str, Any]) -> Mention:
    """A mention from its columns (`OF_MENTION`)."""
    lists = {name: tuple(row[name] or ()) for name in ("links", "answers")}
    return Mention(**(row | lists | {"kind": MentionKind(row["kind"])}))

"""Which of a channel's sources can hear a query, and which cannot, whatever is said there."""

from collections.abc import Mapping

import msgspec

from bot.models import Channel
from bot.query import Needle, Query
from bot.query.tree import And, Node, Not, Or, Scope
from bot.sources.source import Ask, Source
from bot.watches.subscriptions import heard_sources, wanted

_PROBES = (Needle("veille"), Needle("watch"))
"""Any two plain words: a source that answers both with one request reads all that is written there."""
_SIGILS = {"handle": "@", "hashtag": "#"}


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """By title, which sources hear a query, and which cannot be searched for any or some of its terms.

    `terms` are those terms, none where the query holds no word at all. `off` are sources that the query asks
    for by name and that the channel does not listen to.
    """

    hearing: tuple[str, ...] = ()
    deaf: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no source hears anything of the query."""
        return not (self.hearing or self.partly)


def reach_of(query: Query, channel: Channel, sources: Mapping[str, Source]) -> Reach:
    """How far a query reaches in a channel.

    A source that a query leaves out by name, that asks nothing in its languages, or that has nothing to read
    here (feeds, where none was added) is neither hearing nor deaf.
    """
    ask, on = wanted(query, channel), heard_sources(channel, sources)
    hearing, deaf, partly, terms = list[str](), list[str](), list[str](), dict[str, None]()
    for source in (sources[name] for name in on if _may_come_from(query.tree, name)):
        if not any(source.requests(msgspec.structs.replace(ask, needles=_PROBES[:1]))):
            continue
        unheard = [needle for needle in ask.needles if not _hears(source, needle, ask)]
        terms |= dict.fromkeys(map(_written, unheard))
        heard_whole = not unheard and (ask.needles or _reads_all(source, ask, query))
        kind = hearing if heard_whole else partly if len(unheard) < len(ask.needles) else deaf
        kind.append(source.title)
    wants_by_name = (value.text for value in query.sources() if _may_come_from(query.tree, value.text))
    off = [sources[name].title for name in dict.fromkeys(wants_by_name) if name in sources and name not in on]
    return Reach(
        hearing=tuple(sorted(hearing)),
        deaf=tuple(sorted(deaf)),
        partly=tuple(sorted(partly)),
        terms=tuple(terms),
        off=tuple(off),
    )


def _hears(source: Source, needle: Needle, ask: Ask) -> bool:
    asked = set(source.requests(msgspec.structs.replace(ask, needles=(needle,))))
    if needle.form != "prefix" or source.finds_prefixes:
        return bool(asked)
    return bool(asked & _whatever_is_wanted(source, ask))


def _reads_all(source: Source, ask: Ask, query: Query) -> bool:
    """Whether a source hears a query without words: it is read whole, and has the places the query names."""
    elsewhere = any(anchor.field != "place" for anchor in query.anchors)
    return any(source.requests(ask)) and (elsewhere or source.has_communities)


def _whatever_is_wanted(source: Source, ask: Ask) -> set[object]:
    """What a source is asked whatever words are wanted."""
    first, second = (
        set[object](source.requests(msgspec.structs.replace(ask, needles=(probe,)))) for probe in _PROBES
    )
    return first & second


def _written(needle: Needle) -> str:
    return f"{_SIGILS.get(needle.form, '')}{needle.text}{'*' if needle.form == 'prefix' else ''}"


def _may_come_from(node: Node, source: str) -> bool:
    """Whether a tree can hold for what a source brings, as far as its name goes."""
    match node:
        case Scope(field="source"):
            return any(value.text == source for value in node.values)
        case And():
            return all(_may_come_from(each, source) for each in node.nodes)
        case Or():
            return any(_may_come_from(each, source) for each in node.nodes)
        case Not() if _is_of_sources(node.node):
            return not _may_come_from(node.node, source)
    return True


def _is_of_sources(node: Node) -> bool:
    """Whether a tree speaks of sources and of nothing else."""
    match node:
        case Scope():
            return node.field == "source"
        case And() | Or():
            return all(map(_is_of_sources, node.nodes))
        case Not():
            return _is_of_sources(node.node)
    return False

"""`threads:no`: a switch of the whole query, and no question about a mention."""

from collections.abc import Iterable, Iterator

from bot.errors import BadQuery
from bot.locale import _
from bot.query.tree import And, Node, Not, Or, Scope, Title


def threads_switches(parts: Iterable[Node]) -> list[Scope]:
    """The switches among the parts of a query that must all hold."""
    return [part for part in parts if isinstance(part, Scope) and part.field == "threads"]


def check_switches(tree: Node, text: str) -> None:
    """Refuses a switch that stands in a choice or is denied, and two that differ. Raises `BadQuery`."""
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    own = threads_switches(parts)
    stray = [switch for switch in _everywhere(tree) if not any(switch is each for each in own)]
    if stray or any(len(switch.values) > 1 for switch in own) or len({str(switch) for switch in own}) > 1:
        raise BadQuery(
            _("threads: is said once, beside all the rest: (acme OR brimeo) threads:no."),
            query=text,
            place=(stray or own)[-1].place,
        )


def _everywhere(node: Node) -> Iterator[Scope]:
    match node:
        case Scope(field="threads"):
            yield node
        case And() | Or():
            for each in node.nodes:
                yield from _everywhere(each)
        case Not() | Title():
            yield from _everywhere(node.node)

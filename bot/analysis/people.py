"""Who speaks. A person is an author as one network names them."""

from collections.abc import Iterable

from bot.models import Mention, Person


def network(mention: Mention) -> str:
    """By whose names its author is called."""
    return mention.network or mention.source


def person(mention: Mention) -> Person | None:
    """Who wrote it; None for what nobody signed."""
    return (mention.network or mention.source, mention.author) if mention.author else None


def people(mentions: Iterable[Mention]) -> set[Person]:
    """The distinct people behind some mentions."""
    return {who for mention in mentions if (who := person(mention))}


def unsigned(mentions: Iterable[Mention]) -> int:
    """How many mentions nobody signed."""
    return sum(not mention.author for mention in mentions)


def speaker(mention: Mention) -> Person:
    """Who wrote it; for what nobody signed, the place that printed it."""
    return mention.network or mention.source, mention.author or f"\0{mention.place}"


def speakers(mentions: Iterable[Mention]) -> set[Person]:
    """The distinct people, and for what nobody signed, the places that printed it."""
    return {speaker(mention) for mention in mentions}

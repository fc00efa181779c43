"""Which account somebody means by a name as they typed it, by what was heard here."""

from bot.commands.account_words import Account
from bot.errors import Refusal, Refused
from bot.models import Person
from bot.text import fold


def meant(written: Account, heard: dict[tuple[str, str, str], int]) -> tuple[Person, dict[str, int]]:
    """The account, spelt as it was heard, and how often in which place it was heard.

    Raises `Refused` for a place in which nobody of that name was heard, where others of it were.
    """
    there = {key: number for key, number in heard.items() if _stands_in(written.place, key)}
    places = {place or network: number for (network, _, place), number in there.items()}
    if not written.place:
        return ("", written.name), places
    if there:
        network, author, _ = max(there, key=lambda key: there[key])
        return (network, author), places
    if heard:
        known = tuple(dict.fromkeys(place or network for network, _, place in heard))
        raise Refused(Refusal.TEAM_ELSEWHERE, written=written.name, place=written.place, places=known)
    return (written.place.lower(), written.name), {}


def _stands_in(place: str, heard: tuple[str, str, str]) -> bool:
    network, _, known = heard
    return not place or fold(place) in (fold(network), fold(known))


def is_same(one: Person, other: Person) -> bool:
    """Whether two accounts are one, however their names are capitalised."""
    return (one[0], fold(one[1])) == (other[0], fold(other[1]))


def is_written(written: Account, account: Person) -> bool:
    """Whether an account is the one that somebody typed."""
    network, author = account
    is_named = fold(written.name) == fold(author.removeprefix("@"))
    return is_named and (not written.place or fold(written.place) in fold(network))

"""Which of a channel's watches somebody means by what they typed of its name."""

from collections import defaultdict
from collections.abc import Sequence

from bot.models import Watch
from bot.names import name_key


def find(watches: Sequence[Watch], words: str) -> list[Watch]:
    """The watches that somebody may mean, by the closest way in which any is named.

    As it is written; by the same name (`name_key`); by its query, alone or after its name and ` = `; by how
    its name begins; by how a word of its name begins. Of several with one name and one query the newest
    is meant: nothing tells them apart.
    """
    typed = " ".join(words.split())
    written, wanted = unquoted(typed), name_key(unquoted(typed))
    keys = {watch: name_key(watch.name) for watch in watches}
    ways = (
        [watch for watch in watches if watch.name == written],
        [watch for watch, key in keys.items() if key == wanted],
        [watch for watch in watches if typed in (watch.query, with_query(watch))],
        [watch for watch, key in keys.items() if key.startswith(wanted)],
        [watch for watch, key in keys.items() if f" {wanted}" in key],
    )
    found = next((way for way in ways if way and wanted), [])
    return found[-1:] if len({(watch.name, watch.query) for watch in found}) == 1 else found


def with_query(watch: Watch) -> str:
    """How one of several watches of one name is written."""
    return f"{watch.name} = {watch.query}"


def is_whole(words: str, watch: Watch) -> bool:
    """Whether a watch was named by all of its name, or by its query, and not by a part."""
    typed = " ".join(words.split())
    return name_key(unquoted(typed)) == name_key(watch.name) or typed in (watch.query, with_query(watch))


def namesakes(watches: Sequence[Watch]) -> list[list[Watch]]:
    """The watches that have one name between them, as only a list edited by hand or an old one holds."""
    same: dict[str, list[Watch]] = defaultdict(list)
    for watch in watches:
        same[name_key(watch.name)].append(watch)
    return [group for group in same.values() if len(group) > 1]


def unquoted(words: str) -> str:
    """What was typed, without the quotation marks around it."""
    return words.strip().strip("\"“”«»'‘’ ").strip()

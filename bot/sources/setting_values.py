"""What people write in the settings of sources: lists of hosts, ids and addresses."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import urlsplit

from bot.addresses import web_address
from bot.fetching.politeness import registrable

log = logging.getLogger(__name__)

left_out: dict[str, list[str]] = {}
"""What settings hold that could not be used, by the variable, as they were read last."""
_SEPARATORS = re.compile(r"[\s,;]+")


def listed(value: str) -> list[str]:
    """The entries of a list, between commas or blanks, each once."""
    return list(dict.fromkeys(entry for entry in _SEPARATORS.split(value) if entry))


def understood(value: str, variable: str, reading: Callable[[str], str]) -> list[str]:
    """The entries as `reading` gives them, each once; those it gives nothing for are named in the log."""
    found: dict[str, None] = {}
    left_out.pop(variable, None)
    for entry in listed(value):
        read = reading(entry)
        if read:
            found[read] = None
        else:
            left_out.setdefault(variable, []).append(entry)
            log.warning("%s holds “%s”, which cannot be used; it was left out.", variable, entry)
    return list(found)


def host(entry: str) -> str:
    """The host that somebody meant by a name or an address, lower-case; empty for something else."""
    parts = urlsplit(_address(entry))
    return parts.netloc.rpartition("@")[2].lower()


def site(entry: str) -> str:
    """The address of the site that somebody meant, https if not told, no slash at its end; empty for none."""
    parts = urlsplit(_address(entry))
    return f"{parts.scheme}://{host(entry)}{parts.path}".rstrip("/") if parts.netloc else ""


def gaps_of(hosts: Iterable[str], seconds: float) -> Mapping[str, float]:
    """The same pause for the domains of all these hosts, as `Source.gaps` wants it."""
    return {registrable(name.partition(":")[0]): seconds for name in hosts}


def _address(entry: str) -> str:
    address = web_address(entry if "://" in entry else f"https://{entry}")
    return address if "." in (urlsplit(address).hostname or "") else ""

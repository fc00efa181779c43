"""Where a request may go: what is an address, and where an answer may send us."""

from collections.abc import Mapping

import httpx

from bot.answer import Answer
from bot.errors import BlockedFailure, RefusedAddress

_OTHERS_PORTS = frozenset(
    [
        *(1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179),
        *(389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601),
        *(636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
        *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080),
    ]
)
"""Ports of mail, files, printers and the like, which take a request for a command: browsers refuse the
same (fetch.spec.whatwg.org/#port-blocking)."""


def address_of(url: str, params: Mapping[str, str] | None) -> httpx.URL:
    """The address with its parameters. Raises `RefusedAddress` if it is none that may be asked."""
    try:
        target = httpx.URL(url)
        if params:
            target = target.copy_merge_params(dict(params))
        return _checked(target)
    except (httpx.InvalidURL, ValueError) as error:
        raise RefusedAddress("This is not the address of a page.") from error


def _checked(address: httpx.URL) -> httpx.URL:
    """The address. Raises `RefusedAddress`, and `ValueError` for a name that IDNA cannot read."""
    if address.scheme not in ("http", "https") or not address.host:
        raise RefusedAddress(
            "Only http and https addresses are asked, not “{scheme}”.", scheme=address.scheme
        )
    if address.port in _OTHERS_PORTS:
        raise RefusedAddress(
            "Port {port} of {host} is no web server's; it is not asked.",
            port=str(address.port),
            host=address.host,
        )
    return address


def redirect(answer: Answer) -> httpx.URL | None:
    """Where an answer sends us; None when it sends us nowhere. Raises when it may not be followed."""
    location = answer.headers.get("location")
    if answer.status not in (301, 302, 303, 307, 308) or not location:
        return None
    here = httpx.URL(answer.url)
    try:
        target = _checked(here.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise RefusedAddress(
            "{host} redirects to something that is no web address.", host=here.host
        ) from error
    if target.host.startswith("consent."):
        raise BlockedFailure(
            "{host} wants a person to consent first ({other}).",
            answer=answer,
            host=here.host,
            other=target.host,
        )
    return target


def leads_nowhere(error: httpx.HTTPError) -> bool:
    """Whether httpx broke off because a redirect names no address: it looks before anybody asks it to."""
    return isinstance(error.__context__, httpx.InvalidURL)

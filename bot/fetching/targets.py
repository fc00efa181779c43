"""Where a request may go: what is an address, and where an answer may send us."""

from collections.abc import Mapping

import httpx

from bot.answer import Answer
from bot.errors import BlockedFailure, RefusedAddress


def address_of(url: str, params: Mapping[str, str] | None) -> httpx.URL:
    """The address with its parameters. Raises `RefusedAddress` if it is none that may be asked."""
    try:
        target = httpx.URL(url)
        if params:
            target = target.copy_merge_params(dict(params))
    except (httpx.InvalidURL, ValueError) as error:
        raise RefusedAddress("This is not the address of a page.") from error
    return _checked(target)


def _checked(address: httpx.URL) -> httpx.URL:
    if address.scheme not in ("http", "https") or not address.host:
        raise RefusedAddress(f"Only http and https addresses are asked, not {address.scheme or 'this one'}.")
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
        raise RefusedAddress(f"{here.host} redirects to something that is no web address.") from error
    if target.host.startswith("consent."):
        raise BlockedFailure(f"{here.host} wants a person to consent first ({target.host}).", answer=answer)
    return target

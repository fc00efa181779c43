"""Addresses of pages: which ones may be kept, and when two of them are the same page."""

import re
import unicodedata
from string import ascii_letters, digits
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit

_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|matomo_\w+|hsa_\w+|at_(?:medium|campaign|custom\d|format|link\w*|bbc_\w+|ptr_name)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh"
    r"|mc_[ce]id|_hsenc|_hsmi|vero_id|oly_\w+_id|wickedid|s_cid|cmpid|xtor|xtref|spm|ref_src|ref_url|__twitter_impression"
    r"|_ga|_gl|gad_source|gad_campaignid|srsltid|mkt_tok|smid|smtyp"
    r"|guccounter|guce_referr\w+|ncid|sr_share|_openstat|rss_cid"
    r"|showComment|replytocom",  # where on the page one stands: Blogger, WordPress
    re.IGNORECASE,
)
_TRACKING_FRAGMENT = re.compile(
    r"(?:utm_|xtor=|at_medium|ref=|mtm_|:~:text=|comments$|respond$)", re.IGNORECASE
)
_MEDIUM_SOURCE = re.compile(r"rss-[0-9a-f]+(?:-{2,}\d+)?")
_INSECURE = re.compile(r"^http://(?=(?:\[[^\]/]*\]|[^/:]+)(?:/|$))")
_ENTRANCE = re.compile(r"^https://(?:www|m|mobile|amp)\.(?=[^/:.]+\.[^/:]+(?:/|$))")
_PORTS = {"http": 80, "https": 443}
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_HEX = re.compile(r"%[0-9a-fA-F]{2}")
_UNRESERVED = frozenset(f"{ascii_letters}{digits}-._~")
_NOT_IN_HOSTS = re.compile(r"""[\s%/?#@<>"'\\^`{|}\[\]!$&()*+,;=~]""")
_LONGEST = 4096
_NORMAL = re.compile(
    r"https?://[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[a-zA-Z0-9_~-]+(?:\.[a-zA-Z0-9_~-]+)*)+",
)
_FRONT = re.compile(
    r"/?(?:(?:de|en|es|fr|it|nl|pl|pt)(?:-[a-z]{2})?(?:/|$))?(?:(?:default|home|index)\.\w{2,5})?",
    re.IGNORECASE,
)
_POST_NUMBER = re.compile(r"(/t/[^/?#]+/\d+)/\d+$")  # Discourse: /t/slug/topic/post


def web_address(text: str, base: str = "") -> str:
    """The absolute http(s) address a text gives, resolved against `base`; empty if it gives none.

    What other schemes (`javascript:`, `data:`, `mailto:`) would do is nobody's concern: they are dropped.
    """
    raw = _UNSEEN.sub("", text.strip().replace(" ", "%20"))
    if not raw or len(raw) > _LONGEST:
        return ""
    try:
        joined = urljoin(base, raw)
        parts = urlsplit(joined)
        port_is_read = parts.port is None or parts.port > 0
    except ValueError:
        return ""
    if parts.scheme.lower() not in _PORTS or not _is_host(parts.hostname or "") or not port_is_read:
        return ""
    return joined


def normalised(url: str) -> str:
    """The canonical URL of a page, one for all of its addresses; empty for what is no http(s) address.

    Lower-case scheme and host, no default port, no credentials, no fragment, no tracking parameters,
    the others in order, no trailing slash but the root's. For comparing, not for following.
    """
    if len(url) <= _LONGEST and _NORMAL.fullmatch(url):  # as most are: what follows would say the same
        return url
    address = web_address(url)
    if not address:
        return ""
    parts = urlsplit(address)
    path = _spelled(parts.path).rstrip("/") or "/"
    query = f"?{kept}" if (kept := _kept_query(parts.query)) else ""
    return f"{parts.scheme.lower()}://{_host(parts)}{path}{query}"


def anchored(url: str) -> str:
    """The canonical URL by which duplicates of a page, or of a part of one, are recognised.

    As `normalised`, without what differs between a site's addresses of one page: https for http, no
    `www.` nor another host for small screens. With the fragment where it names a part of the page and
    not where one came from: a page may hold several mentions, each under its own anchor.
    """
    page = _ENTRANCE.sub("https://", _INSECURE.sub("https://", normalised(url)))
    fragment = urlsplit(web_address(url)).fragment if page else ""
    if not fragment or _TRACKING_FRAGMENT.match(fragment):
        return page
    return f"{page}#{_spelled(fragment)}"


def _spelled(part: str) -> str:
    """A part of an address, one way: `/étude` and `/%c3%a9tude` are `/%C3%A9tude` (RFC 3986, 6.2.2)."""
    escaped = quote(unicodedata.normalize("NFC", part), safe="/?%:@!$&'()*+,;=~", errors="replace")
    return _HEX.sub(_unescaped, escaped)


def _unescaped(found: re.Match[str]) -> str:
    """An escape in capitals, or the letter, digit or sign that needed none."""
    char = chr(int(found[0][1:], 16))
    return char if char in _UNRESERVED else found[0].upper()


def _is_host(name: str) -> bool:
    return bool(name.strip(".")) and not _NOT_IN_HOSTS.search(unicodedata.normalize("NFKC", name))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = host.casefold()
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port is None or port == _PORTS[parts.scheme.lower()] else f"{host}:{port}"


def _kept_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
    return urlencode(sorted(pair for pair in pairs if not _tracks(*pair)))


def _tracks(name: str, value: str) -> bool:
    if name == "source":  # Medium's feeds sign every link
        return _MEDIUM_SOURCE.fullmatch(value) is not None
    return _TRACKING.fullmatch(name) is not None


def discussion(url: str) -> str:
    """The page of the discussion in which an address stands: without the fragment or number of one post."""
    return _POST_NUMBER.sub(r"\1", normalised(url))


def is_front_page(url: str) -> bool:
    """Whether an address is a site's front page, which is about everything and nothing in particular."""
    parts = urlsplit(url)
    return _FRONT.fullmatch(parts.path) is not None and not parts.query and not parts.fragment

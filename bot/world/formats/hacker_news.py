"""Hacker News as its search service (hn.algolia.com/api) tells it."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from bot.world.formats import algolia
from bot.world.formats.hacker_news_text import markup
from bot.world.formats.page import missing
from bot.world.item import Post
from bot.world.reply import Asked, Reply, json_reply
from bot.world.sample import Sample

REACH = 1000
"""Hits of one query that can be fetched at all."""
PER_PAGE = 20
FILTER = re.compile(r"(\w+)\s*(<=|>=|!=|<|>|=)\s*(-?\d+)")
COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
SEARCHED = ("title", "story_title", "url", "story_url", "author", "story_text", "comment_text")
"""The fields a query is asked of."""
BEYOND = (
    "you can only fetch the 1000 hits for this query. You can extend the number of hits returned via the "
    "paginationLimitedTo index parameter or use the browse method. You can read our FAQ for more details "
    "about browsing: https://www.algolia.com/doc/faq/index-configuration/how-can-i-retrieve-all-the-records-"
    "in-my-index"
)


class Rejected(Exception):
    """A request the service does not understand; the message is its own."""


class HackerNews:
    """Answers `/api/v1/search`, `/api/v1/search_by_date` and `/api/v1/items/ID`."""

    hosts = ("hn.algolia.com",)

    def __init__(self, sample: Sample) -> None:
        self._sample = sample

    def answer(self, asked: Asked) -> Reply:
        """Hits, an item with all under it, or a refusal, as JSON; HTML for any other path."""
        posts = self._sample.published("hacker_news", asked.now)
        if found := re.fullmatch(r"/api/v1/items/(\d+)", asked.path):
            return _item_reply(found[1], posts)
        if asked.path not in ("/api/v1/search", "/api/v1/search_by_date"):
            return missing(asked.host)
        try:
            return json_reply(_search(asked.params, posts, by_date=asked.path.endswith("_by_date")))
        except Rejected as refusal:
            return json_reply({"code": 400, "message": str(refusal)}, status=400)


def _search(params: Mapping[str, str], posts: list[Post], *, by_date: bool) -> dict[str, object]:
    per_page = min(_number(params, "hitsPerPage", PER_PAGE), REACH)
    page = _number(params, "page", 0)
    query = algolia.parse(params.get("query", ""), typos=params.get("typoTolerance", "true") != "false")
    tagged = _tags(params.get("tags", ""))
    dated = _numeric(params.get("numericFilters", ""))
    records = (_record(post, posts) for post in posts if tagged(set(_post_tags(post))) and dated(post.at))
    hits = [hit for hit in (_hit(record, query) for record in records) if hit]
    if not by_date:
        hits.sort(key=lambda hit: -int(str(hit["points"] or 0)))
    return _page(hits, page, per_page) | _echo(params)


def _page(hits: list[dict[str, object]], page: int, per_page: int) -> dict[str, object]:
    counts = {"page": page, "hitsPerPage": per_page}
    if page * per_page >= REACH:
        return {"hits": [], "nbHits": 0, "nbPages": 0, **counts, "message": BEYOND}
    pages = -(-min(len(hits), REACH) // per_page) if per_page else 0
    shown = hits[page * per_page : min((page + 1) * per_page, REACH)]
    return {"hits": shown, "nbHits": len(hits), "nbPages": pages, **counts}


def _echo(params: Mapping[str, str]) -> dict[str, object]:
    used = sorted({"advancedSyntax": "true", "analyticsTags": "backend", **params}.items())
    return {
        "exhaustiveNbHits": True,
        "exhaustiveTypo": True,
        "processingTimeMS": 4,
        "query": params.get("query", ""),
        "params": urlencode(used),
    }


def _number(params: Mapping[str, str], name: str, default: int) -> int:
    value = params.get(name, str(default))
    if not value.isdecimal():
        raise Rejected(f"invalid value for {name}, integer required")
    return int(value)


def _tags(text: str) -> Callable[[set[str]], bool]:
    """`a,b` wants both, `(a,b)` either."""
    groups = [
        frozenset(group[1:-1].split(",")) if group.startswith("(") else frozenset([group])
        for group in re.findall(r"\([^)]*\)|[^,()]+", text.replace(" ", ""))
    ]
    return lambda held: all(group & held for group in groups)


def _numeric(text: str) -> Callable[[datetime], bool]:
    """Bounds on `created_at_i`, the one number the index can be filtered by."""
    bounds = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = FILTER.fullmatch(part)
        if not found:
            raise Rejected(f"numericFilters: Unexpected token string({part})")
        if found[1] != "created_at_i":
            raise Rejected(
                f"invalid numeric attribute({found[1]}), attribute not specified in "
                "numericAttributesForFiltering setting"
            )
        bounds.append((COMPARE[found[2]], int(found[3])))
    return lambda at: all(holds(int(at.timestamp()), bound) for holds, bound in bounds)


def _kind(post: Post) -> str:
    return "comment" if post.item.under else "story"


def _post_tags(post: Post) -> list[str]:
    return [_kind(post), f"author_{post.item.by}", f"story_{post.opening.id}", *post.item.tags]


def _record(post: Post, posts: Iterable[Post]) -> dict[str, object]:
    """A post as it stands in the index; new comments carry no points."""
    item, comment = post.item, bool(post.item.under)
    text = markup(item.text) if item.text else None
    return {
        "created_at": _stamp(post.at),
        "title": None if comment else item.title,
        "url": None if comment else item.link or None,
        "author": item.by,
        "points": None if comment else item.points,
        "story_text": None if comment else text,
        "comment_text": text if comment else None,
        "num_comments": None if comment else sum(p.opening is item for p in posts) - 1,
        "story_id": int(post.opening.id),
        "story_title": post.opening.title if comment else None,
        "story_url": (post.opening.link or None) if comment else None,
        "parent_id": int(item.under) if comment else None,
        "created_at_i": int(post.at.timestamp()),
        "updated_at": _stamp(post.at),
        "children": [int(p.item.id) for p in posts if p.item.under == item.id],
        "_tags": _post_tags(post),
        "objectID": item.id,
    }


def _hit(record: dict[str, object], query: algolia.Query) -> dict[str, object] | None:
    """The record with what was found in it marked; None when it is not one of the hits."""
    fields = {name: str(record[name]) for name in SEARCHED if record[name] is not None}
    found = {name: [term.found(text) for term in query.wanted] for name, text in fields.items()}
    if not all(any(places[i] for places in found.values()) for i in range(len(query.wanted))):
        return None
    if any(term.found(text) for term in query.unwanted for text in fields.values()):
        return None
    marked = {name: _marked(fields[name], query.wanted, places) for name, places in found.items()}
    return record | {"_highlightResult": marked}


def _marked(
    text: str, terms: tuple[algolia.Term, ...], places: list[list[tuple[int, int]]]
) -> dict[str, object]:
    matched = [" ".join(term.words) for term, found in zip(terms, places, strict=True) if found]
    value = text
    for start, end in sorted({bounds for found in places for bounds in found}, reverse=True):
        value = f"{value[:start]}<em>{value[start:end]}</em>{value[end:]}"
    if not matched:
        return {"value": text, "matchLevel": "none", "matchedWords": []}
    level = "full" if len(matched) == len(terms) else "partial"
    return {"value": value, "matchLevel": level, "fullyHighlighted": False, "matchedWords": matched}


def _item_reply(number: str, posts: list[Post]) -> Reply:
    for post in posts:
        if post.item.id == number:
            return json_reply(_tree(post, posts[::-1]))
    return json_reply({"status": 404, "error": "Not Found"}, status=404)


def _tree(post: Post, posts: list[Post]) -> dict[str, object]:
    comment = bool(post.item.under)
    return {
        "id": int(post.item.id),
        "created_at": _stamp(post.at),
        "created_at_i": int(post.at.timestamp()),
        "type": _kind(post),
        "author": post.item.by,
        "title": None if comment else post.item.title,
        "url": None if comment else post.item.link or None,
        "text": markup(post.item.text) if post.item.text else None,
        "points": None if comment else post.item.points,
        "parent_id": int(post.item.under) if comment else None,
        "story_id": int(post.opening.id),
        "children": [_tree(child, posts) for child in posts if child.item.under == post.item.id],
        "options": [],
    }


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")

"""The feed of a WordPress site's search."""

from tests.sources.case import Case
from tests.sources.cases.feeds import BOMB, item, rss


def write(items: list[tuple[str, str]]) -> bytes:
    return rss(*(item(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="application/rss+xml; charset=UTF-8",
    write=write,
    settings={"VEILLE_WORDPRESS": "blog.example"},
    undated=rss(item(1, "no date", "ada", "some day in spring")),
    zoneless=rss(item(1, "no zone", "ada", "2026-11-22T10:00:00")),
    garbage=(b'{"no":"feed"}', b"[]", b"just words", BOMB),
)

"""A feed of Reddit."""

from html import escape

from tests.sources.case import Case
from tests.sources.cases.feeds import BOMB


def entry(number: int, text: str, author: str, date: str = "2026-11-23T07:00:00+00:00") -> str:
    """A new post of r/velo, with the lines that Reddit puts below."""
    page = f"https://www.reddit.com/r/velo/comments/q{number}/note/"
    below = (
        ' &#32; submitted by &#32; <a href="https://www.reddit.com/user/ada"> /u/ada </a> <br/> '
        f'<span><a href="{page}">[link]</a></span> &#32; <span><a href="{page}">[comments]</a></span>'
    )
    return (
        f"<entry><author><name>/u/{escape(author)}</name></author>"
        '<category term="velo" label="r/velo"/>'
        f'<content type="html">{escape(f"<p>{text}</p>" + below)}</content><id>t3_q{number}</id>'
        f'<link href="{page}"/><updated>{date}</updated><published>{date}</published>'
        f"<title>Note {number}</title></entry>"
    )


def comment(number: int, text: str, author: str) -> str:
    page = f"https://www.reddit.com/r/velo/comments/q7/which_wheel/c{number}/"
    return (
        f"<entry><author><name>/u/{author}</name></author><category term='velo' label='r/velo'/>"
        f"<content type='html'>{escape(f'<p>{text}</p>')}</content><id>t1_c{number}</id><link href='{page}'/>"
        f"<updated>2026-11-23T07:00:00+00:00</updated><title>/u/{author} on Which wheel?</title></entry>"
    )


def feed(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        '<category term="velo" label="r/velo"/><id>/r/velo/new/.rss</id>'
        '<link rel="self" href="https://www.reddit.com/r/velo/new/.rss" type="application/atom+xml"/>'
        '<link rel="alternate" href="https://www.reddit.com/r/velo/new/" type="text/html"/>'
        f"<title>newest submissions : velo</title>{''.join(entries)}</feed>"
    ).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return feed(*(entry(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="application/atom+xml; charset=UTF-8",
    write=write,
    settings={"VEILLE_REDDIT_FEEDS": "velo"},
    undated=feed(entry(1, "no date", "ada", "some day in spring")),
    zoneless=feed(entry(1, "no zone", "ada", "2026-11-22T10:00:00")),
    garbage=(
        b'{"reason":"private","message":"Forbidden","error":403}',
        b"just words",
        b"<rss version='2.0'><channel><title>x</title></channel></rss>",
        BOMB,
    ),
)

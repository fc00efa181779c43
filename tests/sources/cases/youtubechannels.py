"""The feed of a YouTube channel."""

from html import escape

from tests.sources.case import Case
from tests.sources.cases.feeds import BOMB

CHANNEL = "UCabcdefghijklmnopqrstuv"


def video(number: int, text: str, author: str, date: str = "2026-11-23T07:00:00+00:00") -> str:
    """A video, its description in its media group."""
    return (
        f"<entry><id>yt:video:vid{number:08}</id><yt:videoId>vid{number:08}</yt:videoId>"
        f"<title>Video {number}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/watch?v=vid{number:08}"/>'
        f"<author><name>{escape(author)}</name></author><published>{date}</published>"
        f"<media:group><media:title>Video {number}</media:title>"
        f"<media:description>{escape(text)}</media:description></media:group></entry>"
    )


def feed(*videos: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        f'<link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"/>'
        f"<id>yt:channel:{CHANNEL[2:]}</id><title>Vélos et Cie</title>"
        f'<link rel="alternate" href="https://www.youtube.com/channel/{CHANNEL}"/>{"".join(videos)}</feed>'
    ).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return feed(*(video(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="text/xml; charset=UTF-8",
    write=write,
    settings={"VEILLE_YOUTUBE_CHANNELS": CHANNEL},
    undated=feed(video(1, "no date", "ada", "some day in spring")),
    zoneless=feed(video(1, "no zone", "ada", "2026-11-22T10:00:00")),
    garbage=(
        b'{"no":"feed"}',
        b"just words",
        b"<rss version='2.0'><channel><title>x</title></channel></rss>",
        BOMB,
    ),
)

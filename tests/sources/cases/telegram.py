"""The page of a Telegram channel."""

from html import escape

from tests.sources.case import Case


def post(
    number: int,
    text: str,
    author: str,
    *,
    date: str = "2026-11-23T07:00:00+00:00",
    before: str = "",
    after: str = "",
) -> str:
    """A post; `before` and `after` are what stands above and below its text."""
    name = escape(author)
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message js-widget_message" data-post="Velos/{number + 1}">'
        '<div class="tgme_widget_message_author"><a class="tgme_widget_message_owner_name" '
        f'href="https://t.me/Velos"><span dir="auto">{name}</span></a></div>{before}'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>{after}'
        '<div class="tgme_widget_message_footer"><span class="tgme_widget_message_views">1.2K</span>'
        '<span class="tgme_widget_message_meta">edited <a class="tgme_widget_message_date" '
        f'href="https://t.me/Velos/{number + 1}"><time datetime="{date}" class="time">07:00</time></a>'
        "</span></div></div></div>"
    )


def channel(*posts: str) -> bytes:
    return (
        '<!DOCTYPE html><html><head><title>Vélos – Telegram</title></head><body class="tgme_page">'
        f'<section class="tgme_channel_history js-message_history">{"".join(posts)}</section></body></html>'
    ).encode()


def write(items: list[tuple[str, str]]) -> bytes:
    return channel(*(post(number, text, author) for number, (text, author) in enumerate(items)))


CASE = Case(
    content_type="text/html; charset=utf-8",
    write=write,
    settings={"VEILLE_TELEGRAM": "velos"},
    undated=channel(post(1, "no date", "ada", date="in spring")),
    zoneless=channel(post(1, "no zone", "ada", date="2026-11-22T10:00:00")),
    garbage=(
        b"{}",
        b"<html><body>Hello</body></html>",
        b'<html><body class="tgme_page"><div class="tgme_page_title">Private</div></body></html>',
        b'<section class="tgme_channel_history">' + b"<div>" * 100_000,
        b'<section class="tgme_channel_history"><div class="x js-message_text">new ways</div></section>',
    ),
)

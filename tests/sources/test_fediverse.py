"""Statuses of the Fediverse, as mentions."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot.models import Mention, MentionKind
from bot.sources.fediverse import is_unsearchable, mention_of, server_of
from tests.clock import START
from tests.recorded import recorded


def status(**changes: Any) -> dict[str, Any]:
    """A status of lea@piaille.example, as her own server and others send it."""
    account = {"acct": "lea@piaille.example", "noindex": False, "indexable": True}
    min_interval = {
        "id": "17954025743fcbc76350ca97970b3504ba0f5d8918",
        "uri": "https://piaille.example/users/lea/statuses/11",
        "url": "https://piaille.example/@lea/11",
        "created_at": "2026-11-23T07:00:00.000Z",
        "in_reply_to_id": None,
        "visibility": "public",
        "spoiler_text": "",
        "language": "fr",
        "content": "<p>Le Zorblax est <b>solide</b>.</p>",
        "account": account,
        "reblog": None,
    }
    return min_interval | changes


def read(given: dict[str, Any], server: str = "mastodon.example") -> Mention:
    mention = mention_of(given, source="mastodon", server=server, now=START)
    assert mention is not None
    return mention


def test_it_is_the_same_mention_on_every_server_it_is_federated_to() -> None:
    there = status(id="112233", account={"acct": "lea"})
    here, home = read(status()), read(there, "piaille.example")
    assert replace(here, aliases=()) == replace(home, aliases=())
    assert home.aliases == ("mastodon:piaille.example:112233",), "what that server itself calls it"
    assert (here.id, here.author) == ("https://piaille.example/users/lea/statuses/11", "lea@piaille.example")
    assert (here.place, here.lang) == ("piaille.example", "fr")


def test_a_boost_is_what_it_boosts() -> None:
    boost = status(uri="https://other.example/activity/1", content="", reblog=status())
    assert read(boost) == read(status())


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("fr-CA", "fr"), ("kab", ""), ("FR", "fr"), ("a\x00", ""), ("\ud800x", ""), (7, ""), (None, "")],
)
def test_its_language_is_one_of_two_letters_or_not_known(sent: object, kept: str) -> None:
    assert read(status(language=sent)).lang == kept


def test_a_boost_of_nothing_is_the_status_itself() -> None:
    assert read(status(reblog={})) == read(status())


def test_hashtags_that_stand_beside_the_words_are_said_too() -> None:
    named = [{"name": "velo"}, {"name": "Zorblax"}, {"name": "zorblax"}, {"name": ""}, {}, 7]
    assert read(status(content="<p>Essai #Vélo</p>", tags=named)).text == "Essai #Vélo\n\n#Zorblax #zorblax"
    assert read(status(content="<p>Essai #Vélo #zorblax</p>", tags=named)).text == "Essai #Vélo #zorblax"
    assert mention_of(status(content="", tags=named), source="x", server="x.example", now=START) is None


def test_the_card_of_a_page_is_read() -> None:
    card = {"url": "https://a.example/", "title": "Zorblax ferme, a < b", "description": "Deux usines"}
    assert read(status(card=card)).card == "Zorblax ferme, a < b\n\nDeux usines"
    assert read(status(card=None)).card == ""


def test_a_warning_is_the_title() -> None:
    mention = read(status(spoiler_text="vélos"))
    assert (mention.kind, mention.title, mention.topic) == (MentionKind.POST, "vélos", "")


@pytest.mark.parametrize("warning", ["vélos", "re: vélos", "Re: Re: vélos"])
def test_the_warning_over_a_reply_is_that_of_what_it_answers(warning: str) -> None:
    mention = read(status(in_reply_to_id="x", spoiler_text=warning))
    assert (mention.kind, mention.title, mention.topic) == (MentionKind.COMMENT, "", "vélos")
    assert mention.answers == ("mastodon:mastodon.example:x",)
    assert mention.thread == mention.answers[0]


def test_a_warning_that_was_copied_is_nobodys_title_though_what_it_answers_is_gone() -> None:
    mention = read(status(in_reply_to_id=None, spoiler_text="re: vélos"))
    assert (mention.title, mention.topic) == ("", "vélos")


@pytest.mark.parametrize(
    "changes",
    [
        {"visibility": "private"},
        {"visibility": "direct"},
        {"visibility": "unlisted"},
        {"account": {"acct": "lea", "noindex": True}},
        {"account": {"acct": "lea", "bot": True}},
        {"content": "<p></p>"},
        {"uri": None, "url": None},
        {"uri": "javascript:alert(1)", "url": ""},
    ],
)
def test_what_is_not_for_everybody_is_no_mention(changes: dict[str, Any]) -> None:
    assert mention_of(status(**changes), source="mastodon", server="x.example", now=START) is None


@pytest.mark.parametrize("indexable", [True, False, None])
def test_who_is_not_searchable_may_be_found_by_a_hashtag(indexable: bool | None) -> None:
    given = status(account={"acct": "lea", "indexable": indexable})
    assert mention_of(given, source="mastodon", server="x.example", now=START) is not None
    assert is_unsearchable(given) is (indexable is False)
    assert is_unsearchable(status(reblog=given)) is (indexable is False)


def test_what_was_bridged_from_bluesky_is_the_post_there() -> None:
    post = "at://did:plc:abc/app.bsky.feed.post/3kxyz"
    assert read(status(uri=f"https://bsky.brid.gy/convert/ap/{post}")).id == post


def test_its_links_are_pages_and_neither_people_nor_tags() -> None:
    content = (
        '<p><a href="https://a.example/@bob" class="u-url mention">@bob</a> '
        '<a href="https://a.example/tags/velo" rel="tag">#velo</a> '
        '<a href="https://news.example/zorblax?utm_source=m">news</a></p>'
    )
    given = status(content=content, card={"url": "https://news.example/zorblax"})
    assert read(given).links == ("https://news.example/zorblax",)


@pytest.mark.parametrize("given", ["piaille.fr", "https://piaille.fr/", " https://PIAILLE.fr/@lea "])
def test_a_server_is_named_by_its_host(given: str) -> None:
    assert server_of(given) == "piaille.fr"


def test_odd_values_break_nothing() -> None:
    odd = dict.fromkeys(status(), 7) | {"uri": "https://a.example/1", "content": "x", "visibility": "public"}
    assert read(odd).author == ""


@pytest.mark.parametrize(
    ("file", "authors"),
    [
        ("mastodon/tag_timeline.json", {"mastodonpy_test_2@heard.example"}),
        ("mastodon/test_entity_status_0.json", {"halcy@icosahedron.website"}),
        ("snac_local/tag_timeline.json", {"alice@localhost:18083", "bob@localhost:18083"}),
    ],
)
def test_what_servers_really_send_is_read(file: str, authors: set[str]) -> None:
    folder = recorded(file.split("/")[0])
    if folder is None:
        pytest.skip("no recorded answers here")
    document = msgspec.json.decode((folder.parent / file).read_bytes())
    for each in document if isinstance(document, list) else [document]:
        mention = read(each, "heard.example")
        assert mention.author in authors
        assert mention.dated
        assert "<" not in mention.text

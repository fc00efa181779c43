"""Google News, beyond what every source keeps to."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.answer import Answer
from bot.errors import ChangedFailure
from bot.fetching import Fetcher
from bot.models import Mention, MentionKind
from bot.query import Needle
from bot.sources.googlenews import GoogleNews
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.recorded import recorded
from tests.sources.cases.feeds import write as blog
from tests.sources.cases.googlenews import article, item, rss

ATOM = b"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">
<id>https://news.google.com/atom?hl=en-US&amp;gl=US&amp;ceid=US:en</id><generator>NFE/5.0</generator>
<title type="html">Top stories - Google News</title>
<link href="https://news.google.com/atom?hl=en-US&amp;gl=US&amp;ceid=US:en" rel="self"/>
<entry><id>https://news.google.com/articles/CBMiEXplbW9yeSBsYW5l0gEA?oc=5</id>
<title type="html">Zorblax &amp;amp; Co - a review - The Daily</title>
<updated>2026-11-23T02:43:00.000000000Z</updated>
<link href="https://news.google.com/__i/rss/rd/articles/CBMiEXplbW9yeSBsYW5l0gEA?oc=5" type="text/html"/>
<content type="html">&lt;ol&gt;&lt;li&gt;&lt;a href="https://news.google.com/x"&gt;Zorblax&lt;/a&gt;&lt;/li&gt;
&lt;/ol&gt;</content></entry></feed>"""


def read(body: bytes) -> list[Mention]:
    return GoogleNews().read(Answer(url="https://news.google.com/rss/search?q=x", body=body), START)


def test_an_article_has_its_headline_and_its_publisher() -> None:
    (found,) = read(rss(item(1, "Zorblax – l'usine - acte II", "Ouest-France - Brest")))
    assert found.title == "Zorblax – l'usine - acte II"
    assert found.place == "Ouest-France - Brest"
    assert (found.author, found.text) == ("", "")
    assert found.kind is MentionKind.ARTICLE
    assert found.id == f"gnews:{article(1)}"
    assert found.url == f"https://news.google.com/rss/articles/{article(1)}?oc=5"
    assert found.lang == "fr"


def test_a_description_that_says_more_is_kept() -> None:
    plain = item(1, "Zorblax", "Gazette").split("<description>")[0]
    (found,) = read(rss(f"{plain}<description>They said it all.</description></item>"))
    assert found.text == "They said it all."


def test_the_atom_of_former_years_is_read() -> None:
    (found,) = read(ATOM)
    assert (found.title, found.place) == ("Zorblax & Co - a review", "The Daily")
    assert found.id == "gnews:CBMiEXplbW9yeSBsYW5l0gEA"
    assert found.text == ""
    assert found.lang == "en"


def test_another_feed_is_not_one_of_google_news() -> None:
    with pytest.raises(ChangedFailure, match="Google News"):
        read(blog([("Zorblax", "ada")]))


class TestQuestions:
    def editions(self, *languages: str) -> list[str]:
        return [request.edition for request in GoogleNews().requests(Ask((Needle("z"),), languages))]

    def test_french_teams_hear_four_countries(self) -> None:
        assert self.editions("fr") == ["FR:fr", "BE:fr", "CH:fr", "CA:fr"]

    def test_without_a_language_france_and_the_united_states_are_heard(self) -> None:
        assert self.editions() == ["FR:fr", "US:en"]

    def test_a_language_without_an_edition_asks_nothing(self) -> None:
        assert self.editions("tlh") == []

    def test_needles_are_joined(self) -> None:
        ask = Ask((Needle("orange money"), Needle("orange_fr", "handle"), Needle("zorb", "prefix")), ("it",))
        (request,) = GoogleNews().requests(ask)
        assert request.text == '"orange money" OR "orange_fr" OR zorb'

    def test_many_needles_are_several_questions(self) -> None:
        ask = Ask(tuple(Needle(f"n{n}") for n in range(25)), ("it",))
        assert len(list(GoogleNews().requests(ask))) == 3


@pytest.mark.parametrize(
    ("edition", "hl", "back", "when"),
    [
        ("FR:fr", "fr", 7, "7d"),
        ("US:en", "en-US", 0.1, "1d"),
        ("BR:pt-419", "pt-BR", 1.5, "2d"),
        ("MX:es-419", "es-419", 1, "1d"),
        ("TW:zh-Hant", "zh-TW", 1, "1d"),
    ],
)
async def test_the_edition_is_named_three_times_and_the_days_once(
    fetcher: Fetcher, server: Server, clock: FakeClock, edition: str, hl: str, back: float, when: str
) -> None:
    server.answer("*", reply(200, rss()))
    request = SourceRequest("googlenews", '"a" OR "b"', edition)
    async for _ in GoogleNews(clock).search(request, START - timedelta(days=back), fetcher):
        pass
    asked = {name: values[0] for name, values in parse_qs(urlsplit(server.seen[0].target).query).items()}
    assert asked == {"q": f'("a" OR "b") when:{when}', "hl": hl, "gl": edition[:2], "ceid": edition}


def test_the_recorded_feed_reads_well() -> None:
    folder = recorded("google_news")
    if folder is None:
        pytest.skip("no recorded answers here")
    for path in folder.glob("*.xml"):
        found = read(path.read_bytes())
        assert len(found) > 20
        assert len({mention.id for mention in found}) == len(found)
        assert all(mention.dated and mention.place and mention.url for mention in found)
        assert not any(mention.title.endswith(f"- {mention.place}") for mention in found)


def test_when_no_article_has_an_address_that_is_said() -> None:
    body = rss("<item><title>Zorblax - Gazette</title></item>")
    with pytest.raises(ChangedFailure, match="new way"):
        GoogleNews().read(Answer(url="", body=body), START)

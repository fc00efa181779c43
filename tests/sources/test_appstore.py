"""The reviews of apps."""

from datetime import timedelta

import pytest

from bot.answer import Answer
from bot.errors import Curtailed
from bot.fetching import Fetcher
from bot.models import Mention
from bot.query import Needle, parse
from bot.sources.appstore import AppStore
from bot.sources.source import Ask, SourceRequest
from tests.clock import START, FakeClock
from tests.fetching.server import Server, reply
from tests.sources.cases.appstore import label, review, reviews

QUESTION = SourceRequest("appstore", "123456789", "fr")
PAGE = "/fr/rss/customerreviews/page={}/id=123456789/sortby=mostrecent/json"
NAMED = reply(200, b'{"results":[{"trackName":"Zorblax Go"}]}')


def read(body: bytes) -> list[Mention]:
    return AppStore().read(Answer(url="", body=body), START)


async def found(source: AppStore, fetcher: Fetcher) -> list[Mention]:
    pages = [page async for page in source.search(QUESTION, START - timedelta(days=1), fetcher)]
    return [mention for page in pages for mention in page]


def test_all_watches_ask_for_each_app_in_each_country() -> None:
    source = AppStore(values={"VEILLE_APPSTORE": "123456789:fr, id123456789:US 123456789 fr:1"})
    asked = list(source.requests(Ask((Needle("Acme"),))))
    assert asked == list(source.requests(Ask(())))
    assert [(each.text, each.edition) for each in asked] == [("123456789", "fr"), ("123456789", "us")]


def test_stars_stand_before_the_title() -> None:
    (mention,) = read(reviews([review(1, "Ça plante", "Léa")]))
    assert (mention.title, mention.text, mention.author) == ("★★☆☆☆ Déçue", "Ça plante", "Léa")
    assert mention.url == "https://apps.apple.com/fr/app/id123456789?see-all=reviews#12000000001"


@pytest.mark.parametrize(("given", "shown"), [("5", "★★★★★"), ("0", "☆☆☆☆☆"), ("9", "★★★★★")])
def test_stars_are_five(given: str, shown: str) -> None:
    (mention,) = read(reviews([review(1, "x", "Léa", **{"im:rating": label(given)})]))
    assert mention.title == f"{shown} Déçue"


def test_an_absurd_number_of_stars_spoils_no_page() -> None:
    absurd = review(1, "x", "Léa", **{"im:rating": label("9" * 5_000)})
    assert [each.author for each in read(reviews([absurd, review(2, "x", "Bob")]))] == ["Bob"]


def test_a_lone_review_is_no_list_and_none_is_nothing() -> None:
    assert len(read(reviews(review(1, "x", "Léa")))) == 1
    assert read(reviews()) == []


def test_older_answers_begin_with_the_app_which_names_the_place() -> None:
    app = {"im:name": label("Zorblax Go"), "id": label("https://apps.apple.com/fr/app/id123456789")}
    (mention,) = read(reviews([app, review(1, "x", "Léa")]))
    assert mention.place == "Zorblax Go (App Store FR)"


async def test_the_name_of_the_app_is_looked_up_once_a_day_and_its_place_finds_every_review(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("/lookup", NAMED)
    server.answer("*", reply(200, reviews([review(1, "Ça plante", "Léa")])))
    source = AppStore(clock)
    await found(source, fetcher)
    (mention,) = await found(source, fetcher)
    assert parse('place:"zorblax go"').matches(mention)
    assert not parse("zorblax").matches(mention)
    assert sum(seen.target.startswith("/lookup") for seen in server.seen) == 1


async def test_a_name_that_cannot_be_looked_up_spoils_nothing(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("/lookup", reply(404))
    server.answer("*", reply(200, reviews([review(1, "x", "Léa")])))
    (mention,) = await found(AppStore(clock), fetcher)
    assert mention.place == "App Store FR"


async def test_it_turns_pages_until_reviews_are_older_than_asked(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    server.answer("/lookup", NAMED)
    old = review(2, "x", "Léa", updated=label("2026-11-01T00:00:00-07:00"))
    server.answer(PAGE.format(1), reply(200, reviews([review(1, "x", "Léa")])))
    server.answer(PAGE.format(2), reply(200, reviews([old])))
    assert len(await found(AppStore(clock), fetcher)) == 1
    assert len(server.seen) == 3


async def test_what_never_ends_is_cut_off(fetcher: Fetcher, server: Server, clock: FakeClock) -> None:
    server.answer("/lookup", NAMED)
    for page in range(1, 11):
        server.answer(PAGE.format(page), reply(200, reviews([review(page, "x", "Léa")])))
    with pytest.raises(Curtailed):
        await found(AppStore(clock), fetcher)
    assert len(server.seen) == 11

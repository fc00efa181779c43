"""Who speaks."""

from bot.analysis.people import people, person, speakers, unsigned
from bot.sources.bluesky import Bluesky
from bot.sources.blueskysearch import BlueskySearch
from bot.sources.feeds import Feeds
from bot.sources.mastodon import Mastodon
from bot.sources.wordpress import WordPress
from tests.analysis.mentions import mention


def test_a_person_is_an_author_of_one_source() -> None:
    same = [mention(author="ann"), mention(author="ann"), mention(author="ann", source="blog")]
    assert people(same) == {("forum", "ann"), ("blog", "ann")}


def test_a_person_is_the_same_by_whichever_source_of_a_network_they_are_heard() -> None:
    live, found = (
        source.signed(mention(author="ann.example", source=source.name))
        for source in (Bluesky(), BlueskySearch())
    )
    assert people([live, found]) == {("bluesky", "ann.example")}


def test_a_person_of_a_site_is_the_same_by_its_feeds_and_its_search_and_another_elsewhere() -> None:
    found = [
        source.signed(mention(author="admin", source=source.name, url=f"https://{host}/{number}"))
        for number, (source, host) in enumerate(
            [(Feeds(), "www.one.example"), (WordPress(), "one.example"), (Feeds(), "two.example")]
        )
    ]
    assert people(found) == {("one.example", "admin"), ("two.example", "admin")}


def test_a_handle_of_the_fediverse_is_one_person_in_feeds_too() -> None:
    told = mention(author="@ann@one.example", source="feeds", url="https://two.example/@ann/1")
    live = Mastodon().signed(mention(author="ann@one.example", source="mastodon"))
    assert people([Feeds().signed(told), live]) == {("mastodon", "ann@one.example")}


def test_nobody_is_not_a_person() -> None:
    assert person(mention(author="")) is None
    assert people([mention(author="")]) == set()
    assert unsigned([mention(author=""), mention(author="ann")]) == 1


def test_a_place_speaks_for_what_nobody_signed() -> None:
    papers = [mention(author="", place="One"), mention(author="", place="One"), mention(author="ann")]
    assert len(speakers(papers)) == 2


def test_a_place_is_never_taken_for_a_person() -> None:
    assert len(speakers([mention(author="", place="ann"), mention(author="ann")])) == 2

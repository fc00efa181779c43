import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from bot.errors import UnreadableFile
from bot.world import sample
from bot.world.formats.markup import ADDRESS
from bot.world.item import Item, Place, Post
from bot.world.sample import FOLDER, Sample, load, slug
from bot.world.site import FORMATS
from tests.clock import START

REAL = {"hn.algolia.com", "news.ycombinator.com", "news.google.com"}
NAMED = re.compile(r"(?<![\w#])zorblax(?!\w)", re.IGNORECASE)
WEEKS = timedelta(weeks=3)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    world = load(START)
    return [post for key in world.places for post in world.posts(key, START + DAY)]


def names_zorblax(post: Post) -> bool:
    """Whether what can be read of it says the word (of the papers, only headlines can be read)."""
    text = "" if post.place.format == "press" else post.item.text
    return bool(NAMED.search(f"{post.item.title}\n{text}"))


def test_about_three_hundred_items_are_told_by_about_a_hundred_and_twenty_people(posts: list[Post]) -> None:
    people = Counter(post.item.by for post in posts if post.item.by)
    assert 290 <= len(posts) <= 330
    assert 110 <= len(people) <= 130
    assert 20 <= sum(times >= 3 for times in people.values()) <= 35


def test_a_little_more_than_half_of_it_is_french(posts: list[Post]) -> None:
    languages = Counter(post.item.lang for post in posts)
    assert set(languages) == {"fr", "en"}
    assert 0.5 <= languages["fr"] / len(posts) <= 0.6


def test_it_covers_three_weeks_and_a_little_of_what_comes(posts: list[Post]) -> None:
    assert all(START - WEEKS <= post.at <= START + DAY for post in posts)
    assert min(post.at for post in posts) < START - timedelta(days=19)
    assert 0 < sum(post.at > START for post in posts) < 10


def test_every_item_has_an_id_and_an_address_of_its_own(posts: list[Post]) -> None:
    assert len({post.item.id for post in posts}) == len(posts)
    assert len({post.url for post in posts}) == len(posts)


def test_no_address_leads_to_somebody_real(posts: list[Post]) -> None:
    addresses = [post.url for post in posts] + [post.item.link for post in posts if post.item.link]
    addresses += [found for post in posts for found in ADDRESS.findall(post.item.text)]
    hosts = {urlsplit(address).hostname or "" for address in addresses} | {post.place.host for post in posts}
    assert {host for host in hosts if not host.endswith(".example")} <= REAL


def test_a_link_to_a_place_of_the_world_leads_to_something_told_there(posts: list[Post]) -> None:
    known = {post.url for post in posts}
    hosts = {post.place.host for post in posts}
    links = {post.item.link for post in posts if post.item.link}
    links |= {found for post in posts for found in ADDRESS.findall(post.item.text)}
    assert {link for link in links if urlsplit(link).hostname in hosts} <= known


def test_answers_come_after_what_they_answer(posts: list[Post]) -> None:
    by_id = {post.item.id: post for post in posts}
    assert all(by_id[post.item.under].at < post.at for post in posts if post.item.under)
    assert all(by_id[post.item.under].place.host == post.place.host for post in posts if post.item.under)


def test_the_last_day_makes_a_digest_worth_reading(posts: list[Post]) -> None:
    recent = [post for post in posts if names_zorblax(post) and START - DAY < post.at <= START]
    assert 22 <= len(recent) <= 40
    assert len({post.item.by for post in recent if post.item.by}) >= 18
    assert len({post.place.key for post in recent if post.item.by}) >= 7
    assert {post.item.lang for post in recent} == {"fr", "en"}


def test_one_link_is_shared_from_five_places(posts: list[Post]) -> None:
    link = "https://nightcommute.example/zorblax-4-2-goes-dark"
    shared = {
        post.place.key for post in posts if link in (post.url, post.item.link) or link in post.item.text
    }
    assert shared == {"night", "hn", "roue-libre", "brimeo", "guidon-comments"}


def test_five_papers_repeat_one_press_release(posts: list[Post]) -> None:
    same = [post for post in posts if "équipe" in post.item.title and "4 000" in post.item.title]
    assert len({post.place.key for post in same}) == 5


def test_some_speak_of_others_only_and_some_of_nobody(posts: list[Post]) -> None:
    others = [post for post in posts if not names_zorblax(post)]
    assert sum("brimeo" in f"{post.item.title} {post.item.text}".lower() for post in others) >= 25
    assert sum(not re.search("zorblax|brimeo", f"{p.item.title} {p.item.text}", re.I) for p in posts) >= 80


def test_other_words_that_hold_the_name_are_there_as_traps(posts: list[Post]) -> None:
    told = " ".join(f"{post.item.title} {post.item.text} {post.item.by}" for post in posts)
    for trap in ("#ZorblaxFail", "Zorblaxians", "zorblaxé", "zorblaxian_dad", "Zorblak "):
        assert trap in told


def test_some_of_it_is_hostile(posts: list[Post]) -> None:
    texts = [post.item.text for post in posts]
    assert any("<!channel>" in text for text in texts)
    assert any("\u202e" in text for text in texts)
    assert any(len(text) > 3000 for text in texts)


def test_no_text_is_told_twice(posts: list[Post]) -> None:
    texts = Counter(post.item.text for post in posts if post.item.text and post.place.format != "press")
    assert [text for text, times in texts.items() if times > 1] == []


def test_places_are_published_in_formats_that_exist() -> None:
    known = {*FORMATS, "hacker_news", "press"}
    assert {place.format for place in load(START).places.values()} <= known


def test_each_data_file_says_what_it_is() -> None:
    for path in FOLDER.glob("*.jsonl"):
        first = path.read_bytes().splitlines()[0]
        assert msgspec.json.decode(first)["notice"].startswith("Sample data")


def test_a_place_is_read_newest_first_and_not_beyond_now() -> None:
    place = Place(key="here", host="here.example", name="Here", format="forum", lang="en", address="/{id}")
    items = [Item(id=str(ago), place="here", ago=ago, lang="en") for ago in (30, -10, 5)]
    world = Sample(START, [place], items)
    assert [post.item.id for post in world.posts("here", START)] == ["5", "30"]


def test_posts_are_numbered_within_their_discussion() -> None:
    place = Place(
        key="p", host="p.example", name="P", format="forum", lang="en", address="/{slug}/{thread}/{number}"
    )
    opening = Item(id="a", place="p", ago=9, lang="en", title="Été, déjà ?")
    answers = [
        Item(id="b", place="p", ago=8, lang="en", under="a"),
        Item(id="c", place="p", ago=7, lang="en", under="b"),
    ]
    world = Sample(START, [place], [opening, *answers])
    assert [post.url for post in world.posts("p", START)] == [
        "/ete-deja/a/3",
        "/ete-deja/a/2",
        "/ete-deja/a/1",
    ]


def test_a_title_becomes_a_plain_address() -> None:
    assert slug("Brimeo Lumo Pro : étanche ou pas ?") == "brimeo-lumo-pro-etanche-ou-pas"


def test_a_damaged_data_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "places.jsonl").write_text('{"notice": "Sample data"}\n{"key": 1}\n')
    monkeypatch.setattr(sample, "FOLDER", tmp_path)
    sample._read.cache_clear()
    try:
        with pytest.raises(UnreadableFile, match=r"places\.jsonl is damaged at line 2"):
            load(START)
    finally:
        sample._read.cache_clear()

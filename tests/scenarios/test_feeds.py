"""Feeds that people add to their channel."""

import asyncio
from datetime import timedelta

import pytest

from bot.answers import channel
from bot.logs import TALKATIVE
from bot.watches import feeds
from bot.world.reply import Reply
from tests.scenarios.fake_web import BLOG, DOWN, FEED, HN
from tests.scenarios.full_bot import NINE, Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PAGE = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head>
<body>Lampes</body></html>"""


async def test_a_feed_is_added_by_its_own_address(stage: Stage) -> None:
    stage.public.say(BLOG, "La lampe Acme.", by="Léa", title="Essai", ago=HOUR)
    await stage.command("brand Acme")
    answer = await stage.told(f"feed {FEED}")
    assert f"Lampes & lueurs is read here from now on ({FEED})" in answer
    assert "It holds 1 entry; 1 of them speaks of what is watched here" in answer
    assert FEED in await stage.told("feed")


@pytest.mark.parametrize("typed", ["https://lampes.example/about", "lampes.example/about"])
async def test_a_feed_is_found_from_a_page(stage: Stage, typed: str) -> None:
    stage.public.pages["lampes.example/about"] = Reply(body=PAGE, content_type="text/html")
    assert f"({FEED})" in await stage.told(f"feed {typed}")


async def test_a_page_without_a_feed_says_so(stage: Stage) -> None:
    stage.public.pages["nothing.example/"] = Reply(body=b"<html></html>", content_type="text/html")
    assert "Nothing was added." in await stage.told("feed https://nothing.example/")
    assert "No feed is read here" in await stage.told("feed")


async def test_an_address_that_does_not_answer_says_so(stage: Stage) -> None:
    stage.public.ill["lampes.example"] = DOWN
    answer = await stage.told(f"feed {FEED}")
    assert "Nothing was added." in answer
    assert "No feed is read here" in await stage.told("feed")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/feed",
        "http://localhost/feed",
        "http://10.0.0.7/feed",
        "http://192.168.1.1/rss",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/feed",
        "http://0x7f.1/feed",
        "http://2130706433/feed",
    ],
)
async def test_a_private_address_is_refused(stage: Stage, address: str) -> None:
    asked = len(stage.public.asked)
    answer = await stage.told(f"feed {address}")
    assert "Nothing was added." in answer
    assert len(stage.public.asked) == asked


async def test_a_redirect_to_a_private_address_is_refused(stage: Stage) -> None:
    stage.public.pages["sly.example/feed"] = Reply(
        body=b"", content_type="text/html", status=302, location="http://169.254.169.254/"
    )
    assert "Nothing was added." in await stage.told("feed https://sly.example/feed")


@pytest.mark.parametrize(
    "address", ["ftp://lampes.example/feed", "file:///etc/passwd", "javascript:alert(1)"]
)
async def test_what_is_no_web_address_is_refused(stage: Stage, address: str) -> None:
    assert "Nothing was added." in await stage.told(f"feed {address}")


async def test_the_same_feed_twice_is_said(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    assert "is read here already" in await stage.told(f"feed {FEED}")


async def test_a_feed_is_added_as_slack_writes_addresses(stage: Stage) -> None:
    assert "is read here from now on" in await stage.told(f"feed <{FEED}|lampes.example/feed>")


async def test_a_feed_is_removed_by_address_or_name(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    assert "no longer read here" in await stage.told("feed remove lampes & lueurs")
    await stage.command(f"feed {FEED}")
    assert "no longer read here" in await stage.told(f"feed remove {FEED}")
    assert "No such feed is read here" in await stage.told(f"feed remove {FEED}")


async def test_a_feed_is_heard_by_its_own_channel_alone(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    await stage.command("brand Acme", channel="crise")
    stage.public.say(BLOG, "La lampe Acme.", by="Léa", title="Essai")
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["La lampe Acme."]
    assert "Nothing new about Acme" in shown(stage.said("crise")[-1])


async def test_a_feed_where_the_bot_is_not_in_is_not_added(stage: Stage) -> None:
    assert "/invite @veille" in await stage.told(f"feed {FEED}", channel="random")


async def test_what_a_feed_held_before_it_was_added_is_history(stage: Stage) -> None:
    stage.public.say(BLOG, "Une vieille lampe Acme.", by="Léa", title="Avant", ago=3 * HOUR)
    await stage.command("brand Acme")
    await stage.command(f"feed {FEED}")
    stage.public.say(BLOG, "Une nouvelle lampe Acme, bien plus claire.", by="Léa", title="Après")
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Une nouvelle lampe Acme, bien plus claire."]


async def test_a_feed_that_fails_is_named_in_the_digest_and_the_status(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    stage.public.ill["lampes.example"] = DOWN
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.at(NINE)
    assert "Not heard: Feeds, Lampes & lueurs" in shown(stage.said()[-1])
    assert "Feeds: Lampes & lueurs: last read 08:00" in await stage.told("status")


async def test_a_feed_may_be_added_with_the_word(stage: Stage) -> None:
    assert "is read here from now on" in await stage.told(f"feed add {FEED}")


async def test_a_removal_that_names_no_feed_is_asked_which(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    assert (await stage.told("feed remove")).startswith("Which feed?")


@pytest.mark.parametrize(
    "typed", ["https://lampes.example", "lampes.example/", "http://lampes.example/feed", "lampes & lueurs"]
)
async def test_a_feed_is_removed_by_the_page_it_was_found_from(stage: Stage, typed: str) -> None:
    await stage.command(f"feed {FEED}")
    assert await stage.told(f"feed remove {typed}") == "Lampes & lueurs is no longer read here."
    assert "No feed is read here" in await stage.told("feed")


@pytest.mark.parametrize("verb", ["remove", "delete", "retire", "enlève", "Supprimer"])
async def test_a_feed_is_removed_in_french_and_in_english(stage: Stage, verb: str) -> None:
    await stage.command(f"feed ajoute {FEED}")
    assert await stage.told(f"feed {verb} Lampes & lueurs") == "Lampes & lueurs is no longer read here."


async def test_of_two_feeds_of_a_site_the_one_to_remove_is_asked_for(stage: Stage) -> None:
    other = f"{FEED}?of=lamps"
    for address in (FEED, other):
        await stage.command(f"feed {address}")
    assert await stage.told("feed remove lampes.example") == (
        f"Several feeds read here could be meant: write /watch feed remove {FEED} or {other}."
    )
    assert "No such feed is read here." in await stage.told("feed remove lamp")
    await stage.command(f"feed remove {other}")
    assert other not in await stage.told("feed")


async def test_what_people_change_while_a_feed_is_looked_for_stays_changed(stage: Stage) -> None:
    other = f"{FEED}?of=lamps"
    await stage.command("list")
    await asyncio.gather(
        stage.command(f"feed {FEED}"),
        stage.command(f"feed {other}", user="Alex"),
        stage.command("replies on", user="Alex"),
        stage.command("digest 07:15 daily"),
        stage.command("sources -googlenews", user="Alex"),
    )
    feeds = await stage.told("feed")
    assert FEED in feeds
    assert other in feeds
    assert "are on here" in await stage.told("replies")
    assert "07:15 every day" in await stage.told("digest")
    assert "googlenews (off)" in (await stage.command("sources"))[0].text


async def test_a_watch_changed_by_several_at_once_is_all_that_they_made_of_it(stage: Stage) -> None:
    await stage.command("brand Acme")
    await asyncio.gather(
        stage.command("alerts Acme instant"),
        stage.command("pause Acme", user="Alex"),
        stage.command("edit Acme -juice"),
    )
    listed = await stage.told("list")
    assert "paused" in listed
    assert "-juice" in listed
    assert "is told at once" in await stage.told("alerts Acme")


async def test_a_feed_is_removed_by_the_name_that_the_list_shows(stage: Stage) -> None:
    long = "Les lampes, les lueurs et tout ce qui éclaire " * 5
    stage.public.pages["long.example/feed"] = Reply(
        body=f'<rss version="2.0"><channel><title>{long}</title></channel></rss>'.encode(),
        content_type="application/rss+xml",
    )
    await stage.command("feed https://long.example/feed")
    _, row = (await stage.told("feed")).splitlines()
    title, _, _ = row.rpartition(": ")
    assert title.endswith("…")
    assert "is no longer read here" in await stage.told(f"feed remove {title}")
    await stage.command("feed https://long.example/feed")
    assert "is no longer read here" in await stage.told(f"feed remove {row}")


async def test_a_feed_that_is_refused_at_its_second_reading_is_read_once(stage: Stage) -> None:
    stage.public.say(BLOG, "La lampe Acme.", by="Léa", title="Essai", ago=HOUR)
    await stage.command("brand Acme")
    before = len(stage.public.asked)
    assert "1 of them speaks of what is watched here" in await stage.told(f"feed {FEED}")
    assert len(stage.public.asked) == before + 1
    assert "La lampe Acme." in await stage.told("now all")


async def test_a_feed_that_is_removed_and_added_again_speaks_of_what_it_spoke_of(stage: Stage) -> None:
    stage.public.say(BLOG, "La lampe Acme.", by="Léa", title="Essai", ago=HOUR)
    stage.public.say(BLOG, "Un phare.", by="Léa", title="Autre", ago=HOUR)
    await stage.command("brand Acme")
    for _ in range(2):
        assert "It holds 2 entries; 1 of them speaks of what is" in await stage.told(f"feed {FEED}")
        await stage.command(f"feed remove {FEED}")


async def test_where_nothing_is_watched_a_feed_is_not_said_to_be_silent(stage: Stage) -> None:
    assert "It holds 0 entries; nothing is watched here yet." in await stage.told(f"feed {FEED}")


async def test_a_server_that_takes_its_time_is_spoken_of_early_and_given_up_in_time(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "EARLY", 0.01)
    monkeypatch.setattr(feeds, "LONGEST_SEARCH", 0.2)
    stage.public.open.clear()
    early, late = await stage.command(f"feed {FEED}")
    assert shown(early).startswith("Still looking for a feed at lampes.example;")
    assert "lampes.example did not answer within 0.2 seconds. Nothing was added" in shown(late)
    stage.public.open.set()
    assert "No feed is read here" in await stage.told("feed")


@pytest.mark.parametrize("command", ["feed", "abonne-toi à"])
async def test_the_address_of_a_feed_stands_in_no_line_of_the_log(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, command: str
) -> None:
    async def fails(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(feeds, "find_feed", fails)
    monkeypatch.setattr("bot.commands.command.asked_back", lambda *_: 1 // 0)
    assert "the reason is in the log" in await stage.told(
        f"{command} https://lampes.example/feed?token=4711s"
    )
    ours = [record for record in caplog.records if not record.name.startswith(TALKATIVE)]
    assert any("failed" in record.getMessage() for record in ours)
    assert "4711s" not in "\n".join(f"{record.getMessage()} {record.exc_text}" for record in ours)

"""The digest that comes by itself: at its hour, once, whatever the clock does."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bot.console.records import Post
from bot.digests.coverage import UnreadSource
from bot.errors import TemporaryFailure
from bot.listening.request_runner import Fetched
from bot.world.reply import Reply
from tests.scenarios.fake_web import DOWN, FEED, FORUM, HN
from tests.scenarios.full_bot import MONDAY, NINE, Stage, links, quotes, shown
from tests.scenarios.waiting import eventually

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def digests(stage: Stage, channel: str = "veille-demo") -> list[Post]:
    """What the bot said in a channel, the welcomes left out."""
    return [post for post in stage.said(channel) if "watched here now" not in post.text]


async def test_the_digest_comes_at_its_hour_and_once(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.at(NINE - MINUTE)
    assert digests(stage) == []
    await stage.at(NINE)
    await stage.after(5 * MINUTE)
    await stage.after(HOUR)
    [digest] = digests(stage)
    assert quotes(digest) == ["Acme shines."]


async def test_each_day_tells_what_the_one_before_did_not(stage: Stage) -> None:
    await stage.command("brand Acme")
    for day, word in enumerate(["red", "blue", "green"]):
        stage.public.say(HN, f"My Acme lamp is {word}.", by=f"p{day}")
        await stage.at(NINE + day * DAY)
    assert [quotes(digest) for digest in digests(stage)] == [
        ["My Acme lamp is red."],
        ["My Acme lamp is blue."],
        ["My Acme lamp is green."],
    ]


async def test_no_digest_comes_on_a_weekend_and_monday_tells_of_it(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.at(NINE + 4 * DAY)
    before = len(digests(stage))
    stage.public.say(HN, "Acme on a Saturday.", by="ann", ago=-DAY)
    await stage.at(NINE + 5 * DAY)
    await stage.at(NINE + 6 * DAY)
    assert len(digests(stage)) == before
    await stage.at(NINE + 7 * DAY)
    assert quotes(digests(stage)[-1]) == ["Acme on a Saturday."]


async def test_an_empty_day_is_one_line(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.at(NINE)
    [digest] = digests(stage)
    assert shown(digest).startswith("Nothing new about Acme. Last looked at ")
    assert shown(digest).endswith(", 2 sources well.")
    assert "\n" not in shown(digest)


async def test_new_people_and_regulars_are_told_apart(stage: Stage) -> None:
    for days in (2, 3):
        stage.public.say(HN, "Acme? I know it well.", by="ann", ago=days * DAY)
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme once more.", by="ann")
    stage.public.say(HN, "Acme, for the first time.", by="ben")
    await stage.at(NINE)
    assert "2 people (1 new, 1 regular), 1 place" in shown(digests(stage)[0])


async def test_the_digest_says_what_was_not_read_and_why(stage: Stage) -> None:
    stage.public.say(FORUM, "Acme in a forum.", by="bo", title="Lamps")
    await stage.command("feed https://forum.example/posts.rss")
    await stage.command("brand Acme")
    stage.public.say(FORUM, "Acme again.", by="bo", title="Lamps too")
    stage.public.ill["hn.algolia.com"] = DOWN
    await stage.at(NINE)
    assert "Not heard: Hacker News" in shown(digests(stage)[0])
    assert "2 sources well" in shown(digests(stage)[0])


async def test_a_feed_whose_address_begins_like_anothers_is_called_by_its_own_name(stage: Stage) -> None:
    feeds = {"posts": "The posts", "posts-comments": "The comments", "posts-comments-2": "The comments"}
    for path, title in feeds.items():
        stage.public.pages[f"odd.example/{path}"] = _odd_feed(stage, title=title)
        await stage.command(f"feed https://odd.example/{path}")
    await stage.command("brand Acme")
    stage.clock.pass_time(10 * MINUTE)
    for path in ("posts-comments", "posts-comments-2"):
        stage.public.pages[f"odd.example/{path}"] = DOWN
    await stage.at(NINE)
    said = shown(digests(stage)[0])
    assert "Feeds, The posts:" not in said
    assert "Not heard: Feeds, The comments (https://odd.example/posts-comments): " in said
    assert "Not heard: Feeds, The comments (https://odd.example/posts-comments-2): " in said
    status = await stage.told("status")
    [posts] = [line for line in status.splitlines() if "The posts" in line]
    assert "503" not in posts
    assert "2 of 3 resting until" in await stage.told("sources")


async def test_a_look_back_is_judged_by_its_own_answers(stage: Stage) -> None:
    await stage.command("brand Acme")
    parts = stage.bot.parts
    channel = parts.watchlist.channel("C1")
    assert channel is not None
    answered = [Fetched(question, ()) for question in parts.registry.asked_by("C1")]
    failed = [
        msgspec.structs.replace(asked, failure=TemporaryFailure("it answers with 503."))
        if asked.request.source == "hackernews"
        else asked
        for asked in answered
    ]
    coverage = parts.digest_sources.coverage_of_answers(channel, failed)
    assert coverage.unread == (UnreadSource("Hacker News", "it answers with 503."),)
    assert coverage.well == parts.digest_sources.coverage_of_answers(channel, answered).well - 1
    assert (await parts.digest_sources.coverage(channel)).unread == (), "it is well by now"


async def test_a_digest_due_while_the_bot_was_down_is_sent_once_when_it_is_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.stop()
    stage.clock.pass_time(NINE + 20 * HOUR - stage.clock.now())
    await stage.start()
    assert [quotes(digest) for digest in digests(stage)] == [["Acme shines."]]
    await stage.stop()
    await stage.start()
    await stage.sweep()
    assert len(digests(stage)) == 1


async def test_a_digest_more_than_a_day_late_is_left_out(stage: Stage) -> None:
    await stage.command("digest 09:00 mon")
    await stage.command("brand Acme")
    await stage.stop()
    stage.clock.pass_time(NINE + DAY + MINUTE - stage.clock.now())
    await stage.start()
    assert digests(stage) == []


async def test_what_a_left_out_digest_would_have_told_is_told_by_the_next(stage: Stage) -> None:
    await stage.command("digest 09:00 mon")
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme shines.", by="ann")
    await stage.stop()
    stage.clock.pass_time(NINE + 2 * DAY - stage.clock.now())
    await stage.start()
    await stage.at(NINE + 7 * DAY)
    assert [quotes(digest) for digest in digests(stage)] == [["Acme shines."]]


async def test_after_a_week_without_slack_the_next_digest_covers_the_week_and_says_so(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.at(NINE)
    for _ in range(10_000):
        stage.slack.fail_next("chat.postMessage", error="service_unavailable")
    words = ["My Acme is red", "Who repairs Acme", "Acme", "No light from Acme", "I sold Acme", "Ah, Acme"]
    for day, said in enumerate(words, 1):
        stage.clock.pass_time(NINE + day * DAY - HOUR - stage.clock.now())
        stage.public.say(HN, f"{said}.", by=f"p{day}")
        await stage.at(NINE + day * DAY)
        await stage.at(NINE + day * DAY + 8 * HOUR)
    stage.clock.pass_time(NINE + 7 * DAY - stage.clock.now())
    await stage.sweep()
    stage.slack.forget_faults()  # not before: the digest of the day before would go as soon as it can
    await stage.at(NINE + 7 * DAY + HOUR)
    digest = digests(stage)[-1]
    assert "This digest covers 7 days, since Mon 2 Jun, 09:00: none came in between." in shown(digest)
    told = [quote for post in digests(stage) for quote in quotes(post)]
    assert len(told) == 6
    assert len(told) == len(set(told)), "nothing is said twice"


async def test_a_digest_is_made_once_when_asked_for_twice_at_the_same_time(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(NINE - stage.clock.now())
    due_digests = stage.bot.parts.due_digests
    for _ in range(3):
        stage.bot.parts.background.start(due_digests.send_if_due("C1"), "a digest")
    await stage.rest()
    assert len(digests(stage)) == 1


async def test_a_channel_with_two_hours_gets_two_digests_each_of_what_is_new(
    stage: Stage,
) -> None:
    await stage.command("brand Acme")
    await stage.command("digest 09:00, 17:00")
    stage.public.say(HN, "My Acme lamp is red.", by="ann")
    await stage.at(NINE)
    stage.public.say(HN, "Another Acme lamp is blue.", by="ben")
    await stage.at(NINE + HOUR)
    assert len(digests(stage)) == 1
    await stage.at(NINE + 8 * HOUR)
    await stage.at(NINE + 9 * HOUR)
    assert [quotes(digest) for digest in digests(stage)] == [
        ["My Acme lamp is red."],
        ["Another Acme lamp is blue."],
    ]


async def test_an_hourly_digest_comes_when_it_has_something_to_say(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest hourly")
    await stage.at(NINE)
    assert digests(stage) == []
    stage.public.say(HN, "My Acme lamp is red.", by="ann")
    stage.clock.pass_time(HOUR / 4)
    await stage.poll()
    await stage.sweep()
    assert digests(stage) == [], "nothing was new at nine, and ten is the next"
    await stage.at(NINE + HOUR)
    await stage.at(NINE + 2 * HOUR)
    assert [quotes(digest) for digest in digests(stage)] == [["My Acme lamp is red."]]


async def test_a_weekly_digest_covers_its_week(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest weekly monday 9:00")
    await stage.at(NINE)
    for day, word in enumerate(["red", "blue", "green"]):
        stage.clock.pass_time(NINE + day * DAY + HOUR - stage.clock.now())
        stage.public.say(HN, f"Here is {word}, the Acme lamp number {day}.", by=f"p{day}")
        await stage.sweep()
    await stage.at(NINE + 7 * DAY)
    _, digest = digests(stage)
    assert len(quotes(digest)) == 3


async def test_a_digest_of_an_earlier_version_is_not_made_again(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(NINE - stage.clock.now())
    channel = stage.bot.parts.watchlist.channel("C1")
    assert channel is not None
    await stage.bot.parts.composer.send(channel, "digest:C1:2031-06-02")
    await stage.sweep()
    assert len(digests(stage)) == 1


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York"])
@pytest.mark.parametrize("hour", ["02:30", "03:00", "09:00"])
@pytest.mark.parametrize("day", ["spring", "autumn"])
async def test_on_a_night_the_clocks_change_the_digest_comes_exactly_once(
    stage: Stage, zone: str, hour: str, day: str
) -> None:
    nights = {
        ("Europe/Paris", "spring"): datetime(2032, 3, 28, tzinfo=UTC),
        ("Europe/Paris", "autumn"): datetime(2031, 10, 26, tzinfo=UTC),
        ("America/New_York", "spring"): datetime(2032, 3, 14, tzinfo=UTC),
        ("America/New_York", "autumn"): datetime(2031, 11, 2, tzinfo=UTC),
    }
    night = nights[zone, day]
    stage.clock.pass_time(night - 12 * HOUR - stage.clock.now())
    await stage.command("brand Acme")
    await stage.command(f"digest {hour} daily {zone}")
    for half in (*range(1, 22, 6), *range(22, 48), *range(48, 72, 6)):  # the night by half hours
        await stage.at(night - 12 * HOUR + half * 30 * MINUTE)
    days = [_local_day(digest, zone) for digest in digests(stage)]
    assert days.count(night.date().isoformat()) == 1
    assert len(days) == len(set(days)), "no day has two"


async def test_setting_the_machines_clock_back_repeats_nothing(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.at(NINE)
    stage.clock.jump(-2 * HOUR)
    await stage.sweep()
    stage.clock.jump(2 * HOUR)
    await stage.sweep()
    assert len(digests(stage)) == 1


async def test_setting_the_machines_clock_forward_skips_nothing(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.jump(5 * HOUR)
    await stage.sweep()
    assert len(digests(stage)) == 1


async def test_a_new_zone_does_not_bring_a_second_digest_that_day(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.at(NINE)
    await stage.command("digest 09:00 America/New_York")
    await stage.at(NINE + 6 * HOUR)
    await stage.at(NINE + 12 * HOUR)
    assert len(digests(stage)) == 1
    await stage.at(NINE + DAY + 6 * HOUR)
    assert len(digests(stage)) == 2


async def test_an_hour_that_is_past_today_begins_tomorrow(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest 07:00")
    await stage.sweep()
    assert digests(stage) == []
    await stage.at(NINE + DAY)
    assert len(digests(stage)) == 1


async def test_a_channel_whose_watches_all_rest_gets_no_digest(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    await stage.at(NINE)
    assert digests(stage) == []


async def test_a_digest_hour_that_a_hand_spoilt_stops_nobody(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.command("brand Acme")
    await stage.stop()
    path = stage.watch_list
    path.write_text(path.read_text().replace('"09:00"', '"0900"'))
    await stage.start()
    assert 'has the digest hour "0900", which is not of the form HH:MM' in caplog.text
    await stage.at(NINE)
    assert len(digests(stage)) == 1


async def test_a_digest_that_is_off_does_not_come(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest off")
    await stage.at(NINE)
    assert digests(stage) == []


@pytest.mark.parametrize("changed", ["guid", "tracking", "title"])
async def test_an_old_entry_under_a_new_id_is_not_told_again(stage: Stage, changed: str) -> None:
    stage.public.pages["odd.example/feed"] = _odd_feed(stage)
    await stage.command("feed https://odd.example/feed")
    await stage.command("brand Acme")
    stage.clock.pass_time(10 * MINUTE)
    stage.public.pages["odd.example/feed"] = first = _odd_feed(stage, guid="a1")
    await stage.at(NINE)
    assert quotes(digests(stage)[-1]) == ["The Acme lamp shines over the whole street."]
    old = {"guid": b">a1<", "tracking": b"/essay<", "title": b">On lamps<"}[changed]
    new = {"guid": b">b7<", "tracking": b"/essay?utm_source=rss<", "title": b">On lamps, again<"}[changed]
    stage.public.pages["odd.example/feed"] = msgspec.structs.replace(first, body=first.body.replace(old, new))
    await stage.at(NINE + DAY)
    assert shown(digests(stage)[-1]).startswith("Nothing new about Acme.")


def _odd_feed(stage: Stage, guid: str = "", title: str = "Odd") -> Reply:
    """A feed with one entry of this instant, or with none."""
    entry = f"""<item><title>On lamps</title><link>https://odd.example/essay</link>
<guid isPermaLink="false">{guid}</guid><pubDate>{format_datetime(stage.clock.now(), usegmt=True)}</pubDate>
<description>The Acme lamp shines over the whole street.</description></item>"""
    head = f"<rss version='2.0'><channel><title>{title}</title><link>https://odd.example/</link>"
    body = f"{head}{entry if guid else ''}</channel></rss>"
    return Reply(body=body.encode(), content_type="application/rss+xml")


async def test_the_digest_goes_by_the_query_as_it_is_now(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme jobs: we hire.", by="ann")
    stage.public.say(HN, "My Acme lamp is red.", by="ben")
    stage.clock.pass_time(HOUR / 2)
    await stage.poll()
    await stage.command("edit Acme -jobs")
    await stage.at(NINE)
    assert quotes(digests(stage)[0]) == ["My Acme lamp is red."]


async def test_what_an_edited_query_no_longer_wants_is_not_spent(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme jobs: we hire.", by="ann")
    stage.clock.pass_time(HOUR / 2)
    await stage.poll()
    await stage.command("edit Acme -jobs")
    await stage.at(NINE)
    await stage.command("edit Acme = Acme")
    await stage.at(NINE + DAY)
    assert [quotes(digest) for digest in digests(stage)] == [[], ["Acme jobs: we hire."]]


async def test_what_was_found_before_a_pause_is_told_once_it_is_over(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("competitor Zorblax")
    stage.public.say(HN, "Zorblax is fine.", by="ann")
    stage.clock.pass_time(HOUR / 2)
    await stage.poll()
    await stage.command("pause Zorblax")
    await stage.at(NINE)
    assert "Zorblax" not in shown(digests(stage)[-1])
    await stage.command("resume Zorblax")
    await stage.at(NINE + DAY)
    assert quotes(digests(stage)[-1]) == ["Zorblax is fine."]


async def test_no_channel_waits_for_the_slow_sources_of_another(stage: Stage) -> None:
    await stage.command(f"feed {FEED}", channel="crise")
    await stage.command("brand Acme", channel="crise")
    await stage.command("brand Acme")
    hurry = stage.public.hanging["lampes.example"] = asyncio.Event()
    stage.clock.pass_time(NINE - stage.clock.now())
    stage.bot.parts.background.start(stage.bot.parts.due_digests.sweep(), "digests")
    await eventually(lambda: len(digests(stage)) == 1)
    assert digests(stage, "crise") == []
    hurry.set()
    await stage.rest()
    assert len(digests(stage, "crise")) == 1


async def test_the_first_poll_of_a_new_watch_floods_nobody(stage: Stage) -> None:
    for n in range(200):
        stage.public.say(HN, f"Acme number {n} is different.", by=f"p{n}", ago=2 * HOUR)
    await stage.command("brand Acme")
    await stage.poll()
    [welcome] = stage.said()
    assert len(welcome.blocks) <= 12
    assert "/watch now 1w shows the rest." in shown(welcome)
    await stage.at(NINE)
    assert shown(digests(stage)[0]).startswith("Nothing new about Acme.")


async def test_a_digest_links_each_quotation_to_its_page(stage: Stage) -> None:
    await stage.command("brand Acme")
    number = stage.public.say(HN, "Acme shines.", by="ann", title="Lamps")
    await stage.at(NINE)
    found = links(digests(stage)[0])
    assert [label for label, _ in found] == ["Lamps", "08:01"]
    assert {address for _, address in found} == {f"https://news.ycombinator.com/item?id={number}"}


def _local_day(digest: Post, zone: str) -> str:
    return datetime.fromtimestamp(float(digest.ts), ZoneInfo(zone)).date().isoformat()


def test_the_stage_begins_on_a_monday_at_eight_in_paris() -> None:
    local = MONDAY.astimezone(ZoneInfo("Europe/Paris"))
    assert (local.isoweekday(), local.hour) == (1, 8)

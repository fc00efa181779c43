"""Instant mentions: told as they are heard, once, and only what is news."""

from datetime import timedelta

import pytest

from bot.alerts.instant import InstantAlerts
from tests.scenarios.fake_web import BLOG, FEED, HN, PRESS
from tests.scenarios.full_bot import NINE, Stage, links, quotes, shown

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def watch(stage: Stage, name: str = "Acme", channel: str = "veille-demo") -> int:
    """An instant watch; how much was said before it can tell anything."""
    await stage.command(f"brand {name}", channel=channel)
    await stage.command(f"alerts {name} instant", channel=channel)
    return len(stage.said(channel))


async def soon(stage: Stage, minutes: int = 5) -> None:
    stage.clock.pass_time(minutes * MINUTE)
    await stage.poll()


def alerts(stage: Stage, channel: str = "veille-demo") -> list[str]:
    """Every alert in a channel."""
    return [text for post in stage.said(channel) if "new mention" in (text := shown(post)).splitlines()[0]]


async def test_a_mention_is_one_message_with_its_words_its_author_and_its_link(stage: Stage) -> None:
    await watch(stage)
    number = stage.public.say(HN, "Acme is on fire.", by="ann", title="Fire in town")
    await soon(stage)
    post = stage.said()[-1]
    assert quotes(post) == ["Acme is on fire."]
    assert "Acme: 1 new mention" in shown(post)
    assert "ann · Hacker News" in shown(post)
    assert any(url.endswith(f"item?id={number}") for _, url in links(post))
    assert stage.replies(post) == []


async def test_nothing_new_is_no_message(stage: Stage) -> None:
    said = await watch(stage)
    await soon(stage)
    await soon(stage)
    assert len(stage.said()) == said


async def test_the_same_mention_read_again_is_not_told_again(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    for _ in range(4):
        await soon(stage)
    assert len(alerts(stage)) == 1


async def test_several_of_one_reading_are_one_message_with_a_thread(stage: Stage) -> None:
    said = await watch(stage)
    stage.public.say(HN, "Acme is on fire, the whole roof.", by="ann", title="Fire")
    stage.public.say(HN, "My parcel from Acme never came.", by="ben", title="Parcels")
    stage.public.say(HN, "Who else likes the Acme lamp?", by="cleo", title="Lamps")
    await soon(stage)
    (post,) = stage.said()[said:]
    assert "Acme: 3 new mentions by 3 people" in shown(post)
    assert len(quotes(post)) == 1
    told = quotes(post) + [quote for reply in stage.replies(post) for quote in quotes(reply)]
    assert len(told) == 3
    assert len(set(told)) == 3


async def test_two_watches_are_told_each_under_its_name(stage: Stage) -> None:
    await watch(stage)
    await watch(stage, "Zorblax")
    stage.public.say(HN, "Acme is on fire.", by="ann")
    stage.public.say(PRESS, "Zorblax opens a shop in the old mill.", title="Zorblax opens a shop")
    for _ in range(4):
        await soon(stage)
    assert {text.splitlines()[0] for text in alerts(stage)} == {
        "Acme: 1 new mention",
        "Zorblax: 1 new mention",
    }


async def test_only_the_channel_that_wants_it_is_told_at_once(stage: Stage) -> None:
    await watch(stage)
    await stage.command("brand Acme", channel="crise")
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage)
    assert len(alerts(stage)) == 1
    assert alerts(stage, "crise") == []
    await stage.at(NINE)
    assert quotes(stage.said("crise")[-1]) == ["Acme is on fire."]


async def test_what_was_told_at_once_is_counted_in_the_digest_and_not_quoted_again(stage: Stage) -> None:
    await watch(stage)
    await stage.command("brand Zorblax")
    stage.public.say(HN, "Acme is on fire.", by="ann", title="Fire in town")
    stage.public.say(HN, "Zorblax hums.", by="ben")
    await soon(stage)
    await stage.at(NINE)
    digest = shown(stage.said()[-1])
    assert quotes(stage.said()[-1]) == ["Zorblax hums."]
    assert "Acme — 1 person (1 new) in 1 place" in digest
    assert "Told at once since the last digest: 1, in 1 story." in digest
    assert "Fire in town · ann, Hacker News" in digest
    assert "Nothing new about" not in digest


async def test_a_digest_after_many_alerts_is_the_day(stage: Stage) -> None:
    await watch(stage)
    await stage.at(NINE)
    under: list[str] = []
    for n in range(43):
        if n < 6:
            under.append(stage.public.say(HN, f"Acme story {n}.", by=f"p{n}", title=f"On Acme {n}"))
        else:
            stage.public.say(HN, f"What {n} says of Acme.", by=f"p{n}", under=under[n % 6])
        await soon(stage, 1)
    await stage.at(NINE + DAY)
    [digest] = [shown(post) for post in stage.said() if "Told at once" in post.text]
    assert "Acme — 43 people (43 new) in 1 place" in digest
    assert "Told at once since the last digest: 43, in 6 stories." in digest


async def test_what_an_earlier_digest_counted_is_not_counted_again(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage)
    await stage.at(NINE)
    await stage.at(NINE + DAY)
    assert shown(stage.said()[-1]).startswith("Nothing new about Acme.")


async def test_a_look_back_is_not_told_at_once(stage: Stage) -> None:
    stage.public.say(HN, "Acme was on fire yesterday.", by="ann", ago=DAY)
    await watch(stage)
    await soon(stage)
    assert alerts(stage) == []


async def test_an_edited_query_is_not_told_its_past_at_once(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Zorblax hums since May.", by="old")
    stage.clock.pass_time(HOUR)
    await stage.command("edit Acme = zorblax OR acme")
    await soon(stage)
    assert alerts(stage) == []
    stage.public.say(HN, "Zorblax hums today.", by="new")
    await soon(stage)
    (told,) = alerts(stage)
    assert "Zorblax hums today." in told


async def test_what_a_source_says_on_coming_back_waits_for_the_digest(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme said while nobody listened.", by="ann")
    await stage.stop()
    stage.clock.pass_time(6 * HOUR)
    await stage.start()
    await stage.poll()
    assert alerts(stage) == []
    await stage.at(NINE + DAY)
    every = [quote for post in stage.said() for quote in quotes(post)]
    assert every.count("Acme said while nobody listened.") == 1


async def test_what_was_written_lately_is_told_at_once_though_nobody_asked_for_a_while(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage, 45)
    (told,) = alerts(stage)
    assert "Acme is on fire." in told


async def owes_nothing(*_: object) -> None:
    raise OSError("the bot dies before it owes what it has kept")


async def test_what_was_kept_and_not_owed_before_the_bot_died_is_told_at_once_when_it_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    with monkeypatch.context() as dying:
        dying.setattr(InstantAlerts, "_tell", owes_nothing)
        await soon(stage)
    await stage.stop()
    assert alerts(stage) == []
    for _ in range(2):
        await stage.start()
        assert len(alerts(stage)) == 1
        await stage.stop()


async def test_what_was_not_owed_for_hours_is_left_to_the_digest(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    with monkeypatch.context() as dying:
        dying.setattr(InstantAlerts, "_tell", owes_nothing)
        await soon(stage)
    await stage.stop()
    stage.clock.pass_time(2 * HOUR)
    await stage.start()
    assert alerts(stage) == []
    await stage.at(NINE + DAY)
    assert [quote for post in stage.said() for quote in quotes(post)] == ["Acme is on fire."]


async def test_after_catching_up_news_is_told_at_once_again(stage: Stage) -> None:
    await watch(stage)
    stage.clock.pass_time(6 * HOUR)
    await stage.poll()
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage)
    assert len(alerts(stage)) == 1


async def test_a_feed_just_added_is_not_told_its_past_at_once(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(BLOG, "La lampe Acme.", by="Léa", title="Essai", ago=HOUR)
    await stage.command(f"feed {FEED}")
    await soon(stage, 6)
    assert alerts(stage) == []
    stage.public.say(BLOG, "Encore la lampe Acme, un an après.", by="Léa", title="Un an")
    await soon(stage, 6)
    assert len(alerts(stage)) == 1


async def test_a_watch_that_is_back_to_the_digest_tells_nothing_at_once(stage: Stage) -> None:
    await watch(stage)
    await stage.command("alerts Acme digest")
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage)
    assert alerts(stage) == []
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Acme is on fire."]


async def test_a_paused_watch_tells_nothing(stage: Stage) -> None:
    await watch(stage)
    await stage.command("pause Acme")
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage)
    assert alerts(stage) == []


async def test_hostile_words_are_told_as_words(stage: Stage) -> None:
    await watch(stage)
    stage.public.say(HN, "Acme <!channel> *bold* <https://evil.example|bank>", by="<@U1>")
    await soon(stage)
    assert quotes(stage.said()[-1]) == ["Acme <!channel> *bold* <https://evil.example|bank>"]


async def test_what_comes_while_an_alert_waits_for_slack_is_told_by_that_alert(stage: Stage) -> None:
    said = await watch(stage)
    stage.slack.fail_next("chat.postMessage", retry_after=800)
    for n in range(4):
        stage.public.say(HN, f"Acme number {n} burns: {' '.join(f'w{n}x{m}' for m in range(9))}.", by=f"p{n}")
        await soon(stage, 1)
    assert len(stage.said()) == said
    await stage.after(15 * MINUTE)
    (post,) = stage.said()[said:]
    assert "Acme: 4 new mentions by 4 people" in shown(post)
    told = quotes(post) + [quote for reply in stage.replies(post) for quote in quotes(reply)]
    assert len(set(told)) == 4


async def test_alerts_of_two_watches_are_not_gathered_in_one(stage: Stage) -> None:
    await watch(stage)
    said = await watch(stage, "Zorblax")
    stage.slack.fail_next("chat.postMessage", retry_after=800)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    await soon(stage, 1)
    stage.public.say(HN, "Zorblax is on fire.", by="ann")
    await soon(stage, 1)
    await stage.after(15 * MINUTE)
    openings = [shown(post).splitlines()[0] for post in stage.said()[said:]]
    assert openings == ["Acme: 1 new mention", "Zorblax: 1 new mention"]


async def test_what_slack_may_have_taken_is_not_added_to(stage: Stage) -> None:
    said = await watch(stage)
    stage.public.say(HN, "Acme is on fire.", by="ann")
    stage.slack.fail_next("chat.postMessage", accept_then_drop=True)
    await soon(stage, 1)
    stage.public.say(HN, "Acme burns again.", by="ben")
    await soon(stage, 1)
    await stage.after(15 * MINUTE)
    assert [quotes(post) for post in stage.said()[said:]] == [["Acme is on fire."], ["Acme burns again."]]
    assert all(call.method != "chat.update" for call in stage.slack.calls), "nobody is notified of an edit"

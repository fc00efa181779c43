"""Feeds that issue their entries anew, reword them, and take them back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.console.directory import BOT_USER
from bot.world.reply import Reply
from tests.scenarios.fake_web import FEED
from tests.scenarios.full_bot import MONDAY, NINE, Stage, quotes, shown

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PAGE = "lampes.example/feed/"
LAMP = "La lampe Acme éclaire mieux que toutes celles que nous avons essayées cet automne."


def item(
    guid: str, title: str, at: datetime, text: str = LAMP, link: str = "https://lampes.example/essai"
) -> str:
    return (
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>{link}</link>"
        f"<description>{text}</description><pubDate>{format_datetime(at)}</pubDate></item>"
    )


def show(stage: Stage, items: Iterable[str]) -> None:
    """Let the feed hold these."""
    body = f"<rss version='2.0'><channel><title>Lampes</title>{''.join(items)}</channel></rss>"
    stage.public.pages[PAGE] = Reply(body=body.encode(), content_type="application/rss+xml")


async def listening(stage: Stage, *items: str) -> None:
    """Have a channel watch Acme, each mention at once, and read the feed."""
    show(stage, items)
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    await stage.command("alerts Acme instant")
    await again(stage)


async def again(stage: Stage, *items: str, after: timedelta = 15 * MINUTE) -> None:
    """Let time pass, and read what the feed holds then."""
    if items:
        show(stage, items)
    stage.clock.pass_time(after)
    await stage.poll()


def alerts(stage: Stage) -> list[str]:
    """What was told at once."""
    return [quote for post in stage.said() if "http" in str(post.blocks) for quote in quotes(post)]


def kept(stage: Stage) -> list[str]:
    """What was kept of what the feed held, and is told sooner or later."""
    hits, [channel] = stage.bot.parts.hits, stage.bot.parts.watchlist.channels()
    return sorted(hit.mention.text for hit in hits.written_between(channel.id, MONDAY, stage.clock.now()))


async def test_an_entry_with_a_new_guid_and_date_at_each_reading_is_told_once(stage: Stage) -> None:
    await listening(stage)
    for number in range(8):
        await again(stage, item(f"essai#{number}", "Essai", stage.clock.now()))
    assert alerts(stage) == [LAMP]


async def test_an_entry_that_is_issued_anew_for_weeks_is_told_once(stage: Stage) -> None:
    await listening(stage)
    for number in range(6):
        await again(stage, item(f"essai#{number}", "Essai", stage.clock.now()), after=5 * DAY)
    assert kept(stage) == [LAMP]


async def test_an_entry_with_a_parameter_that_changes_at_each_reading_is_told_once(stage: Stage) -> None:
    await listening(stage)
    written = stage.clock.now()
    for number in range(4):
        link = f"https://lampes.example/essai?sid={number}"
        await again(stage, item(link, "Essai", written, link=link))
    assert alerts(stage) == [LAMP]


async def test_episodes_that_link_to_their_show_are_all_told(stage: Stage) -> None:
    await listening(stage)
    episodes = [item(f"e{n}", f"Épisode {n}", stage.clock.now(), f"Acme, {n} fois.") for n in range(3)]
    await again(stage, *episodes)
    fourth = item("e3", "Épisode 3", stage.clock.now(), "Acme, 3 fois.")
    await again(stage, fourth, *episodes[1:])
    assert kept(stage) == [f"Acme, {n} fois." for n in range(4)]


async def test_entries_of_one_title_and_address_that_stand_together_are_all_told(stage: Stage) -> None:
    await listening(stage)
    texts = ["Acme répare la panne.", "Acme a une autre panne.", "Chez Acme tout va bien de nouveau."]
    items: list[str] = []
    for number, text in enumerate(texts):
        items.insert(0, item(f"s{number}", "État du service", stage.clock.now(), text))
        await again(stage, *items)
    assert kept(stage) == sorted(texts)


async def test_a_list_of_one_title_and_address_that_turned_over_is_all_told(stage: Stage) -> None:
    await listening(stage)
    first = ["Acme éclaire.", "Acme chauffe."]
    then = ["Acme n'éclaire plus.", "Acme ne chauffe plus."]
    await again(stage, *(item(f"a{n}", "Journal", stage.clock.now(), text) for n, text in enumerate(first)))
    await again(stage, *(item(f"b{n}", "Journal", stage.clock.now(), text) for n, text in enumerate(then)))
    assert kept(stage) == sorted(first + then)


async def test_a_reworded_entry_is_told_in_its_last_words(stage: Stage) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    older = item("vieux", "Avant", stage.clock.now(), "Rien.", "https://lampes.example/avant")
    await again(stage, item("essai", "Essai", stage.clock.now()), older)
    better = "La lampe Acme éclaire moins bien que nous ne l'avions écrit."
    await again(stage, item("essai", "Essai, corrigé", stage.clock.now(), better), older)
    await stage.at(NINE + DAY)
    assert quotes(stage.said()[-1]) == [better]


async def test_a_reissued_entry_is_told_in_its_last_words(stage: Stage) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    await again(stage, item("essai#0", "Essai", stage.clock.now()))
    better = "La lampe Acme éclaire moins bien que nous ne l'avions écrit."
    await again(stage, item("essai#1", "Essai", stage.clock.now(), better))
    await stage.at(NINE + DAY)
    assert quotes(stage.said()[-1]) == [better]


async def test_an_entry_reworded_so_that_it_no_longer_names_us_is_not_told(stage: Stage) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    await again(stage, item("essai", "Essai", stage.clock.now()))
    await again(stage, item("essai", "Essai", stage.clock.now(), "La lampe éclaire."))
    await stage.at(NINE + DAY)
    assert "Nothing new about Acme" in shown(stage.said()[-1])


async def test_an_entry_that_was_taken_back_is_not_told(stage: Stage) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    older = item("vieux", "Avant", stage.clock.now() - HOUR, "Rien.", "https://lampes.example/avant")
    newer = item("neuf", "Après", stage.clock.now() + HOUR, "Rien.", "https://lampes.example/apres")
    await again(stage, item("essai", "Essai", stage.clock.now()), older)
    await again(stage, newer, older)
    await again(stage)
    await stage.at(NINE + DAY)
    assert "Nothing new about Acme" in shown(stage.said()[-1])


@pytest.mark.parametrize("instead", [None, "Avant la panne"], ids=["taken back", "reworded"])
@pytest.mark.parametrize("is_down", [False, True], ids=["before the digest", "while the digest waits"])
async def test_what_was_told_at_once_and_is_changed_then_stands_in_no_later_digest(
    stage: Stage, instead: str | None, is_down: bool
) -> None:
    await listening(stage)
    older = item("vieux", "Avant", stage.clock.now(), "Rien.", "https://lampes.example/avant")
    written = stage.clock.now()
    await again(stage, item("essai", "Essai à regretter", written), older)
    assert alerts(stage) == [LAMP]
    if is_down:
        for _ in range(3):
            stage.slack.fail_next("chat.postMessage", retry_after=899)
        await stage.at(NINE)
    now = [item("essai", instead, written)] if instead else []
    for _ in range(2):
        await again(stage, *now, older)
    said = len(stage.said())
    await stage.at(NINE + 2 * HOUR)
    [digest] = stage.said()[said:]
    assert "Essai à regretter" not in f"{digest.text}{digest.blocks}"
    assert not instead or instead in shown(digest)


@pytest.mark.parametrize("instead", [None, "La lampe Acme est réparée."], ids=["taken back", "reworded"])
@pytest.mark.parametrize("by", ["an answer", "a reply", "a digest on demand", "a welcome"])
async def test_what_is_owed_to_a_person_quotes_nothing_that_was_changed_while_slack_was_down(
    stage: Stage, by: str, instead: str | None
) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    older = item("vieux", "Avant", stage.clock.now(), "Rien.", "https://lampes.example/avant")
    written = stage.clock.now()
    await again(stage, item("essai", "Essai", written), older)
    await stage.command("digest off")
    await stage.command("replies on")
    there = stage.slack.state.posts.all.copy()
    for _ in range(30):
        stage.slack.fail_next("chat.postMessage", retry_after=600)
    if by == "an answer":
        await stage.say("@veille what about Acme?")
    elif by == "a reply":
        await stage.say("Acme again today")
    elif by == "a digest on demand":
        await stage.command("now public")
    else:
        await stage.command("brand lampe = acme")
    now = [item("essai", "Essai", written, instead)] if instead else []
    for _ in range(2):
        await again(stage, *now, older)
    stage.slack.forget_faults()
    for _ in range(4):
        await stage.after(12 * MINUTE)
    said = [
        post
        for post in stage.slack.state.posts.all
        if post not in there and post.author == BOT_USER and not post.to
    ]
    assert LAMP not in f"{[(post.text, post.blocks) for post in said]}"
    if instead:
        assert [quotes(post) for post in said if quotes(post)] == [[instead]]
    else:
        assert len(said) == (0 if by == "a reply" else 1), "what is left to say is said"


async def test_an_entry_that_an_old_copy_of_the_feed_does_not_hold_yet_stands(stage: Stage) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    older = item("vieux", "Avant", stage.clock.now() - HOUR, "Rien.", "https://lampes.example/avant")
    essay = item("essai", "Essai", stage.clock.now())
    await again(stage, essay, older)
    await again(stage, older)
    await again(stage, essay, older)
    await stage.at(NINE + DAY)
    assert quotes(stage.said()[-1]) == [LAMP]


async def test_an_entry_that_falls_off_the_end_of_its_feed_stands(stage: Stage) -> None:
    await listening(stage)
    await stage.command("alerts Acme digest")
    items = [item("essai", "Essai", stage.clock.now())]
    await again(stage, *items)
    for number in range(3):
        link = f"https://lampes.example/{number}"
        items = [item(f"n{number}", f"Note {number}", stage.clock.now(), "Rien.", link), *items][:2]
        await again(stage, *items)
    await stage.at(NINE + DAY)
    assert quotes(stage.said()[-1]) == [LAMP]


async def test_a_feed_that_turned_over_between_two_readings_says_so(stage: Stage) -> None:
    await listening(stage)
    await again(stage, *(numbered(stage, n) for n in range(10)))
    await again(stage, *(numbered(stage, n) for n in range(9, 19)))
    assert not any("was not wholly read" in shown(post) for post in stage.said())
    await again(stage, *(numbered(stage, n) for n in range(30, 40)))
    said = [shown(post) for post in stage.said()]
    assert any("was not wholly read" in words and FEED in words for words in said)


def numbered(stage: Stage, number: int) -> str:
    """One of many entries, the newest of its hour."""
    at = stage.clock.now() - (60 - number) * timedelta(seconds=1)
    return item(
        f"n{number}", f"Note {number}", at, f"Rien, {number} fois.", f"https://lampes.example/{number}"
    )

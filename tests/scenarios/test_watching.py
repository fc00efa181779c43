"""Watches: made, shown, paused, resumed, removed."""

import json
from datetime import timedelta

import pytest

from bot.console.directory import BOT_USER
from tests.scenarios.fake_web import BLOG, DOWN, FEED, FORUM, HN, PRESS
from tests.scenarios.full_bot import HERE, NINE, Stage, links, quotes, shown

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def test_a_new_watch_is_answered_at_once_and_says_what_seven_days_held(stage: Stage) -> None:
    stage.public.say(HN, "I ride with Acme every night.", by="ann", ago=2 * DAY)
    stage.public.say(HN, "Acme broke on me twice.", by="ben", ago=3 * HOUR)
    stage.public.say(PRESS, "Acme opens a shop.", title="Acme opens in Lyon", ago=DAY)
    stage.public.say(HN, "Acme was better in May.", by="old", ago=8 * DAY)
    answer = await stage.told("brand Acme")
    assert "Acme is watched here from now on" in answer
    [welcome] = stage.said()
    assert "Acme: 2 people (2 new, 1 critical) and 1 unsigned text, 2 places" in shown(welcome)
    assert "better in May" not in shown(welcome)


async def test_the_answer_does_not_wait_for_the_look_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    order = [call.method for call in stage.slack.calls if call.method in ("response_url", "chat.postMessage")]
    assert order == ["response_url", "chat.postMessage"]


async def test_a_look_back_is_one_page(stage: Stage) -> None:
    for n in range(60):
        stage.public.say(HN, f"Acme makes lamps of colour{n}, and I have that{n}.", by=f"p{n}", ago=DAY)
    await stage.command("brand Acme")
    [welcome] = stage.said()
    assert "Acme: 60 people (60 new), 1 place" in shown(welcome)
    assert 3 <= len(quotes(welcome)) <= 12
    assert stage.replies(welcome) == []
    assert shown(welcome).endswith("/watch now 1w shows the rest.")


async def test_a_look_back_that_finds_nothing_says_so(stage: Stage) -> None:
    await stage.command("brand Acme")
    [welcome] = stage.said()
    assert "Nothing was said of it in the last seven days" in shown(welcome)


async def test_a_look_back_says_which_source_was_not_heard(stage: Stage) -> None:
    stage.public.ill["hn.algolia.com"] = DOWN
    await stage.command("brand Acme")
    [welcome] = stage.said()
    assert "Not heard: Hacker News" in shown(welcome)


@pytest.mark.parametrize("kind", ["brand", "competitor", "topic"])
async def test_a_watch_may_be_of_three_kinds(stage: Stage, kind: str) -> None:
    await stage.command(f"{kind} Acme")
    assert f"Acme — {kind}" in await stage.told("list")


async def test_a_name_alone_is_short_for_a_brand(stage: Stage) -> None:
    await stage.command("Acme Labs")
    assert "Acme Labs — brand" in await stage.told("list")


@pytest.mark.parametrize("again", ["Acme", "acme", "ACMÉ"])
async def test_a_second_watch_of_the_same_name_is_refused_with_what_to_do(stage: Stage, again: str) -> None:
    await stage.command("brand Acme")
    answer = await stage.told(f"topic {again}")
    assert "watched here already" in answer
    assert "/watch list" in answer
    assert (await stage.told("list")).count("Acme — ") == 1
    assert len(stage.said()) == 1


@pytest.mark.parametrize("empty", ["brand", "competitor  ", 'topic ""', "brand «»"])
async def test_an_empty_name_is_refused_with_an_example(stage: Stage, empty: str) -> None:
    answer = await stage.told(empty)
    assert "Which name?" in answer
    assert "Acme" in answer
    assert stage.said() == []


async def test_a_name_of_eighty_characters_is_taken_and_of_eighty_one_refused(stage: Stage) -> None:
    assert "81 characters; a name has at most 80" in await stage.told("brand " + "a" * 81)
    assert "is watched here from now on" in await stage.told("brand " + "a" * 80)


async def test_where_the_bot_is_not_in_it_says_how_to_invite_it(stage: Stage) -> None:
    assert "/invite @veille" in await stage.told("brand Acme", channel="random")
    assert "Nothing is watched in this channel yet" in await stage.told("list", channel="random")


async def test_a_private_channel_is_watched_like_any_other(stage: Stage) -> None:
    await stage.command("brand Acme", channel="crise")
    assert len(stage.said("crise")) == 1
    assert stage.said() == []


async def test_a_query_that_cannot_be_read_is_shown_with_its_mistake(stage: Stage) -> None:
    answer = await stage.told("brand Acme (lamp OR")
    assert "That query cannot be read" in answer
    assert "^" in answer


async def test_a_watch_with_a_query_finds_what_the_query_says(stage: Stage) -> None:
    stage.public.say(HN, "Acme lamps are bright.", by="ann", ago=HOUR)
    stage.public.say(HN, "Acme anvils fall on coyotes.", by="ben", ago=HOUR)
    await stage.command("brand Acme -anvils")
    [welcome] = stage.said()
    assert quotes(welcome) == ["Acme lamps are bright."]


async def test_the_list_shows_each_watch_and_when_the_digest_comes(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("topic bike lamps")
    answer = await stage.told("list")
    assert "Acme — brand" in answer
    assert "bike lamps — topic" in answer
    assert "The digest comes at 09:00 on weekdays (Europe/Paris)" in answer


async def test_a_welcome_does_not_call_silence_what_nobody_could_hear(stage: Stage) -> None:
    stage.public.ill["hn.algolia.com"] = stage.public.ill["news.google.com"] = DOWN
    await stage.command("brand Acme")
    welcome = shown(stage.said()[-1])
    assert "Nothing was said" not in welcome
    assert "No source could be read, so nothing is known of the last seven days." in welcome
    assert "Not heard: Hacker News" in welcome
    assert (await stage.told("now")).startswith("Nothing is known of Acme. No source was read yet.")


async def test_the_list_of_thirty_watches_is_still_one_message(stage: Stage) -> None:
    for n in range(30):
        await stage.command(f"topic subject{n}")
    [answer] = await stage.command("list")
    assert all(f"subject{n} — topic" in shown(answer) for n in range(30))


async def test_the_digest_comes_in_the_zone_of_whoever_made_the_first_watch(stage: Stage) -> None:
    await stage.command("brand Acme", user="Alex")
    await stage.command("brand Zorblax", user="Camille")
    assert "(America/New_York)" in await stage.told("list")


async def test_names_are_completed_from_what_is_unambiguous(stage: Stage) -> None:
    await stage.command("brand Acme Labs")
    await stage.command("brand Zorblax")
    assert "Zorblax is paused" in await stage.told("pause zor")
    assert "Acme Labs is paused" in await stage.told("pause labs")
    assert "Zorblax is listened for again" in await stage.told("resume ZORB")
    assert "listens from now on" in await stage.told("edit acme -juice")


async def test_an_ambiguous_name_is_asked_back(stage: Stage) -> None:
    await stage.command("brand Acme Lamps")
    await stage.command("brand Acme Anvils")
    answer = await stage.told("remove acme")
    assert "Acme Lamps or Acme Anvils" in answer
    assert (await stage.told("list")).count("— brand") == 2


async def test_a_whole_name_is_meant_even_where_it_begins_another(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Acme Labs")
    assert "Acme is no longer watched here" in await stage.remove("acme")
    assert "Acme Labs — brand" in await stage.told("list")


async def test_a_name_nobody_watches_gets_the_nearest_and_the_list(stage: Stage) -> None:
    await stage.command("brand Zorblax")
    answer = await stage.told("pause Zorblx")
    assert "Did you mean Zorblax?" in answer


@pytest.mark.parametrize("verb", ["remove NAME", "pause NAME", "edit NAME QUERY"])
async def test_a_verb_without_its_name_gets_how_it_is_written_and_the_list(stage: Stage, verb: str) -> None:
    await stage.command("brand Zorblax")
    told = await stage.told(verb.partition(" ")[0])
    assert told == f"Which watch? Write /watch {verb}. Watched here: Zorblax."


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("aider", "/watch help"),
        ("?", "/watch help"),
        ("add Acme", "/watch brand Acme?"),
        ("delete Acme", "/watch remove Acme?"),
        ("enlever Acme", "/watch remove Acme?"),
        ("suivre", "/watch brand NAME?"),
        ("résumé", "/watch now"),
        ("rss https://blog.example", "/watch feed https://blog.example?"),
    ],
)
async def test_what_people_write_for_a_verb_is_not_watched_as_a_name(
    stage: Stage, typed: str, offered: str
) -> None:
    answer = await stage.told(typed)
    assert f"Did you mean {offered}" in answer
    assert typed not in answer.partition("Did you mean")[2].partition("?")[2], "it is offered as a name"
    assert "Nothing is watched" in await stage.told("list")


@pytest.mark.parametrize(("slip", "verb"), [("lsit", "list"), ("stauts", "status"), ("digets off", "digest")])
async def test_an_unknown_word_gets_the_nearest_command_and_the_help(
    stage: Stage, slip: str, verb: str
) -> None:
    answer = await stage.told(slip)
    assert f"/watch {verb}" in answer
    assert "/watch help" in answer
    assert "Nothing is watched" in await stage.told("list")


@pytest.mark.parametrize("words", ["help", "", "HELP"])
async def test_help_lists_every_verb(stage: Stage, words: str) -> None:
    answer = await stage.told(words)
    for verb in ("brand", "competitor", "topic", "list", "pause", "resume", "remove", "now", "digest"):
        assert f"/watch {verb}" in answer
    for verb in ("feed", "replies", "status", "help"):
        assert f"/watch {verb}" in answer


async def test_a_paused_watch_hears_nothing_and_a_resumed_one_only_what_is_new(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    stage.public.say(HN, "Acme while you slept.", by="ann")
    asked = len(stage.public.asked)
    await stage.poll()
    assert len(stage.public.asked) == asked
    stage.clock.pass_time(HOUR)
    await stage.command("resume Acme")
    stage.clock.pass_time(HOUR)
    stage.public.say(HN, "Acme is back.", by="ben")
    await stage.at(NINE + DAY)
    assert "Acme is back." in shown(stage.said()[-1])
    assert "while you slept" not in shown(stage.said()[-1])


async def test_only_what_is_named_whole_is_removed(stage: Stage) -> None:
    await stage.command("brand Acme Money")
    assert "Did you mean /watch remove Acme Money?" in await stage.told("remove acme")
    assert "Acme Money" in await stage.told("list")
    assert "no longer watched" in await stage.remove("ACME money")


async def test_after_an_edit_nobody_is_told_what_no_longer_fits(stage: Stage) -> None:
    stage.public.say(HN, "Acme juice is sweet.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    await stage.command("replies on")
    await stage.command("edit Acme -juice")
    [answer] = await stage.say("@veille Acme")
    assert "Nothing is known of Acme yet." in shown(answer)
    assert "Older mentions" not in await stage.told("now all")
    assert await stage.say("We like Acme.") == []


async def test_alerts_say_how_a_watch_is_told(stage: Stage) -> None:
    await stage.command("brand Acme")
    for set_to, told in (("digest", "in the digest alone"), ("instant", "at once")):
        await stage.command(f"alerts Acme {set_to}")
        assert await stage.told("alerts acme") == (
            f"Acme is told {told}. /watch alerts Acme instant, or digest, changes it."
        )
    for typed, told in (
        ("on", "as it is heard"),
        ("bulletin", "digest alone"),
        ("immédiates", "as it is heard"),
    ):
        assert told in await stage.told(f"alerts Acme {typed}")
    assert "Write /watch alerts NAME instant" in await stage.told("alerts Acme perhaps")


async def test_in_all_that_is_known_nobody_is_called_new(stage: Stage) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    assert "Acme: 1 person (1 new), 1 place" in await stage.told("now")
    assert "Acme: 1 person, 1 place" in await stage.told("now all")


async def test_a_word_that_looks_like_an_operator_is_pointed_out(stage: Stage) -> None:
    assert "“OU” is looked for as a word; the operator is OR." in await stage.told("brand Acme OU Zorblax")
    assert "-lamps, without one between, leaves it out." in await stage.told("preview Acme - lamps")
    assert "“ET” is looked for" in await stage.told("edit Acme OU Zorblax = acme ET zorblax")


async def test_a_removed_watch_is_forgotten_with_what_it_found(stage: Stage) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    await stage.remove("Acme")
    await stage.command("topic other things")
    assert "Acme" not in await stage.told("now all")


async def test_buttons_under_the_list_pause_resume_and_remove(stage: Stage) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("list")
    assert "Acme — brand, paused" in await stage.press(listed, "watch_pause")
    assert "paused" not in await stage.press(listed, "watch_resume")
    assert "Nothing is watched in this channel" in await stage.press(listed, "watch_remove")


async def test_a_button_of_an_old_list_does_no_harm(stage: Stage) -> None:
    await stage.command("brand Acme")
    [old] = await stage.command("list")
    await stage.remove("Acme")
    assert "Nothing is watched in this channel" in await stage.press(old, "watch_pause")


async def test_a_feed_that_the_channel_reads_takes_part_in_the_look_back(stage: Stage) -> None:
    stage.public.say(BLOG, "La lampe Acme éclaire bien.", by="Léa", title="Essai", ago=DAY)
    stage.public.say(FORUM, "Acme again.", by="Bo", title="Lamps", ago=DAY)
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    welcome = stage.said()[-1]
    assert "Acme: 1 person (1 new), 1 place" in shown(welcome)
    assert links(welcome)[0][1].startswith("https://lampes.example/")
    assert quotes(welcome) == ["La lampe Acme éclaire bien."]


async def test_watches_outlive_a_restart(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.stop()
    await stage.start()
    assert "Acme — brand" in await stage.told("list")
    assert len(stage.said()) == 1, "no second welcome"


async def test_a_name_with_an_ampersand_is_watched_as_it_is_written(stage: Stage) -> None:
    assert "AT&T is watched here from now on" in await stage.told("brand AT&amp;T")


async def test_the_language_of_queries_is_explained_on_demand(stage: Stage) -> None:
    answer = await stage.told("help query")
    assert "NEAR/5" in answer
    assert "#AcmeFail" in answer


async def test_the_help_of_one_verb_is_one_line(stage: Stage) -> None:
    assert await stage.told("help pause") == "/watch pause NAME: stop listening for a name for now."


async def test_of_many_watches_some_are_named_and_the_others_counted(stage: Stage) -> None:
    for n in range(23):
        await stage.command(f"topic subject{n}")
    assert "subject19 and 3 more." in await stage.told("pause nothing of the kind")
    assert "subject19 or 3 more: write more of it." in await stage.told("pause sub")


@pytest.mark.parametrize("words", ["digest 10:00", "replies on", "now public"])
async def test_nothing_is_promised_to_a_channel_that_the_bot_is_not_in(stage: Stage, words: str) -> None:
    await stage.command("brand Acme")
    stage.slack.channel(HERE).members.discard(BOT_USER)
    assert "Invite me with /invite @veille" in await stage.told(words)


async def test_a_query_that_was_spoilt_by_hand_is_named_in_the_list_and_mended_by_an_edit(
    stage: Stage,
) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Zorblax")
    await stage.stop()
    path = stage.watch_list
    path.write_text(path.read_text().replace('"query": "Acme"', '"query": "Acme ("'))
    await stage.start()
    told = await stage.told("list")
    assert "Nothing is heard of Acme: the query cannot be read any more." in told
    assert "went wrong" not in await stage.told("now Acme")
    await stage.command("edit Acme = acme OR lamp")
    assert "cannot be read" not in await stage.told("list")


async def test_where_the_list_was_moved_away_nothing_is_promised(stage: Stage) -> None:
    await stage.command("brand Acme")
    listed = stage.watch_list
    aside = listed.rename(stage.data / "aside.json")
    assert "Nothing was changed: the file with the watch lists" in await stage.told("brand Zorblax")
    assert not listed.exists()
    stage.public.say(HN, "Acme is heard all the same.", by="ann")
    stage.clock.pass_time(HOUR)
    await stage.poll()
    assert "Acme is heard all the same." in await stage.told("now")
    aside.rename(listed)
    assert "Zorblax is watched here from now on" in await stage.told("brand Zorblax")
    assert "Acme — brand" in await stage.told("list")


@pytest.mark.parametrize("typed", ["™", "-", "…"])
async def test_a_name_that_holds_nothing_to_look_for_is_refused(stage: Stage, typed: str) -> None:
    assert "is watched here from now on" not in await stage.told(f"brand {typed}")
    assert "Nothing is watched" in await stage.told("list")


async def test_two_ways_to_write_a_name_are_one_watch(stage: Stage) -> None:
    await stage.command("brand Coca-Cola")
    for typed in ("Coca Cola", "coca cola™", "COCA‑COLA"):
        assert f"{typed} is watched here already, as the brand Coca-Cola." in await stage.told(
            f"topic {typed}"
        )
    assert "Coca-Cola is paused" in await stage.told("pause Coca Cola")


async def test_a_name_that_is_watched_already_says_how(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "/watch edit Acme lang:fr -jus changes it" in await stage.told("brand Acme lang:fr -jus")
    await stage.command("pause Acme")
    said = await stage.told("brand Acme")
    assert "Acme is watched here already. It is paused: /watch resume Acme listens again." in said


async def by_hand(stage: Stage, *rows: dict[str, str]) -> None:
    """Stop the bot, put watches that differ so from the one there is into the file, start the bot."""
    await stage.stop()
    path = stage.watch_list
    content = json.loads(path.read_text())
    [known] = content["watches"].values()
    content["watches"] |= {f"by-hand-{number}": known | row for number, row in enumerate(rows)}
    path.write_text(json.dumps(content))
    await stage.start()


async def test_a_list_with_both_spellings_says_so_and_lets_each_be_named(stage: Stage) -> None:
    await stage.command("brand Coca-Cola")
    await by_hand(stage, {"name": "Coca Cola", "query": "Coca Cola lang:fr"})
    told = await stage.told("list")
    assert "Coca-Cola and Coca Cola are one name, watched 2 times." in told
    assert "/watch remove Coca Cola = Coca Cola lang:fr" in told
    assert "Coca Cola is paused" in await stage.told("pause Coca Cola"), "an exact name wins"
    assert "Name the one you mean with its query" in await stage.told("resume coca cola")
    assert "Coca Cola is listened for again" in await stage.told("resume Coca Cola lang:fr")


async def test_of_two_watches_with_the_very_same_name_each_is_named_by_its_query(stage: Stage) -> None:
    await stage.command("brand Acme")
    await by_hand(stage, {"query": "Acme lang:fr"})
    asked = await stage.told("pause Acme")
    assert "/watch pause Acme = Acme or /watch pause Acme = Acme lang:fr" in asked
    assert "Acme is paused" in await stage.told("pause Acme = Acme lang:fr")
    assert "paused already" in await stage.told("pause Acme lang:fr")
    assert "Acme is paused" in await stage.told("pause Acme = Acme")

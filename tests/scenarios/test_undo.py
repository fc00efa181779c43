"""A slip costs nothing: removing is asked first and told, and the last change of a watch is taken back."""

from datetime import timedelta

import pytest

from bot.storage.changes import WatchChanges
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import HERE, NINE, Stage, quotes, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
POLL = timedelta(minutes=10)


async def test_a_typed_removal_asks_first_and_names_the_watch(stage: Stage) -> None:
    await stage.command("brand Acme")
    [question] = await stage.command("remove acme")
    assert shown(question).startswith("Remove Acme? What it found goes with it")
    assert "Acme — brand" in await stage.told("list")
    assert "Acme stays." in await stage.press(question, "watch_keep")
    assert "Acme — brand" in await stage.told("list")


async def test_the_question_of_the_button_names_the_watch_too(stage: Stage) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("list")
    assert "Remove Acme? What it found goes with it" in str(listed.blocks)


async def test_the_channel_is_told_who_removed_what_and_who_brought_it_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("list", user="Alex")
    await stage.press(listed, "watch_remove", user="Alex")
    assert "U2 removed the watch Acme, with what it found." in shown(stage.said()[-1])
    await stage.command("undo", user="Camille")
    assert "U1 brought the watch Acme back" in shown(stage.said()[-1])


async def test_a_removed_watch_comes_back_with_what_it_had_found(stage: Stage) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme lang:en")
    stage.public.say(HN, "Acme is new.", by="ben")
    stage.clock.pass_time(POLL)
    await stage.poll()
    await stage.remove("Acme")
    assert "Nothing is watched" in await stage.told("list")
    await stage.stop()
    await stage.start()
    assert "Acme is watched here again, with what it had found." in await stage.told("undo Acme")
    assert "Acme lang:en" in await stage.told("list")
    assert "Acme is fine." in await stage.told("now all")
    await stage.at(NINE)
    assert "Acme is new." in shown(stage.said()[-1]), "it was not told yet, and is news still"


async def test_what_a_removed_watch_found_is_hidden_at_once(stage: Stage) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    [watch] = stage.bot.parts.watchlist.watches()
    assert stage.bot.parts.hits.newest("C1", [watch.id], 5)
    await stage.remove("Acme")
    assert stage.bot.parts.hits.newest("C1", [watch.id], 5) == []


async def test_while_it_is_removed_nothing_speaks_of_it(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("topic Zorblax")
    stage.public.say(HN, "Acme is new.", by="ben")
    stage.clock.pass_time(POLL)
    await stage.poll()
    await stage.remove("Acme")
    await stage.at(NINE)
    assert "Acme" not in shown(stage.said()[-1])
    await stage.command("undo Acme")
    await stage.at(NINE + DAY)
    assert "Acme is new." in shown(stage.said()[-1]), "the digest before did not count it as told"


async def test_after_a_day_what_was_removed_is_gone_for_good(stage: Stage) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    mentions, watches = stage.bot.parts.mentions, stage.bot.parts.watchlist.watches()
    [hit] = stage.bot.parts.hits.newest(watches[0].channel, [watches[0].id], 5)
    await stage.remove("Acme")
    await stage.after(DAY - HOUR)
    assert mentions.known([hit.mention.id])
    await stage.after(2 * HOUR)
    assert not mentions.known([hit.mention.id])
    assert "Nothing was changed here in the last day" in await stage.told("undo")


async def test_what_was_brought_back_is_not_forgotten_when_the_day_is_over(stage: Stage) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    await stage.remove("Acme")
    await stage.command("undo")
    await stage.after(2 * DAY)
    assert "Acme is fine." in await stage.told("now all")


async def test_a_watch_made_anew_gives_way_to_the_one_that_was_removed(stage: Stage) -> None:
    await stage.command("brand Acme -juice")
    await stage.remove("Acme")
    await stage.command("topic ACME")
    assert "Acme is watched here again, with what it had found." in await stage.told("undo acme")
    listed = await stage.told("list")
    assert "Acme — brand  Acme -juice" in listed
    assert listed.count(" — ") == 1
    assert "ACME is watched here again" in await stage.told("undo"), "what gave way is not lost either"
    assert "ACME — topic" in await stage.told("list")


async def test_an_edit_shows_old_and_new_and_what_it_keeps_and_drops(stage: Stage) -> None:
    stage.public.say(HN, "Acme lamps shine.", by="ann", ago=HOUR)
    stage.public.say(HN, "Acme juice is too sweet.", by="ben", ago=HOUR)
    stage.public.say(HN, "Acme anvils fall.", by="cle", ago=HOUR)
    await stage.command("brand Acme -juice")
    changed, difference = await stage.command("edit Acme -anvils")
    assert "Acme listens from now on for mentions of Acme, without anvils" in shown(changed)
    assert "Until now: mentions of Acme, without juice" in shown(changed)
    assert "/watch undo takes this back." in shown(changed)
    assert "keeps 1 mention as before and 1 more, and drops 1 that it kept before" in shown(difference)
    assert set(quotes(difference)) == {"Acme juice is too sweet.", "Acme anvils fall."}


async def test_an_edit_that_changes_nothing_says_so(stage: Stage) -> None:
    await stage.command("brand Acme -juice")
    assert "Nothing changes: Acme listens for that already" in await stage.told("edit Acme -juice")


async def test_an_edit_is_taken_back_with_its_exclusions(stage: Stage) -> None:
    await stage.command("brand Acme -juice -anvils")
    await stage.command("edit Acme lang:fr")
    assert await stage.told("undo") == "Acme listens again for: Acme -juice -anvils"
    assert "listens for: Acme -juice -anvils" in await stage.told("edit Acme")


async def test_what_was_said_while_a_pause_was_a_slip_is_news(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    stage.public.say(HN, "Acme while you slipped.", by="ann")
    stage.clock.pass_time(POLL)
    assert "as if it had not been paused" in await stage.told("undo")
    await stage.at(NINE)
    assert "Acme while you slipped." in shown(stage.said()[-1])


async def test_changes_are_taken_back_one_after_the_other_the_last_one_first(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("alerts Acme instant")
    await stage.command("pause Acme")
    await stage.command("resume Acme")
    assert "Acme is paused again." in await stage.told("undo")
    assert "as if it had not been paused" in await stage.told("undo")
    assert "Acme is told in the digest alone, as before." in await stage.told("undo")
    assert "Acme is no longer watched here" in await stage.told("undo")
    assert "Acme is watched here again" in await stage.told("undo")
    assert "Nothing was changed here in the last day" in await stage.told("undo")


async def test_a_name_says_whose_change_is_taken_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Zorblax")
    await stage.command("pause Acme")
    await stage.command("pause Zorblax")
    assert "Acme is listened for again" in await stage.told("undo acme")
    assert "Zorblax — brand, paused" in await stage.told("list")
    assert "Nothing of “Brimeo” was changed here" in await stage.told("undo Brimeo")


async def test_nobody_takes_back_what_was_changed_in_another_channel(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.remove("Acme")
    assert "Nothing was changed here" in await stage.told("undo", channel="crise")
    assert stage.said("crise") == []
    assert len(stage.said(HERE)) == 2


async def test_a_query_that_begins_with_a_word_is_told_of_its_sign(stage: Stage) -> None:
    await stage.command("brand Acme Lamps")
    told = await stage.told("edit acme lamps bright OR lamp")
    assert "/watch edit Acme Lamps = bright OR lamp" in told
    assert "= stands before it" in told
    assert 'Acme Lamps listens for: "Acme Lamps"' in await stage.told("edit acme")


async def test_what_a_kill_left_of_a_removal_is_done_at_the_start(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.public.say(HN, "Acme is fine.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    [watch] = stage.bot.parts.watchlist.watches()
    with monkeypatch.context() as patch:
        patch.setattr(WatchChanges, "set_aside", lambda *_: 1 // 0)
        await stage.press((await stage.command("remove Acme"))[0], "watch_remove_now")
    assert stage.bot.parts.hits.newest("C1", [watch.id], 5)
    await stage.stop()
    await stage.start()
    assert not stage.bot.parts.hits.newest("C1", [watch.id], 5)
    assert "with what it had found" in await stage.told("undo")
    assert stage.bot.parts.hits.newest("C1", [watch.id], 5)


async def test_a_removal_that_cannot_be_written_leaves_nothing_to_take_back(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    [question] = await stage.command("remove Acme")
    listed = stage.watch_list
    aside = listed.rename(stage.data / "aside.json")
    await stage.press(question, "watch_remove_now")
    aside.rename(listed)
    assert "Acme — brand, paused" in await stage.told("list")
    assert "as if it had not been paused" in await stage.told("undo")

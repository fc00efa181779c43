"""What a channel's watches kept is searched from Slack, a page at a time."""

from datetime import timedelta

from bot.messages.search import NEWEST, OLDER
from bot.watches.search import SHOWN
from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, quotes, shown

HOUR = timedelta(hours=1)


async def test_pages_of_a_search_take_each_others_place(stage: Stage) -> None:
    for number in range(SHOWN + 3):
        stage.public.say(HN, f"Acme lamp number {number}.", by="ann", ago=(number + 1) * HOUR)
    stage.public.say(HN, "Acme bicycle.", by="ben", ago=HOUR)
    await stage.command("brand Acme")
    [page] = await stage.command("search lamp author:ann")
    assert shown(page).startswith("What was kept here that holds lamp author:ann, the newest first:")
    assert quotes(page) == [f"Acme lamp number {number}." for number in range(SHOWN)]
    assert "Older, that holds lamp author:ann:" in await stage.press(page, OLDER)
    assert quotes(page) == [f"Acme lamp number {number}." for number in range(SHOWN, SHOWN + 3)]
    assert "the newest first:" in await stage.press(page, NEWEST)


async def test_nothing_of_another_channel_is_found(stage: Stage) -> None:
    stage.public.say(HN, "The lamp of Acme.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    await stage.command("brand Zorblax", channel="crise")
    nothing = "Nothing that the watches here kept holds lamp."
    assert nothing in await stage.told("search lamp", channel="crise")
    assert "The lamp of Acme." in await stage.told("search lamp")
    await stage.remove("Acme")
    assert nothing in await stage.told("search lamp")
    await stage.command("undo")
    assert "The lamp of Acme." in await stage.told("search lamp")


async def test_a_mistake_is_shown_and_nothing_is_asked_back(stage: Stage) -> None:
    stage.slack.person("Alex").locale = "fr-FR"
    await stage.command("brand Acme")
    assert "Search for what? Write /watch search WORDS" in await stage.told("search")
    assert "That query cannot be read." in await stage.told("search (lamp")
    said = await stage.told("chercher lampe", user="Alex")
    assert "Rien de ce que les veilles d’ici ont gardé ne répond à lampe." in said

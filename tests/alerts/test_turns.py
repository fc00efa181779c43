"""A regular who turns, on a whole bot: one calm alert with the two quotations."""

from tests.alerts.test_bell import DAY, HOUR, begin, soon
from tests.scenarios.fake_web import FORUM
from tests.scenarios.full_bot import NINE, Stage, quotes, shown

GOOD = "I love my Acme kettle, thank you so much, it is excellent."
BAD = "My Acme kettle is broken, I am so disappointed."


async def become_regular(stage: Stage, by: str = "lea", begun: int = 0) -> None:
    """Somebody praises Acme, and is heard on three days."""
    for day, text in enumerate((GOOD, "My Acme kettle is green.", "My Acme kettle is by the window.")):
        await stage.at(NINE + (begun + day) * DAY + 2 * HOUR)
        stage.public.say(FORUM, text, by=by, title=f"Day {day} of {by}")
        await soon(stage)


def turned(stage: Stage, begun: int) -> list[str]:
    return [shown(post) for post in stage.said()[begun:] if "often heard here" in shown(post)]


async def test_a_regular_who_turns_rings_once_with_both_quotations(stage: Stage) -> None:
    begun = await begin(stage)
    await become_regular(stage)
    await stage.at(NINE + 3 * DAY + 2 * HOUR)
    stage.public.say(FORUM, BAD, by="lea", title="Broken")
    await soon(stage)
    assert turned(stage, begun)[0].startswith("Acme: lea, often heard here, is critical now")
    assert quotes(stage.said()[-1]) == [GOOD, BAD]
    await stage.after(HOUR)
    stage.public.say(
        FORUM,
        "Support mended it, and it is excellent: I love my Acme, thank you so much.",
        by="lea",
        title="Mended",
    )
    await soon(stage)
    assert len(turned(stage, begun)) == 1
    assert "1 regular who turns not told at once, it rang for that lately" in await stage.told("status")


async def test_who_is_no_regular_turns_without_a_bell(stage: Stage) -> None:
    begun = await begin(stage)
    stage.public.say(FORUM, GOOD, by="lea", title="Fine")
    await soon(stage)
    await stage.after(6 * HOUR)
    stage.public.say(FORUM, BAD, by="lea", title="Broken")
    await soon(stage)
    assert turned(stage, begun) == []


async def test_turns_can_be_turned_off_in_both_languages(stage: Stage) -> None:
    begun = await begin(stage)
    assert "I do not ring for: regular who turns." in await stage.told("alerts turns off")
    await become_regular(stage)
    await stage.at(NINE + 3 * DAY + 2 * HOUR)
    stage.public.say(FORUM, BAD, by="lea", title="Broken")
    await soon(stage)
    assert turned(stage, begun) == []
    assert "I do not ring for" not in await stage.told("alerts revirements oui")


async def test_what_would_have_rung_shows_who_turned(stage: Stage) -> None:
    await begin(stage)
    await become_regular(stage)
    await stage.at(NINE + 3 * DAY + 2 * HOUR)
    stage.public.say(FORUM, BAD, by="lea", title="Broken")
    await soon(stage)
    assert "Acme, regular who turns" in await stage.told("alerts")

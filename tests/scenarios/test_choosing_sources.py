"""Where a channel listens, as people choose it."""

from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import HERE, Stage


async def test_a_source_that_is_turned_off_is_heard_no_more(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "hackernews off" in await stage.told("sources -hackernews")
    stage.public.say(HN, "Acme hums.", by="ann")
    await stage.poll()
    assert "Nothing new about Acme" in await stage.told("now")


async def test_an_unknown_source_gets_the_nearest_name(stage: Stage) -> None:
    assert "Did you mean hackernews?" in await stage.told("sources -hackernew")


async def test_a_word_without_a_sign_is_explained(stage: Stage) -> None:
    assert "Write + or - before a source" in await stage.told("sources hackernews")


async def test_the_form_does_the_same_as_the_words(stage: Stage) -> None:
    await stage.command("brand Acme")
    [listed] = await stage.command("sources")
    await stage.press(listed, "sources_open")
    [view] = stage.slack.open_views("Camille")
    before = len(stage.slack.ephemerals(HERE, "Camille"))
    ack = await stage.slack.submit("Camille", view, {"sources_choice": ["googlenews"]})
    assert ack.ok
    await stage.rest()
    [said] = stage.slack.ephemerals(HERE, "Camille")[before:]
    assert "hackernews" in said.text
    assert "off" in said.text


async def test_a_sign_may_stand_apart_from_its_source(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert await stage.told("sources - hackernews") == "From now on here: hackernews off."


async def test_turning_the_last_source_off_is_said_for_what_it_is(stage: Stage) -> None:
    await stage.command("brand Acme")
    everything = " ".join(f"-{name}" for name in stage.bot.parts.sources)
    assert "Nothing is listened to here any more" in await stage.told(f"sources {everything}")
    assert "No source is asked: none that is on here" in await stage.told("status")


async def with_sources(stage: Stage, *names: str) -> None:
    """Start the bot anew with more sources, whose settings it has not."""
    await stage.stop()
    stage.public.sources = (*stage.public.sources, *names)
    await stage.start()


async def test_a_source_without_its_key_says_what_is_missing_and_where_to_get_it(stage: Stage) -> None:
    await with_sources(stage, "reddit")
    await stage.command("brand Acme")
    answer = await stage.told("sources +reddit")
    assert answer.startswith(
        "Reddit is not listened to yet: it needs a key. Missing is VEILLE_REDDIT_CLIENT_ID,"
    )
    assert "https://www.reddit.com/prefs/apps" in answer
    assert "puts that into its settings (.env) and starts it again" in answer
    assert "From now on here" not in answer


async def test_a_source_that_wants_places_is_not_said_to_want_a_key(stage: Stage) -> None:
    await with_sources(stage, "appstore", "discourse", "reddit")
    answer = await stage.told("sources")
    needing_places, _, needing_keys = answer.partition("Needs places")[2].partition("Needs a key")
    assert "appstore" in needing_places
    assert "discourse" in needing_places
    assert "reddit" in needing_keys
    assert "it needs places. Missing is" in await stage.told("sources +appstore")

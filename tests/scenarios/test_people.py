"""Who somebody is: by what this channel heard of them, and by nothing else."""

from datetime import timedelta

from bot.console.directory import BOT_USER
from tests.scenarios.fake_web import BLOG, FORUM, HN
from tests.scenarios.full_bot import Stage, links, shown

DAY = timedelta(days=1)
BROKEN = "My Zorblax lamp is broken, I am so disappointed."
LOVED = "I love my Zorblax lamp now, thank you, it is wonderful."


async def watched(stage: Stage) -> None:
    """A channel that watches Zorblax, of which Pignon spoke on three days, and was angry first."""
    for words, ago in ((BROKEN, 4 * DAY), ("Zorblax hums in the rain.", 2 * DAY), (LOVED, DAY)):
        stage.public.say(HN, words, by="vieuxpignon", title="Rain and lamps", ago=ago)
    stage.public.say(HN, "Zorblax glows.", by="ann", ago=DAY)
    await stage.command("brand Zorblax")


async def test_the_card_of_a_person_tells_days_subjects_and_tone_in_their_words(stage: Stage) -> None:
    await watched(stage)
    [card] = await stage.say("@veille who is vieuxpignon?")
    known, of, turned = shown(card).splitlines()
    assert known == (
        "vieuxpignon · known here since 29 May, heard on 3 days (a regular), last on 1 June: "
        "3 mentions, Hacker News 3"
    )
    assert of == "Of Zorblax: Rain and lamps"
    assert turned == f"Turned favourable to Zorblax: “{BROKEN}” (29 May), then “{LOVED}” (1 June)"
    assert {label for label, _ in links(card)} >= {"29 May", "1 June", "Rain and lamps"}


async def test_the_card_is_in_french_where_it_is_asked_for_in_french(stage: Stage) -> None:
    await watched(stage)
    [card] = await stage.say("@veille c’est qui vieux-pignon ?")
    assert shown(card).startswith("vieuxpignon · ici depuis le 29 mai, 3 jours de prise de parole (habitué)")


async def test_a_name_nearly_so_is_said_to_be_taken_for_another(stage: Stage) -> None:
    await watched(stage)
    [card] = await stage.say("@veille who is vieuxpigon?")
    assert shown(card).splitlines()[-1] == "“vieuxpigon” was taken for vieuxpignon."


async def test_nobody_of_a_name_is_one_line(stage: Stage) -> None:
    await watched(stage)
    [nobody] = await stage.say("@veille who is Grelot?")
    assert shown(nobody) == "Nobody called Grelot has been heard here."


async def test_one_name_in_two_places_is_two_people_until_the_place_is_said(stage: Stage) -> None:
    await watched(stage)
    await stage.command("feed https://lampes.example/feed/")
    stage.public.say(BLOG, "La lampe Zorblax brille.", by="vieuxpignon", title="Lampes", ago=DAY)
    await stage.command("brand Zorblax lamps = Zorblax")
    await stage.after(DAY)
    await stage.poll()
    [several] = await stage.say("@veille who is vieuxpignon?")
    assert shown(several).startswith("2 people here go by vieuxpignon or nearly so. Ask with the place:")
    [card] = await stage.say("@veille who is vieuxpignon on Hacker News?")
    assert "known here since 29 May" in shown(card)


async def test_what_another_channel_heard_of_somebody_is_not_told(stage: Stage) -> None:
    await watched(stage)
    stage.slack.add_channel("C2", "elsewhere", ["U1", BOT_USER])
    [nobody] = await stage.say("@veille who is vieuxpignon?", channel="elsewhere")
    assert shown(nobody) == "Nobody called vieuxpignon has been heard here."


async def test_a_name_that_may_be_a_brand_is_looked_for_where_nobody_is_called_so(stage: Stage) -> None:
    await watched(stage)
    stage.public.say(FORUM, "Lumo hums.", by="bea", ago=DAY)
    [answer] = await stage.say("@veille what do we know about Lumo?")
    assert "Lumo is not watched here: /watch brand Lumo" in shown(answer)
    [card] = await stage.say("@veille what do we know about vieuxpignon?")
    assert shown(card).startswith("vieuxpignon · known here since 29 May")

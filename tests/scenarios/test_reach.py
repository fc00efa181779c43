"""What no source can hear is not promised; what some cannot is said at `/watch`, in list and status."""

from tests.scenarios.fake_web import FEED
from tests.scenarios.full_bot import Stage, shown

DEAF = "Google News cannot be searched for zorbl*"


async def test_who_cannot_hear_a_prefix_is_said_wherever_it_is_looked_at(stage: Stage) -> None:
    assert DEAF in await stage.told("brand Zorbl = zorbl*")
    assert f"Zorbl: {DEAF}" in await stage.told("list")
    assert f"Zorbl: {DEAF}" in await stage.told("status")
    assert DEAF in await stage.told("preview zorbl*")
    assert "Google News" not in await stage.told("edit Zorbl = zorblax")
    assert "cannot be searched" not in await stage.told("list")


async def test_an_expression_says_who_hears_it(stage: Stage) -> None:
    assert "none of this channel's sources can hear it" in await stage.told("brand Zorb = /zorb.ax/")
    assert "No source that is on here can hear it." in shown(stage.said()[-1])
    assert "you will hear" not in shown(stage.said()[-1])
    await stage.command(f"feed {FEED}")
    told = await stage.told("list")
    assert (
        "Zorb: It holds no word that can be searched for: it is heard only where all is read, by Feeds."
        in told
    )


async def test_an_answer_is_not_promised_where_nobody_listens(stage: Stage) -> None:
    await stage.command("sources -hackernews -googlenews -feeds")
    answer = await stage.told("brand Acme")
    assert "No source that is on here can hear it, so nothing would be told." in answer
    assert "comes in a moment" not in answer
    assert "No source that is on here can hear it." in shown(stage.said()[-1])
    await stage.command("sources +hackernews")
    assert "can hear it" not in await stage.told("list")


async def test_a_source_asked_for_by_name_and_off_here_is_named(stage: Stage) -> None:
    await stage.command("sources -googlenews")
    answer = await stage.told("brand Acme source:googlenews")
    assert "It asks for Google News: /watch sources says how to turn that on." in answer

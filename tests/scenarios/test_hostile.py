"""What strangers write is shown as they wrote it, and does nothing."""

from datetime import timedelta

import pytest

from tests.scenarios.fake_web import BLOG, FEED, HN
from tests.scenarios.full_bot import NINE, Stage, quotes, shown

HOUR = timedelta(hours=1)
HOSTILE = {
    "a broadcast": "Acme <!channel> <!here> <!everyone> wake up.",
    "a mention": "Acme <@U1> and <#C1|general> and <!subteam^S1>.",
    "a false link": "Acme <https://evil.example|https://bank.example> click.",
    "markup": "Acme *bold* _it_ ~no~ `code` ```more``` > quote &lt;!channel&gt;",
    "letters that turn around": "Acme \u202ednekcab\u202c \u2066inside\u2069 \u200f.",
    "ten thousand letters": "Acme " + "a" * 10_000,
    "ten thousand words": "Acme " + "very " * 2_000 + "good",
    "accents without end": "Acme " + "z\u0301\u0302\u0303" * 500,
    "nothing but signs": "Acme \u0000\u0007\u001b[31m red \ufffe",
    "a lone half": "Acme \ud83d and on",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_pings_nobody_and_keeps_within_limits(stage: Stage, text: str) -> None:
    safe = text.encode("utf-8", "replace").decode()
    stage.public.say(HN, safe, by="<!channel>", title=f"<!here> {safe}"[:300], ago=HOUR)
    stage.public.say(
        BLOG,
        safe.replace("\x00", "").replace("\x07", "").replace("\x1b", "").replace("\ufffe", ""),
        by="</title>",
        title="]]> <b>",
        ago=HOUR,
    )
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    await stage.command("replies on")
    await stage.command("now public")
    [digest] = await stage.command("now")
    assert quotes(digest)
    assert len(await stage.say("Acme!")) == 1
    assert len(await stage.say("@veille Acme")) == 1


@pytest.mark.parametrize(
    "name",
    ["<!channel>", "<@U1>", "*Acme* <https://evil.example|x>", "Ac\u202eme", "&lt;!here&gt;", "`Acme`"],
)
async def test_a_hostile_name_is_repeated_as_plain_words(stage: Stage, name: str) -> None:
    await stage.command(f"brand {name}")
    await stage.command("list")
    await stage.command("status")
    await stage.at(NINE)
    await stage.command(f"pause {name}x")


async def test_a_command_of_four_thousand_letters_is_answered(stage: Stage) -> None:
    assert await stage.told("brand " + "a b " * 1_000)
    assert await stage.told("pause " + "x" * 4_000)
    assert await stage.told("digest " + "y" * 4_000)
    assert await stage.told("feed https://" + "z" * 4_000)


async def test_people_and_places_with_endless_names_are_cut(stage: Stage) -> None:
    for n in range(12):
        stage.public.say(HN, f"Acme {n} {'w' * n}.", by="n" * 500 + str(n), title="t" * 2_000, ago=HOUR)
    await stage.command("brand Acme")
    first, *_ = await stage.command("now")
    assert "12 people" in shown(first)

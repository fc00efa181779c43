"""Queries: tried before they are saved, and changed."""

from datetime import timedelta

import pytest

from tests.scenarios.fake_web import HN, PRESS
from tests.scenarios.full_bot import Stage, quotes, shown

HOUR = timedelta(hours=1)
POLL = timedelta(minutes=10)


async def test_a_preview_reads_the_query_back_and_says_what_it_keeps_and_drops(stage: Stage) -> None:
    stage.public.say(HN, "Acme lamps shine all night.", by="ann", ago=HOUR)
    stage.public.say(HN, "Acme juice is too sweet.", by="ben", ago=2 * HOUR)
    answer = await stage.told("preview Acme -juice")
    assert "mentions of Acme, without juice" in answer
    assert "would have kept 1 mention and dropped 1" in answer
    assert "Acme lamps shine all night." in answer
    assert "1 dropped, not fitting “without juice”" in answer
    assert "Acme juice is too sweet." in answer


async def test_a_preview_quotes_what_it_drops_where_it_shows_why(stage: Stage) -> None:
    long = "Acme lamps shine all night, and all of the street is glad of it. " * 5
    stage.public.say(HN, f"{long}Acme juice is too sweet.", by="ben", ago=HOUR)
    stage.public.say(HN, f"The night is long here. {long}", by="ann", ago=HOUR)
    [answer] = await stage.command("preview Acme -juice -author:ann")
    assert "dropped 2, each counted under the first part that it does not fit." in shown(answer)
    assert "1 dropped, not fitting “without juice”" in shown(answer)
    assert sorted(quotes(answer)) == ["Acme juice is too sweet.", long[:64]]


async def test_a_preview_counts_what_a_search_would_have_left_out_by_itself(stage: Stage) -> None:
    stage.public.say(PRESS, "", title="Acme lamps shine all night", by="ann", ago=HOUR)
    stage.public.say(PRESS, "", title="Acme juice is too sweet", by="ben", ago=2 * HOUR)
    answer = await stage.told("preview Acme -juice")
    assert "would have kept 1 mention and dropped 1" in answer
    assert "1 dropped, not fitting “without juice”" in answer


async def test_a_preview_saves_nothing(stage: Stage) -> None:
    await stage.command("preview Acme")
    assert "Nothing is watched" in await stage.told("list")


async def test_a_mistake_in_a_query_is_shown_where_it_stands(stage: Stage) -> None:
    answer = await stage.told("preview Acme = (acme NEAR/3")
    assert "That query cannot be read." in answer
    assert "^" in answer
    assert "/watch help query" in answer


async def test_a_query_without_words_gets_no_caret_under_nothing(stage: Stage) -> None:
    answer = await stage.told("brand =")
    assert answer == "The name comes before the = sign: Acme = (acme OR @acme)."


@pytest.mark.parametrize("command", ["preview", "brand", "edit"])
async def test_a_source_that_there_is_not_is_refused_with_the_one_that_was_meant(
    stage: Stage, command: str
) -> None:
    await stage.command("brand Acme Lamps")
    answer = await stage.told(f"{command} Acme Lamps -source:hackernws")
    assert "“hackernws” is no source: did you mean source:hackernews?" in answer


async def test_a_watch_is_narrowed_by_a_part_of_its_name(stage: Stage) -> None:
    await stage.command("brand Acme Lamps")
    answer = await stage.told("edit Acme -juice")
    assert "Acme Lamps listens from now on for mentions of Acme Lamps, without juice" in answer


async def test_an_edit_without_a_query_shows_the_one_in_force(stage: Stage) -> None:
    await stage.command("brand Acme -juice")
    assert "Acme listens for: Acme -juice" in await stage.told("edit acme")


async def test_what_was_unsaid_of_an_old_query_is_not_told_under_the_new_one(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.say(HN, "Acme juice is too sweet.", by="ben")
    await stage.poll()
    await stage.command("edit Acme -juice")
    assert "Nothing new about Acme" in shown((await stage.command("now"))[0])


async def test_what_is_left_out_may_make_another_watchs_name(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("brand Acme Lamps")
    assert "Acme listens from now on for mentions of Acme, without lamps" in await stage.told(
        "edit Acme -lamps"
    )
    assert "Acme Lamps listens for:" in await stage.told("edit Acme Lamps")


async def test_an_edit_keeps_how_the_name_was_written(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "mentions of Acme (exactly so), in French" in await stage.told("edit =Acme lang:fr")


async def test_a_watch_with_the_name_of_an_operator_can_be_shown_and_changed(stage: Stage) -> None:
    await stage.command("brand title:x = acme")
    assert "title:x listens for: acme" in await stage.told("edit title:x")
    assert "title:x listens from now on for mentions of acme or lamps" in await stage.told(
        "edit title:x = acme OR lamps"
    )


async def test_an_edit_announces_nothing_that_was_written_before_it(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("alerts Acme instant")
    stage.public.say(HN, "Zorblax hums.", by="ann")
    await stage.poll()
    before = stage.said()
    await stage.command("edit Acme = acme OR zorblax")
    stage.clock.pass_time(POLL)
    await stage.poll()
    assert stage.said() == before, "it is history under the new query"
    stage.public.say(HN, "Zorblax hums again.", by="ben")
    stage.clock.pass_time(POLL)
    await stage.poll()
    [told] = stage.said()[len(before) :]
    assert quotes(told) == ["Zorblax hums again."]


async def test_a_term_of_one_letter_is_read_back_without_marks(stage: Stage) -> None:
    assert "mentions of c, without java" in await stage.told("preview c -java")

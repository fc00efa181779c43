"""When a channel's digest comes, as people set it."""

import pytest

from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import NINE, Stage, quotes, shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("08:30 weekdays America/New_York", "at 08:30 on weekdays (America/New_York)"),
        ("7h30 daily", "at 07:30 every day (Europe/Paris)"),
        ("mon,wed,fri 18:00", "at 18:00 on Monday, Wednesday and Friday (Europe/Paris)"),
        ("lun,jeu 9h", "at 09:00 on Monday and Thursday (Europe/Paris)"),
        ("lundi-vendredi", "at 09:00 on weekdays (Europe/Paris)"),
        ("fri-mon 10:15", "at 10:15 on Monday, Friday, Saturday and Sunday (Europe/Paris)"),
        ("tous les jours à 8h", "at 08:00 every day (Europe/Paris)"),
        ("en semaine à 7h30", "at 07:30 on weekdays (Europe/Paris)"),
        ("weekends", "at 09:00 on Saturday and Sunday (Europe/Paris)"),
        ("9h monaco", "at 09:00 on weekdays (Europe/Monaco)"),
        ("mondays 9h", "at 09:00 on Monday (Europe/Paris)"),
        ("tokyo", "at 09:00 on weekdays (Asia/Tokyo)"),
        ("mon wed fri 9:00", "at 09:00 on Monday, Wednesday and Friday (Europe/Paris)"),
        ("08:30, 17:00", "at 08:30 and 17:00 on weekdays (Europe/Paris)"),
        ("mon 9:00 fri 17:00", "at 09:00 on Monday and at 17:00 on Friday (Europe/Paris)"),
        ("hourly", "every hour on weekdays when there is something new (Europe/Paris)"),
        ("hourly 9-18", "every hour from 09:00 to 18:00 on weekdays when there is something new"),
        ("every 2 hours daily", "every 2 hours every day when there is something new (Europe/Paris)"),
        ("weekly monday 9:00", "at 09:00 on Monday (Europe/Paris)"),
        ("chaque matin", "at 09:00 every day (Europe/Paris)"),
        ("09.05 europe/london", "at 09:05 on weekdays (Europe/London)"),
    ],
)
async def test_hour_days_and_zone_are_taken_in_any_order(stage: Stage, words: str, told: str) -> None:
    await stage.command("brand Acme")
    answer = await stage.told(f"digest {words}")
    assert told in answer
    assert "Next:" in answer
    assert told in await stage.told("list")


async def test_the_next_digest_is_named(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "Next: Mon 2 Jun, 09:00." in await stage.told("digest")
    assert "Next: Tue 3 Jun, 07:00." in await stage.told("digest 07:00")


async def test_the_digest_can_be_stopped_and_begun_again(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "No digest comes here: it is off." in await stage.told("digest off")
    assert "No digest comes here: it is off." in await stage.told("status")
    assert "at 10:00 on weekdays" in await stage.told("digest 10:00")


async def test_a_digest_that_was_off_comes_back_as_it_was(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest mon thu 8:15 America/New_York")
    assert "/watch digest on brings it back as it was." in await stage.told("digest stop")
    assert "at 08:15 on Monday and Thursday (America/New_York)" in await stage.told("digest on")


@pytest.mark.parametrize(
    "words", ["25:00", "09:61", "someday", "Europe/Atlantis", "GMT+2", "monkey", "marseille"]
)
async def test_what_is_no_hour_day_or_zone_is_refused_with_an_example(stage: Stage, words: str) -> None:
    await stage.command("brand Acme")
    answer = await stage.told(f"digest {words}")
    assert f"“{words}” is no hour, day or time zone" in answer
    assert "/watch digest 09:00 weekdays Europe/Paris" in answer
    assert "at 09:00 on weekdays (Europe/Paris)" in await stage.told("digest")


async def test_a_refused_word_changes_nothing_of_the_rest(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest 10:00 someday")
    assert "at 09:00 on weekdays" in await stage.told("digest")


async def test_a_condensed_digest_is_three_lines_and_the_rest_is_in_its_thread(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "It is condensed: three lines, and a thread." in await stage.told("digest condensed")
    stage.public.say(HN, "Acme shines brightly tonight.", by="ann")
    await stage.at(NINE)
    digest = stage.said()[-1]
    assert len(shown(digest).splitlines()) == 4, "and where the rest is"
    assert quotes(digest) == []
    assert [quote for post in stage.replies(digest) for quote in quotes(post)] == [
        "Acme shines brightly tonight."
    ]


async def test_a_digest_is_made_whole_again(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("digest condensé")
    assert "condensed" not in await stage.told("digest complet")
    stage.public.say(HN, "Acme shines brightly tonight.", by="ann")
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Acme shines brightly tonight."]

"""What people want to know of what was said: answered from the archive, each sentence with its link."""

from datetime import timedelta

import pytest

from tests.scenarios.fake_web import HN
from tests.scenarios.full_bot import Stage, links, shown

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BROKEN = "My Zorblax lamp is broken, I am so disappointed with it and with everything around it."
LOVED = "I love my Zorblax lamp now, thank you, it is wonderful."
ASKED = "Does the Zorblax lamp fit a round seat post? I could not find it in the manual anywhere."


async def watched(stage: Stage) -> None:
    """A channel that watches Zorblax: two complain in one thread, one praises it, one asks something else."""
    thread = stage.public.say(HN, BROKEN, by="ann", title="Lamps in the rain", ago=50 * HOUR)
    stage.public.say(
        HN, "Mine broke too, it is useless: a Zorblax that fails!", by="bob", under=thread, ago=DAY
    )
    stage.public.say(HN, LOVED, by="cleo", title="A lamp of mine", ago=20 * HOUR)
    stage.public.say(HN, ASKED, by="dan", title="Seat posts", ago=10 * HOUR)
    await stage.command("brand Zorblax")


async def test_why_people_are_angry_is_told_by_story_with_their_words(stage: Stage) -> None:
    await watched(stage)
    [answer] = await stage.say("@veille why are people angry at Zorblax?")
    opening, cause, few = shown(answer).splitlines()
    assert opening.startswith("Zorblax: 2 of 4 people are critical in the last seven days")
    assert cause.startswith("2 people, Lamps in the rain: “My Zorblax lamp is broken, I am so")
    assert "(ann, Hacker News, " in cause
    assert few == "4 people: do not generalise."
    assert ("Lamps in the rain", "https://news.ycombinator.com/item?id=40000001") in links(answer)


async def test_the_answer_is_in_the_language_of_the_question(stage: Stage) -> None:
    await watched(stage)
    [answer] = await stage.say("@veille pourquoi sont-ils fâchés contre Zorblax ?")
    assert shown(answer).startswith("Zorblax\u00a0: sur 4 personnes, 2 critiquent")


async def test_whether_it_is_serious_begins_with_an_answer(stage: Stage) -> None:
    await watched(stage)
    [answer] = await stage.say("@veille is this serious?")
    said = shown(answer).splitlines()
    assert said[0].startswith("Zorblax · hardly: 2 people are critical in 1 place")
    assert any(line.startswith("2 people in the last 24 hours, 1 in the 24 before") for line in said)
    assert any("whether the team answered is not known (/watch team @handle)" in line for line in said)


async def test_what_waits_for_the_team_is_listed_once_the_team_is_known(stage: Stage) -> None:
    await watched(stage)
    await stage.command("team @lea")
    [answer] = await stage.say("@veille what has nobody answered?")
    said = shown(answer)
    assert said.startswith("Nobody has answered\nann, Hacker News · ")
    assert "dan, Hacker News" in said
    assert said.endswith("Of Zorblax in the last seven days.")


async def test_who_turned_is_told_with_both_quotations(stage: Stage) -> None:
    await watched(stage)
    stage.public.say(HN, LOVED, by="ann", title="Mended", ago=HOUR)
    await stage.after(10 * HOUR)
    await stage.poll()
    [answer] = await stage.say("@veille qui a changé d’avis ?")
    assert "ann, critique avant, favorable maintenant" in shown(answer)


async def test_what_changed_is_told_beside_the_time_before(stage: Stage) -> None:
    await watched(stage)
    [answer] = await stage.say("@veille what changed since yesterday?")
    said = shown(answer).splitlines()
    assert said[0].startswith("Zorblax: 3 people since yesterday, 1 in as long before")
    assert any(line.startswith("Began: ") for line in said)


async def test_a_time_may_be_set_against_another(stage: Stage) -> None:
    await watched(stage)
    [answer] = await stage.say("@veille is it worse than yesterday?")
    assert shown(answer).startswith("Zorblax: 0 people since 2 June, 3 yesterday")


async def test_two_names_are_told_beside_each_other(stage: Stage) -> None:
    await watched(stage)
    stage.public.say(HN, LOVED.replace("Zorblax", "Brimeo"), by="ann", title="Hum", ago=HOUR)
    await stage.command("competitor Brimeo")
    [answer] = await stage.say("@veille compare Zorblax and Brimeo")
    said = shown(answer).splitlines()
    assert said[0] == "Beside each other in the last seven days:"
    assert said[1].startswith("Zorblax: 4 people, 2 critical, 1 praises it, 1 place; first of all: ")
    assert said[2].startswith("Brimeo: 1 person, nobody critical, 1 praises it, 1 place")
    assert said[3] == "1 person speaks of several: ann"


async def test_nothing_to_compare_with_is_said_in_one_line(stage: Stage) -> None:
    await watched(stage)
    [answer] = await stage.say("@veille how do we compare?")
    assert shown(answer) == "No competitor is watched here yet. Begin with: /watch competitor NAME"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("why are people angry at Lamplo?", "Nobody has spoken of Lamplo in the last seven days."),
        ("is it serious for Lamplo?", "Nobody has spoken of Lamplo in the last seven days."),
        ("what should I read?", "Nothing of Lamplo in the last seven days is long enough to be read whole."),
        ("who turned?", "Nobody has turned about Lamplo in the last seven days, as far as their words show."),
        ("what is unanswered?", "Nobody waits for an answer about Lamplo in the last seven days."),
        ("what changed?", "Nobody has spoken of Lamplo in the last seven days."),
        ("c’est grave pour Lamplo ?", "Personne n’a parlé de Lamplo ces sept derniers jours."),
    ],
)
async def test_an_empty_answer_is_one_line(stage: Stage, asked: str, answer: str) -> None:
    await stage.command("brand Lamplo")
    [said] = await stage.say(f"@veille {asked}")
    assert shown(said).splitlines()[0] == answer


async def test_of_several_watches_it_is_asked_which_one(stage: Stage) -> None:
    await watched(stage)
    await stage.command("competitor Brimeo")
    [which] = await stage.say("@veille is this serious?")
    assert shown(which) == "Of which name? Ask again with Zorblax or Brimeo."
    [ours] = await stage.say("@veille is it serious for us?")
    assert shown(ours).startswith("Zorblax · hardly")


async def test_of_several_brands_it_is_told_of_each(stage: Stage) -> None:
    await watched(stage)
    await stage.command("brand Lamplo")
    [ours] = await stage.say("@veille is it serious for us?")
    assert shown(ours).startswith("Zorblax · hardly")
    assert "Nobody has spoken of Lamplo in the last seven days." in shown(ours)


async def test_in_a_thread_it_is_asked_of_what_the_thread_tells(stage: Stage) -> None:
    await watched(stage)
    await stage.command("competitor Brimeo")
    [first] = await stage.say("@veille Zorblax")
    thread = first.thread_ts
    answers = await stage.say("@veille is this serious?", thread=thread)
    assert shown(answers[-1]).startswith("Zorblax · hardly")
    assert answers[-1].thread_ts == thread


async def test_where_nothing_is_watched_that_is_said(stage: Stage) -> None:
    [nothing] = await stage.say("@veille is this serious?")
    assert shown(nothing) == "Nothing is watched here yet. Begin with: /watch brand NAME"


async def test_what_may_be_a_namesake_is_counted_apart(stage: Stage) -> None:
    stage.public.say(HN, "I ate an orange and it was terrible, so disappointed.", by="ann", ago=HOUR)
    await stage.command("brand Orange")
    [answer] = await stage.say("@veille why are people angry at Orange?")
    assert "complain" not in shown(answer)

"""The digest, when somebody asks for it."""

from datetime import timedelta

import pytest

from tests.scenarios.fake_web import BLOG, FEED, HN, PRESS
from tests.scenarios.full_bot import Stage, links, quotes, shown

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def test_the_digest_of_the_last_day_is_for_whoever_asks_alone(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=3 * HOUR)
    stage.public.say(HN, "Acme shone.", by="ben", ago=3 * DAY)
    await stage.command("brand Acme")
    before = stage.said()
    [digest] = await stage.command("now")
    assert quotes(digest) == ["Acme shines."]
    assert stage.said() == before
    assert stage.slack.ephemerals("veille-demo", "Alex") == []


async def test_the_digest_of_one_name_leaves_the_others_out(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    stage.public.say(HN, "Zorblax hums.", by="ben", ago=HOUR)
    await stage.command("brand Acme")
    await stage.command("brand Zorblax")
    [digest] = await stage.command("now zor")
    assert quotes(digest) == ["Zorblax hums."]


async def test_the_digest_goes_to_all_when_asked_to(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    assert "on its way to the channel" in await stage.told("now public")
    assert quotes(stage.said()[-1]) == ["Acme shines."]


@pytest.mark.parametrize(
    ("span", "found"), [("2h", 1), ("2d", 2), ("1w", 3), ("all", 3), ("", 1), ("Acme 2d", 2)]
)
async def test_the_digest_reaches_as_far_back_as_is_asked(stage: Stage, span: str, found: int) -> None:
    stage.public.say(HN, "Acme shines brightly tonight.", by="ann", ago=HOUR)
    stage.public.say(HN, "My neighbour sold his Acme lamp.", by="ben", ago=30 * HOUR)
    stage.public.say(HN, "Who repairs anything from Acme?", by="cat", ago=5 * DAY)
    await stage.command("brand Acme")
    [digest] = await stage.command(f"now {span}")
    assert len(quotes(digest)) == found


@pytest.mark.parametrize(
    ("span", "found"),
    [
        ("yesterday", 1),
        ("hier", 1),
        ("Acme last week", 2),
        ("the last 3 days", 2),
        ("acme depuis hier", 2),
        ("lately", 1),
    ],
)
async def test_the_digest_reads_the_times_of_questions(stage: Stage, span: str, found: int) -> None:
    stage.public.say(HN, "Acme shines brightly tonight.", by="ann", ago=HOUR)
    stage.public.say(HN, "My neighbour sold his Acme lamp.", by="ben", ago=30 * HOUR)
    stage.public.say(HN, "Who repairs anything from Acme?", by="cat", ago=5 * DAY)
    await stage.command("brand Acme")
    [digest] = await stage.command(f"now {span}")
    assert len(quotes(digest)) == found


async def test_a_watch_called_like_a_day_is_that_watch(stage: Stage) -> None:
    await stage.command("brand Monday")
    assert "about Monday" in await stage.told("now monday")


async def test_in_all_that_is_known_nobody_is_new_but_in_a_span_some_are(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=3 * DAY)
    stage.public.say(HN, "My neighbour sold his Acme.", by="ann", ago=HOUR)
    stage.public.say(HN, "Who repairs anything from Acme?", by="ben", ago=2 * HOUR)
    await stage.command("brand Acme")
    assert "Acme: 2 people, 1 place" in await stage.told("now all")
    assert "Acme: 2 people (1 new), 1 place" in await stage.told("now")


async def test_asking_now_reads_the_sources_again(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(timedelta(minutes=45))
    stage.public.say(HN, "Acme has news.", by="ann")
    [digest] = await stage.command("now")
    assert quotes(digest) == ["Acme has news."]


async def test_asking_now_takes_nothing_from_the_morning(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.clock.pass_time(10 * HOUR)
    stage.public.say(HN, "Acme has news.", by="ann")
    stage.clock.pass_time(HOUR)
    await stage.command("now")
    await stage.after(15 * HOUR)
    assert quotes(stage.said()[-1]) == ["Acme has news."]


async def test_a_digest_names_people_places_quote_link_and_age(stage: Stage) -> None:
    story = stage.public.say(
        HN, "My Acme lamp died in the rain.", title="Acme lamps in rain", by="ann", ago=5 * HOUR
    )
    stage.public.say(HN, "So did my Acme, after a week.", under=story, by="ben", ago=2 * HOUR)
    stage.public.say(BLOG, "J’aime ma lampe Acme.", title="Six mois", by="Léa", ago=3 * HOUR)
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    read = shown(digest)
    assert read.startswith("Acme: 3 people (3 new, 1 critical), 2 places: “My Acme lamp died in the rain”\n")
    assert read.index("Acme lamps in rain") < read.index("J’aime ma lampe Acme"), "most people first"
    assert "2 people (2 new, 1 critical) · Hacker News · since 03:00" in read
    assert quotes(digest)[0] in {"My Acme lamp died in the rain.", "So did my Acme, after a week."}
    assert quotes(digest)[1] == "J’aime ma lampe Acme."
    assert any(address.startswith("https://news.ycombinator.com/item?id=") for _, address in links(digest))
    assert any(label == "05:00" for label, _ in links(digest))
    assert "Léa · Lampes & lueurs" in read


async def test_the_press_signs_nothing_and_is_counted_apart(stage: Stage) -> None:
    stage.public.say(PRESS, "Acme opens.", title="Acme opens a shop in Lyon", ago=HOUR)
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    assert "1 unsigned text, 1 place" in shown(digest)
    assert "The Gazette" in shown(digest)


async def test_nothing_said_is_said_in_one_line(stage: Stage) -> None:
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    assert shown(digest) == "Nothing new about Acme. Last looked at 08:00, 2 sources well."


async def test_the_text_for_phones_holds_the_numbers_the_quotes_and_the_links(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines & hums <3.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    assert digest.text.startswith(
        "Acme: 1 person (1 new), 1 place: “Acme shines &amp; hums &lt;3” https://news"
    )
    assert "> Acme shines &amp; hums &lt;3.\nann · Hacker News · 07:00 https://news" in digest.text


async def test_one_story_from_five_places_is_told_once_with_its_links(stage: Stage) -> None:
    page = "https://gazette.example/acme-recall"
    for n in range(5):
        words = ["Look at this", "Well well", "Nobody is surprised", "At last", "My goodness"][n]
        stage.public.say(HN, f"{words}, Acme!", title=f"Acme {n}", link=page, by=f"p{n}", ago=HOUR)
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    assert len(quotes(digest)) == 1
    assert "5 people (5 new) · Hacker News" in shown(digest)
    assert "; and 1 more" in shown(digest)


async def test_what_hits_two_watches_is_told_once(stage: Stage) -> None:
    stage.public.say(HN, "Acme lamps are the best bike lamps.", by="ann", ago=HOUR)
    await stage.command("topic bike lamps")
    await stage.command("brand Acme")
    [digest] = await stage.command("now")
    assert len(quotes(digest)) == 1
    assert "Calm: Acme 1 person (1 new); bike lamps 1 person (1 new)." in shown(digest)
    assert "Nothing new" not in shown(digest)


async def test_a_negative_term_of_one_watch_does_not_touch_another(stage: Stage) -> None:
    stage.public.say(HN, "Acme and Zorblax make anvils.", by="ann", ago=HOUR)
    await stage.command("brand Acme -anvils")
    await stage.command("brand Zorblax")
    [digest] = await stage.command("now")
    assert "Zorblax: 1 person" in shown(digest)
    assert "Nothing new about Acme" in shown(digest)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("C++", "I write C++ at night."),
        (".NET", "We left .NET in May."),
        ("brand @acme", "Thanks @acme for the lamp."),
        ("任天堂", "昨日任天堂の本を読んだ。"),
        ("Société Générale", "La SOCIETE GENERALE ferme."),
    ],
)
async def test_names_that_are_hard_to_search_are_found(stage: Stage, name: str, said: str) -> None:
    stage.public.say(BLOG, said, by="Léa", title="Notes", ago=HOUR)
    await stage.command(f"feed {FEED}")
    await stage.command(name)
    [digest] = await stage.command("now")
    assert quotes(digest) == [said]


async def test_a_short_name_is_not_found_inside_longer_words(stage: Stage) -> None:
    stage.public.say(HN, "Airlines said again that rain is fair.", by="ann", ago=HOUR)
    await stage.command("brand AI")
    [digest] = await stage.command("now")
    assert "Nothing new about AI" in shown(digest)


async def test_a_long_digest_goes_on_in_its_thread(stage: Stage) -> None:
    for n in range(60):
        words = " ".join(f"word{n}x{m}" for m in range(35))
        stage.public.say(HN, f"Acme number {n}: {words}.", by=f"p{n}", ago=HOUR)
    await stage.command("brand Acme")
    await stage.command("now public")
    first = stage.said()[-1]
    thread = stage.replies(first)
    assert "The digest goes on in the thread." in shown(first)
    assert len(thread) >= 2
    told = [quote for post in [first, *thread] for quote in quotes(post)]
    assert len(told) == len(set(told))
    left_out = 60 - len(told)
    assert left_out >= 0
    assert (f"{left_out} smaller stor" in shown(first)) == (left_out > 0)


async def test_a_long_digest_for_one_person_keeps_to_five_answers(stage: Stage) -> None:
    for n in range(120):
        words = " ".join(f"word{n}x{m}" for m in range(35))
        stage.public.say(HN, f"Acme number {n}: {words}.", by=f"p{n}", ago=HOUR)
    await stage.command("brand Acme")
    answers = await stage.command("now")
    assert 2 <= len(answers) <= 5
    assert "The digest goes on below." in shown(answers[0])
    assert "thread" not in shown(answers[0])
    assert "not shown" in shown(answers[0])


async def test_now_where_nothing_is_watched_says_how_to_begin(stage: Stage) -> None:
    assert "Begin with: /watch brand NAME" in await stage.told("now")


async def test_now_says_that_everything_is_paused(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    answer = await stage.told("now")
    assert answer == "Everything watched here is paused. /watch resume NAME listens again."


async def test_the_digest_of_a_paused_name_says_that_it_rests(stage: Stage) -> None:
    stage.public.say(HN, "Acme shines.", by="ann", ago=HOUR)
    await stage.command("brand Acme")
    await stage.command("pause Acme")
    digest, afterwards = await stage.command("now Acme")
    assert quotes(digest) == ["Acme shines."]
    assert shown(afterwards) == "Acme is paused. /watch resume Acme listens again."


async def test_now_where_everything_was_removed_says_how_to_begin(stage: Stage) -> None:
    await stage.command("brand Acme")
    await stage.remove("Acme")
    assert "Begin with: /watch brand NAME" in await stage.told("now")


async def test_a_span_of_nothing_is_not_all_time(stage: Stage) -> None:
    await stage.command("brand Acme")
    assert "“0d” is not watched here" in await stage.told("now 0d")

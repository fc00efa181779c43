"""What rings of a watch's posts: the gravest of each story, and nothing twice."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.alerts.detectors.spike import STEP, Baseline, learned
from bot.alerts.judging import Learnt, gravest, rings
from bot.alerts.posts import HeardPost
from bot.alerts.tuning import tuned
from bot.models import AlertSettings, Mention, Sensitivity, WatchKind
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import AlertKind
from tests.alerts.heard import HOUR, MINUTE, heard, said
from tests.analysis.mentions import NOON

DAY = timedelta(days=1)
PLAIN = (
    "My Acme lamp stopped working after the update.",
    "The Acme app crashed again, so annoying.",
    "Acme broke my charger, and support ignores me.",
    "Terrible: the Acme light does not work any more.",
    "Disappointed, the Acme lamp is broken since Monday.",
    "Acme ruined it, nothing works since the update.",
    "Useless update, the Acme lamp fails every night.",
)


def complaints(people: int, places: int = 2, apart: timedelta = 20 * MINUTE) -> list[Mention]:
    return [
        said(PLAIN[n % len(PLAIN)], (people - n) * apart, author=f"p{n}", place=f"place {n % places}")
        for n in range(people)
    ]


def rung(
    posts: Iterable[HeardPost],
    settings: AlertSettings | None = None,
    mutes: Iterable[AlertMute] = (),
    learnt: Learnt | None = None,
) -> list[AlertKind]:
    by = tuned(settings or AlertSettings(), mutes)
    return [ring.kind for ring in rings(list(posts), learnt or Learnt(), by, NOON, "Europe/Paris")]


def test_six_who_complain_in_two_places_are_a_backlash() -> None:
    [ring] = rings(heard(complaints(6)), Learnt(), tuned(AlertSettings()), NOON, "UTC")
    assert (ring.kind, ring.story, ring.people) == (AlertKind.BACKLASH, "affair", 6)
    assert ring.began == NOON - 120 * MINUTE


@pytest.mark.parametrize(
    ("sensitivity", "people"), [(Sensitivity.FEWER, 9), (Sensitivity.BALANCED, 6), (Sensitivity.MORE, 4)]
)
def test_the_sensitivity_says_how_many_people(sensitivity: Sensitivity, people: int) -> None:
    settings = AlertSettings(sensitivity=sensitivity)
    calm = Learnt(critical=90, people=100)  # where most are critical anyway, no rise rings beside it
    assert rung(heard(complaints(people)), settings, learnt=calm) == [AlertKind.BACKLASH]
    assert rung(heard(complaints(people - 1)), settings, learnt=calm) == []


def test_a_small_community_says_its_own_number() -> None:
    calm = Learnt(critical=90, people=100)
    assert rung(heard(complaints(4)), AlertSettings(people=4), learnt=calm) == [AlertKind.BACKLASH]


def test_what_is_called_normal_takes_twice_the_people() -> None:
    normal = AlertMute(
        watch="w1", kind=AlertKind.BACKLASH, is_normal=True, until=NOON + HOUR, person="U1", at=NOON
    )
    calm = Learnt(critical=90, people=100)
    assert rung(heard(complaints(11)), mutes=[normal], learnt=calm) == []
    assert rung(heard(complaints(12)), mutes=[normal], learnt=calm) == [AlertKind.BACKLASH]


def test_one_who_tells_of_harm_rings_before_anybody_complains() -> None:
    harmed = heard([said("The Acme battery caught fire, my daughter burned her hand.")])
    [ring] = rings(harmed, Learnt(), tuned(AlertSettings()), NOON, "UTC")
    assert ring.kind is AlertKind.SAFETY
    assert "fire" in ring.dangers


def test_where_safety_is_called_normal_two_must_be_sure() -> None:
    normal = AlertMute(
        watch="w1", kind=AlertKind.SAFETY, is_normal=True, until=NOON + HOUR, person="U1", at=NOON
    )
    one = said("The Acme battery caught fire, my daughter burned her hand.", 2 * MINUTE)
    other = said("Our Acme lamp caught fire too, he got hurt.")
    assert rung(heard([one]), mutes=[normal]) == []
    assert rung(heard([one, other]), mutes=[normal]) == [AlertKind.SAFETY]


def test_more_critical_people_than_usual_ring_though_each_tells_something_else() -> None:
    posts = [post for n, each in enumerate(complaints(5, places=1)) for post in heard([each], story=f"s{n}")]
    [ring] = rings(posts, Learnt(critical=2, people=30), tuned(AlertSettings()), NOON, "UTC")
    assert (ring.kind, ring.story) == (AlertKind.BACKLASH, "")
    assert rung(posts) == [], "it is not known yet what is usual"
    assert rung(posts, learnt=Learnt(critical=60, people=100)) == []


def test_more_people_than_usual_are_a_spike_and_none_beside_a_backlash() -> None:
    silent = Baseline()
    for step in range(28 * 96):
        silent = learned(silent, 0, NOON - 28 * timedelta(days=1) + step * STEP)
    learnt = Learnt(baseline=silent)
    talk = [said(f"At the fair I saw Acme, stand {n}.", n * MINUTE, author=f"p{n}") for n in range(1, 9)]
    assert rung((post for each in talk for post in heard([each], story=each.id)), learnt=learnt) == [
        AlertKind.SPIKE
    ]
    assert rung(heard(complaints(8)), learnt=learnt) == [AlertKind.BACKLASH]


def test_before_anything_was_learnt_many_people_are_no_spike() -> None:
    talk = [said(f"At the fair I saw Acme, stand {n}.", n * MINUTE, author=f"p{n}") for n in range(1, 20)]
    assert rung(post for each in talk for post in heard([each], story=each.id)) == []


def test_what_is_counted_apart_rings_nothing() -> None:
    assert rung(heard(complaints(30), after=3 * HOUR)) == []
    assert rung(heard(complaints(30), look_back=True)) == []


def test_the_gravest_comes_first() -> None:
    [ring] = rings(heard(complaints(6)), Learnt(), tuned(AlertSettings()), NOON, "UTC")
    safety = replace(ring, kind=AlertKind.SAFETY)
    assert gravest([ring, safety]) == [safety, ring]


def matters(posts: Iterable[HeardPost], author: str, since: timedelta = DAY) -> list[HeardPost]:
    """These posts, of which one author always mattered for so long."""
    return [
        replace(post, matters_since=NOON - since) if post.mention.author == author else post for post in posts
    ]


def test_who_always_matters_rings_alone_whatever_they_say() -> None:
    posts = matters(heard([said("Acme is blue.", author="ann"), said("Acme is red.", author="ben")]), "ann")
    [ring] = rings(posts, Learnt(), tuned(AlertSettings()), NOON, "UTC")
    assert (ring.kind, ring.people, ring.mention) == (AlertKind.VIP, 1, posts[0].mention.id)


def test_what_they_wrote_before_they_were_named_or_what_came_late_does_not() -> None:
    told = [said("Acme is blue.", 30 * MINUTE, author="ann")]
    assert rung(matters(heard(told), "ann", 20 * MINUTE)) == []
    assert rung(matters(heard(told, after=3 * HOUR), "ann")) == []


def test_a_graver_story_tells_what_they_say_in_it() -> None:
    assert rung(matters(heard(complaints(6)), "p0")) == [AlertKind.BACKLASH]


@pytest.mark.parametrize("kind", [WatchKind.COMPETITOR, WatchKind.TOPIC])
def test_of_names_that_are_not_ours_they_alone_ring(kind: WatchKind) -> None:
    by = tuned(AlertSettings(), watch=kind)
    assert rings(heard(complaints(8)), Learnt(), by, NOON, "UTC") == []
    [ring] = rings(matters(heard(complaints(8)), "p0"), Learnt(), by, NOON, "UTC")
    assert ring.kind is AlertKind.VIP


PRAISE = "I love my Acme lamp, it is excellent, number {n}, thank you."
NEUTRAL = "My Acme lamp number {n} is green."


def thread(text: str, people: int, within: timedelta = 50 * MINUTE) -> list[Mention]:
    """So many people in one place, one after the other."""
    return [
        said(text.format(n=n), n * within / people, author=f"p{n}", place="r/lamps") for n in range(people)
    ]


@pytest.mark.parametrize("text", [PRAISE, NEUTRAL])
def test_ten_new_people_within_an_hour_in_one_thread_are_hot_whatever_they_say(text: str) -> None:
    assert rung(heard(thread(text, 10))) == [AlertKind.HOT_THREAD]
    assert rung(heard(thread(text, 9))) == []
    assert rung(heard(thread(text, 14, 8 * HOUR))) == []


def test_a_hot_thread_of_complaints_in_two_places_is_a_backlash() -> None:
    assert rung(heard(complaints(12, apart=4 * MINUTE))) == [AlertKind.BACKLASH]


def test_kinds_that_are_turned_off_do_not_ring() -> None:
    off = AlertSettings(off=(AlertKind.HOT_THREAD, AlertKind.SPIKE))
    assert rung(heard(thread(PRAISE, 12)), off) == []

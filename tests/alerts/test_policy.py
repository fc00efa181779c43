"""Whether what rings is told now: by the hour, by what people said, by what was told before."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.alerts.policy import Candidate, Decision, Verdict, decide, off_hours_reason
from bot.models import AlertSettings
from bot.storage.alert_mutes import AlertMute
from bot.storage.alerts import MOST_A_DAY, Alert, AlertKind, AlertState, HeldReason

NOON = datetime(2026, 6, 3, 10, tzinfo=UTC)
"""A Wednesday, twelve in Paris."""
NIGHT = NOON + timedelta(hours=11)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ALWAYS = AlertSettings(quiet_from="00:00", quiet_until="00:00")
BACKLASH = Candidate(AlertKind.BACKLASH, "w1", "s1")
SAFETY = Candidate(AlertKind.SAFETY, "w1", "s1")
INSTANT = Candidate(AlertKind.INSTANT, "w1", "s1")
SPIKE = Candidate(AlertKind.SPIKE, "w1")
VIP = Candidate(AlertKind.VIP, "w1", "s2")
TURN = Candidate(AlertKind.TURN, "w1", person="forum lea")


def told(
    hours: float,
    kind: AlertKind = AlertKind.BACKLASH,
    watch: str = "w1",
    state: AlertState = AlertState.OVER,
    now: datetime = NOON,
    step: int = 0,
) -> Alert:
    at = now - hours * HOUR
    name = f"{watch}:{kind}:{hours}"
    return Alert(
        id=name, channel="C1", watch=watch, kind=kind, story=name, state=state, root=name, step=step,
        began=at, found_at=at, rung_at=at, stepped_at=at, last_at=at,
    )  # fmt: skip


def decided(
    candidate: Candidate,
    *lately: Alert,
    settings: AlertSettings | None = None,
    mutes: tuple[AlertMute, ...] = (),
    now: datetime = NOON,
) -> Decision:
    return decide(candidate, lately, settings or AlertSettings(), mutes, now, "Europe/Paris")


def verdict(*args: Alert, candidate: Candidate = BACKLASH, **more: object) -> str:
    found = decided(candidate, *args, **more)  # type: ignore[arg-type]
    return found.reason or found.verdict.value


def test_by_day_it_rings() -> None:
    assert decided(BACKLASH) == Decision(Verdict.RING)


@pytest.mark.parametrize("candidate", [BACKLASH, INSTANT, SPIKE, VIP, TURN])
def test_by_night_it_is_held_back(candidate: Candidate) -> None:
    assert verdict(candidate=candidate, now=NIGHT) == HeldReason.QUIET


def test_safety_passes_the_night_unless_the_channel_says_otherwise() -> None:
    assert verdict(candidate=SAFETY, now=NIGHT) == "ring"
    assert verdict(candidate=SAFETY, now=NIGHT, settings=AlertSettings(safety_quiet=True)) == HeldReason.QUIET
    assert verdict(candidate=SAFETY, settings=AlertSettings(safety_quiet=True)) == "ring"


def test_a_backlash_passes_the_night_where_the_channel_says_so() -> None:
    always = AlertSettings(backlash_always=True)
    assert verdict(now=NIGHT, settings=always) == "ring"
    assert verdict(candidate=SPIKE, now=NIGHT, settings=always) == HeldReason.QUIET


@pytest.mark.parametrize(
    ("hour", "reason"),
    [(19, None), (20, HeldReason.QUIET), (23, HeldReason.QUIET), (28.99, HeldReason.QUIET), (29, None)],
    ids=["21:00", "22:00", "01:00", "06:59", "07:00"],
)
def test_quiet_hours_are_the_channels_own_and_go_over_midnight(
    hour: float, reason: HeldReason | None
) -> None:
    midnight = datetime(2026, 6, 3, tzinfo=UTC)
    assert off_hours_reason(AlertSettings(), midnight + hour * HOUR, "Europe/Paris") is reason


def test_quiet_hours_by_day_and_none_at_all() -> None:
    siesta = AlertSettings(quiet_from="12:00", quiet_until="14:00")
    assert off_hours_reason(siesta, NOON, "Europe/Paris") is HeldReason.QUIET
    assert off_hours_reason(siesta, NIGHT, "Europe/Paris") is None
    assert off_hours_reason(ALWAYS, NIGHT, "Europe/Paris") is None


def test_quiet_hours_hold_through_the_night_in_which_the_clocks_are_changed() -> None:
    for day in (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)):
        hours = [off_hours_reason(AlertSettings(), day + n * HOUR / 2, "Europe/Paris") for n in range(8)]
        assert set(hours) == {HeldReason.QUIET}


def test_on_a_day_off_it_is_held_back() -> None:
    weekdays = AlertSettings(days=(1, 2, 3, 4, 5))
    saturday = NOON + 3 * 24 * HOUR
    assert verdict(now=saturday, settings=weekdays) == HeldReason.DAY_OFF
    assert verdict(now=saturday) == "ring"
    assert verdict(candidate=SAFETY, now=saturday, settings=weekdays) == "ring"


def mute(kind: str = "", story: str = "", *, is_normal: bool = False) -> AlertMute:
    return AlertMute(
        watch="w1", kind=kind, story=story, is_normal=is_normal, until=NOON, person="U1", at=NOON
    )


@pytest.mark.parametrize(
    ("muted", "candidate", "said"),
    [
        (mute(AlertKind.BACKLASH), BACKLASH, HeldReason.MUTED),
        (mute(AlertKind.SPIKE), BACKLASH, "ring"),
        (mute(story="s1"), BACKLASH, HeldReason.MUTED),
        (mute(story="s1"), SAFETY, HeldReason.MUTED),
        (mute(story="s2"), BACKLASH, "ring"),
        (mute(), BACKLASH, HeldReason.MUTED),
        (mute(), SAFETY, "ring"),
        (mute(AlertKind.SAFETY), SAFETY, HeldReason.MUTED),
        (mute(AlertKind.BACKLASH, is_normal=True), BACKLASH, "ring"),
    ],
)
def test_what_people_muted_is_not_told(muted: AlertMute, candidate: Candidate, said: str) -> None:
    assert verdict(candidate=candidate, mutes=(muted,)) == said


def test_what_fell_under_a_raised_bar_is_held_for_that() -> None:
    assert verdict(candidate=replace(BACKLASH, is_normal=True)) == HeldReason.NORMAL


def test_a_kind_rings_again_for_a_watch_after_its_cool_down() -> None:
    assert verdict(told(5)) == HeldReason.COOL_DOWN
    assert verdict(told(7)) == "ring"
    assert verdict(told(5, watch="w2")) == "ring"
    assert verdict(told(5, AlertKind.SPIKE)) == "ring"
    assert verdict(told(1, AlertKind.SAFETY), candidate=SAFETY) == "ring"


def test_what_belongs_to_an_alert_that_lasts_is_told_in_its_thread() -> None:
    lasting = told(5, state=AlertState.OPEN)
    assert decided(BACKLASH, lasting) == Decision(Verdict.JOIN, root=lasting.root)
    assert decided(SAFETY, lasting) == Decision(Verdict.JOIN, root=lasting.root)
    assert verdict(lasting, candidate=SPIKE) == HeldReason.TOLD_BY_ANOTHER
    assert verdict(lasting, candidate=INSTANT) == "ring"
    assert verdict(told(7, state=AlertState.OPEN)) == "ring"
    assert verdict(told(1, AlertKind.INSTANT, state=AlertState.OPEN)) == "ring"


def many(number: int, hours: float = 12, kind: AlertKind = AlertKind.INSTANT) -> list[Alert]:
    return [told(hours - n / 10, kind, watch=f"other {n}") for n in range(number)]


def test_after_six_a_day_one_an_hour_is_told_and_asks() -> None:
    assert decided(INSTANT, *many(MOST_A_DAY - 1)) == Decision(Verdict.RING)
    assert decided(INSTANT, *many(MOST_A_DAY)) == Decision(Verdict.RING, asks=True)
    assert (
        verdict(*many(MOST_A_DAY), told(0.9, AlertKind.INSTANT, "w9"), candidate=INSTANT)
        == HeldReason.DAILY_LIMIT
    )
    assert verdict(*many(MOST_A_DAY), told(1, AlertKind.INSTANT, "w9"), candidate=INSTANT) == "ring"
    assert decided(INSTANT, *many(MOST_A_DAY, hours=30)) == Decision(Verdict.RING)


def test_safety_is_not_counted_and_not_held() -> None:
    assert decided(INSTANT, *many(9, kind=AlertKind.SAFETY)) == Decision(Verdict.RING)
    assert verdict(*many(MOST_A_DAY, hours=0.9), candidate=SAFETY) == "ring"


def test_what_is_broadcast_from_a_thread_is_a_message_too() -> None:
    stepped = told(3, AlertKind.SPIKE, "w2", step=MOST_A_DAY - 1)
    assert decided(INSTANT, stepped).asks


def test_several_told_by_one_message_are_one() -> None:
    one = [replace(each, root="summary") for each in many(MOST_A_DAY)]
    assert decided(INSTANT, *one) == Decision(Verdict.RING)


def test_who_always_matters_is_a_message_of_its_own_however_often_they_speak() -> None:
    assert verdict(told(1, state=AlertState.OPEN), candidate=VIP) == "ring"
    assert verdict(told(1, AlertKind.VIP), candidate=VIP) == "ring"
    assert verdict(told(1, AlertKind.VIP, state=AlertState.OPEN), candidate=SPIKE) == "ring"
    assert (
        verdict(*many(MOST_A_DAY), told(0.9, AlertKind.INSTANT, "w9"), candidate=VIP)
        == HeldReason.DAILY_LIMIT
    )


def test_one_person_turns_once_a_week_and_another_is_another() -> None:
    lea = replace(told(100, AlertKind.TURN), person="forum lea")
    assert verdict(lea, candidate=TURN) == HeldReason.COOL_DOWN
    assert verdict(replace(lea, person="forum tom"), candidate=TURN) == "ring"
    assert verdict(replace(told(7 * 24, AlertKind.TURN), person="forum lea"), candidate=TURN) == "ring"


def test_while_a_story_lasts_who_turns_belongs_to_it() -> None:
    assert verdict(told(1, state=AlertState.OPEN), candidate=TURN) == HeldReason.TOLD_BY_ANOTHER
    assert verdict(told(1, AlertKind.TURN, state=AlertState.OPEN), candidate=TURN) == "ring"
    assert verdict(told(1, AlertKind.TURN, state=AlertState.OPEN), candidate=SPIKE) == "ring"

"""A claim: the first who takes a subject has it, and whoever comes second is told who."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from bot.storage.claims import Claim, Claims
from bot.storage.retention import Retention
from tests.storage.samples import HOUR, NOON, WORKSPACE

CLAIM = Claim("alert:1", "U1", NOON)


def test_the_first_who_takes_it_has_it(engine: Engine) -> None:
    claims = Claims(engine, WORKSPACE)
    assert claims.take("C1", CLAIM) == CLAIM
    assert claims.take("C1", Claim("alert:1", "U2", NOON + HOUR)) == CLAIM
    assert claims.of("C1", "alert:1") == CLAIM
    assert claims.of("C2", "alert:1") is None
    assert Claims(engine, "T2").of("C1", "alert:1") is None


def test_of_many_who_press_at_once_one_has_it(engine: Engine) -> None:
    claims = Claims(engine, WORKSPACE)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda n: claims.take("C1", Claim("alert:1", f"U{n}", NOON)), range(40)))
    assert len({claim.person for claim in taken}) == 1


def test_only_who_has_it_lets_it_go(engine: Engine) -> None:
    claims = Claims(engine, WORKSPACE)
    claims.take("C1", CLAIM)
    assert not claims.release("C1", "alert:1", "U2")
    assert claims.release("C1", "alert:1", "U1")
    assert claims.of("C1", "alert:1") is None


def test_a_forgotten_channel_has_no_claims(engine: Engine) -> None:
    claims = Claims(engine, WORKSPACE)
    claims.take("C1", CLAIM)
    Retention(engine, WORKSPACE).forget_channel("C1")
    assert claims.of("C1", "alert:1") is None

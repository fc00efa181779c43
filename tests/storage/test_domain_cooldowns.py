"""Domains that rest."""

from datetime import timedelta

from sqlalchemy import Engine

from bot.storage.domain_cooldowns import DomainCooldowns
from tests.clock import START


def test_a_rest_outlives_a_restart(engine: Engine) -> None:
    DomainCooldowns(engine).keep({"slow.example": START + timedelta(hours=1)})
    assert DomainCooldowns(engine).kept() == {"slow.example": START + timedelta(hours=1)}


def test_rests_that_are_over_are_forgotten(engine: Engine) -> None:
    DomainCooldowns(engine).keep({"slow.example": START})
    DomainCooldowns(engine).keep({})
    assert DomainCooldowns(engine).kept() == {}

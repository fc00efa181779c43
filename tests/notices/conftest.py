"""The stage of the scenarios: notices are looked at where people see them."""

from tests.scenarios.conftest import clock, data, no_backoff, public, slack, stage

__all__ = ["clock", "data", "no_backoff", "public", "slack", "stage"]

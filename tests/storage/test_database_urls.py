"""A URL names a database of ours, or is a bad setting."""

import pytest

from bot.errors import BadSettings
from bot.storage.database import open_database


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("data/veille.db", "is not one Veille can use"),
        ("nosuch://host/base", "is not one Veille can use"),
        ("mysql://host/base", "SQLite or PostgreSQL, not mysql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_url_that_names_no_database_is_a_bad_setting(url: str, reason: str) -> None:
    with pytest.raises(BadSettings, match=reason):
        open_database(url)


def test_a_password_is_in_no_sentence() -> None:
    with pytest.raises(BadSettings) as refusal:
        open_database("mysql://veille:hunter2@host/base")
    assert "hunter2" not in str(refusal.value)

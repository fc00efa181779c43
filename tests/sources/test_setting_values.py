"""What people write in the settings of sources."""

import logging

import pytest

from bot.sources.setting_values import gaps_of, host, listed, site, understood


@pytest.mark.parametrize(
    "value", ["a.example,b.example", " a.example  b.example ", "a.example;\nb.example,,"]
)
def test_a_list_is_written_with_commas_or_blanks(value: str) -> None:
    assert listed(value) == ["a.example", "b.example"]


def test_nothing_is_an_empty_list() -> None:
    assert listed(" , ") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Forum.Example", "forum.example"),
        ("https://forum.example/latest?x=1", "forum.example"),
        ("https://ada:secret@forum.example", "forum.example"),
        ("forum.example:8443", "forum.example:8443"),
        ("localhost", ""),
        ("javascript:alert(1)", ""),
        ("?", ""),
    ],
)
def test_a_host_is_meant_by_a_name_or_an_address(written: str, meant: str) -> None:
    assert host(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("blog.example", "https://blog.example"),
        ("http://blog.example/fr/", "http://blog.example/fr"),
        ("blog.example/?utm=1#top", "https://blog.example"),
        ("https://ada:secret@blog.example/", "https://blog.example"),
        ("ftp://blog.example", ""),
    ],
)
def test_a_site_is_meant_with_its_folder(written: str, meant: str) -> None:
    assert site(written) == meant


def test_what_cannot_be_used_is_left_out_and_named(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert understood("a.example ? https://A.example", "VEILLE_DISCOURSE", host) == ["a.example"]
    assert "VEILLE_DISCOURSE holds “?”" in caplog.text


def test_hosts_of_one_domain_share_its_pause() -> None:
    assert gaps_of(["a.example.org", "b.example.org", "other.example:8443"], 3.0) == {
        "example.org": 3.0,
        "other.example": 3.0,
    }

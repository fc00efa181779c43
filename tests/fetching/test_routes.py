"""Where requests are really sent."""

import httpx
import pytest

from bot.fetching.routes import Routes

ROUTES = Routes({"hn.algolia.com": "http://127.0.0.1:8123", "*": "http://127.0.0.1:9000"})


@pytest.mark.parametrize(
    ("url", "end"),
    [
        ("https://hn.algolia.com/a?b=c", "http://127.0.0.1:8123/a?b=c"),
        ("https://HN.algolia.com:8443/a", "http://127.0.0.1:8123/a"),
        ("https://blog.zorblax.example/feed", "http://127.0.0.1:9000/feed"),
        ("https://www.example.com/", "http://127.0.0.1:9000/"),
        ("https://notexample.com/", "https://notexample.com/"),
        ("https://blog.example.fr/", "https://blog.example.fr/"),
    ],
)
def test_only_named_hosts_and_names_of_nobody_are_sent_elsewhere(url: str, end: str) -> None:
    assert str(ROUTES.route(httpx.URL(url))) == end


def test_the_ends_are_told_with_their_ports() -> None:
    assert ROUTES.ends() == {("127.0.0.1", 8123), ("127.0.0.1", 9000)}
    assert Routes({"a": "http://localhost", "b": "https://localhost"}).ends() == {
        ("localhost", 80),
        ("localhost", 443),
    }

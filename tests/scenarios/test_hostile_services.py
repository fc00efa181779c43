"""What hostile servers send is refused or cleaned, named and counted, and nothing else suffers."""

import gzip
import json
import socket
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from bot.models import Feed
from bot.world.reply import Reply
from tests.scenarios.fake_web import BLOG, FEED, HN, PRESS
from tests.scenarios.full_bot import MONDAY, NINE, Stage, links, quotes, shown
from tests.sources.cases.feeds import BOMB
from tests.sources.cases.hackernews import hit, search

HOUR = timedelta(hours=1)
JSON = "application/json"
XML = "application/rss+xml"
ALGOLIA, GOOGLE, LAMPS = "hn.algolia.com", "news.google.com", "lampes.example"


class Packed(Reply, frozen=True, kw_only=True):
    """A reply whose body was compressed."""

    @property
    def headers(self) -> dict[str, str]:
        return {**super().headers, "Content-Encoding": "gzip"}


class Unhurried(Reply, frozen=True, kw_only=True):
    """A reply that wants to be left alone until the year 33658."""

    @property
    def headers(self) -> dict[str, str]:
        return {**super().headers, "Retry-After": "999999999999"}


def sent(body: bytes, content_type: str = JSON) -> Reply:
    return Reply(body=body, content_type=content_type)


def elsewhere(address: str) -> Reply:
    return Reply(body=b"", content_type="text/html", status=302, location=address)


ATTACKS: Mapping[str, tuple[str, Reply, str]] = {
    "a hundred megabytes": (ALGOLIA, sent(b" " * 100_000_000), "sent more than the 5 MB that are read"),
    "a gzip bomb": (
        ALGOLIA,
        Packed(body=gzip.compress(bytes(200_000_000), 1), content_type=JSON),
        "sent more than the 5 MB that are read",
    ),
    "a million brackets": (ALGOLIA, sent(b'{"hits":' + b"[" * 1_000_000), "where JSON was due"),
    "nine hundred thousand objects": (ALGOLIA, sent(b'{"hits":[' + b'{"a":' * 900_000), "where JSON was due"),
    "a feed of entities": (LAMPS, sent(BOMB, XML), "made to overwhelm its readers"),
    "a search of entities": (GOOGLE, sent(BOMB, XML), "made to overwhelm its readers"),
    "a million elements": (LAMPS, sent(b"<rss><channel>" + b"<a>" * 1_000_000, XML), "lampes.example"),
    "a web page": (ALGOLIA, sent(b"<!DOCTYPE html><html>hello", "text/html"), "sent a web page"),
    "a way to the metadata": (ALGOLIA, elsewhere("http://169.254.169.254/latest"), "is a private address"),
    "a way to this machine": (LAMPS, elsewhere("http://127.0.0.1:8080/feed"), "is a private address"),
    "a way to a mail server": (LAMPS, elsewhere("https://mail.example:25/"), "is no web server's"),
    "an hour beyond all years": (
        ALGOLIA,
        Unhurried(body=b"", content_type=JSON, status=429),
        "asks to be asked less often",
    ),
    "a way to a script": (
        LAMPS,
        elsewhere("javascript:alert(1)"),
        "redirects to something that is no web address",
    ),
    "a way to a file": (LAMPS, elsewhere("file:///etc/passwd"), "Only http and https addresses are asked"),
    "a way in circles": (LAMPS, elsewhere(FEED), "redirects in circles"),
}


@pytest.mark.parametrize(("host", "reply", "reason"), ATTACKS.values(), ids=ATTACKS.keys())
async def test_an_attack_is_named_and_counted_and_the_others_are_heard(
    stage: Stage, host: str, reply: Reply, reason: str
) -> None:
    await stage.command(f"feed {FEED}")
    await stage.command("brand Acme")
    said = {
        ALGOLIA: "Acme on the orange site.",
        GOOGLE: "Acme in the papers",
        LAMPS: "Acme, la lampe de la semaine.",
    }
    stage.public.say(HN, said[ALGOLIA], by="ann", title="Ask HN")
    stage.public.say(PRESS, "The old mill has a new tenant.", title=said[GOOGLE])
    stage.public.say(BLOG, said[LAMPS], by="Léa", title="Essai")
    stage.public.ill[host] = reply
    stage.clock.pass_time(HOUR / 2)
    await stage.poll()
    stage.clock.pass_time(HOUR / 4)
    status = await stage.told("status")
    assert reason in status
    await stage.at(NINE)
    digest = stage.said()[-1]
    assert set(quotes(digest)) == set(said.values()) - {said[host]}
    assert reason in shown(digest)


async def test_failures_in_a_row_are_counted(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[ALGOLIA] = ATTACKS["a gzip bomb"][1]
    for _ in range(3):
        stage.clock.pass_time(2 * HOUR)
        await stage.poll()
    assert "sent more than the 5 MB that are read. 3 times in a row." in await stage.told("status")


async def test_an_attack_that_ends_leaves_nothing_behind(stage: Stage) -> None:
    await stage.command("brand Acme")
    stage.public.ill[ALGOLIA] = ATTACKS["a million brackets"][1]
    stage.clock.pass_time(HOUR / 4)
    await stage.poll()
    stage.public.say(HN, "Acme after the storm.", by="ann")
    del stage.public.ill[ALGOLIA]
    await stage.at(NINE + 2 * HOUR)
    await stage.poll()
    await stage.at(NINE + 24 * HOUR)
    assert [quote for post in stage.said() for quote in quotes(post)] == ["Acme after the storm."]
    assert "times in a row" not in await stage.told("status")


async def test_hostile_words_in_an_answer_are_cleaned(stage: Stage) -> None:
    await stage.command("brand Acme")
    text = "Acme \u202egnp.exe\u202c \u0000\u0008 \ud83d and <b>so</b> on <script>alert(1)</script>."
    stage.public.ill[ALGOLIA] = sent(
        search(
            [_said(1, text, "a\u202enn\u0000", url="javascript:alert(1)"), _said(2, "Acme\ud800!", "\udfff")]
        )
    )
    stage.clock.pass_time(HOUR / 4)
    await stage.poll()
    await stage.at(NINE)
    digest = stage.said()[-1]
    written = json.dumps(digest.blocks) + digest.text
    assert "Acme gnp.exe" in shown(digest)
    for hidden in ("\u202e", "\\u202e", "\x00", "\\u0000", "\\ud8", "\\udf", "javascript:", "alert"):
        assert hidden not in written
    assert all(url.startswith("https://") for _, url in links(digest))


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1"])
async def test_a_name_that_has_come_to_mean_a_private_address_is_not_asked(
    stage: Stage, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.command("brand Acme")
    await _add_feed(stage, "http://rebound.attacker-site.com/feed")
    stage.public.say(HN, "Acme shines.", by="ann")
    real = socket.getaddrinfo

    def rebound(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        named = host in ("rebound.attacker-site.com", b"rebound.attacker-site.com")
        return real(number if named else host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    stage.clock.pass_time(HOUR / 4)
    asked = len(stage.public.asked)
    await stage.poll()
    assert {each.host for each in stage.public.asked[asked:]} <= {ALGOLIA, GOOGLE}
    status = await stage.told("status")
    assert "rebound.attacker-site.com is a private address; only addresses of the public internet" in status
    await stage.at(NINE)
    assert quotes(stage.said()[-1]) == ["Acme shines."]


def _said(number: int, text: str, author: str, **changes: Any) -> dict[str, object]:
    return {**hit(number, text, author), "created_at_i": int(MONDAY.timestamp()) + 60, **changes}


async def _add_feed(stage: Stage, url: str) -> None:
    """A feed that was public when it was added."""
    parts = stage.bot.parts
    feed = Feed(url=url, title="Rebound", added_at=stage.clock.now())
    assert parts.watchlist.change_channel("C1", lambda known: msgspec.structs.replace(known, feeds=(feed,)))
    await parts.reloader.reload()

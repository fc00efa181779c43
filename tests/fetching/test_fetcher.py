"""The fetcher, over real HTTP on loopback."""

import asyncio
import gzip
import logging
from datetime import timedelta

import msgspec
import pytest

from bot import __version__
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    ChangedFailure,
    GoneFailure,
    RateFailure,
    RefusedAddress,
    SourceFailure,
    TemporaryFailure,
)
from bot.fetching import DomainLimiter, Fetcher, FetchLimits, MemoryValidators
from bot.fetching.exchange import CIRCLING_REST
from bot.fetching.fetch import HttpRequest
from bot.fetching.refusals import MOST
from tests.clock import START, FakeClock
from tests.fetching.conftest import HASTY
from tests.fetching.server import CUT, HANG, Server, reply

HTML = {"content-type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json"}
UNASKED = ("http://xn--/", "http://xn--a/feed", "https://host.example:22/", "http://host.example:25/feed")


async def test_an_answer_has_its_status_lower_case_headers_and_body(fetcher: Fetcher, server: Server) -> None:
    url = server.answer("/a", reply(200, b"hello", {"X-Thing": "1", "Content-Type": "text/plain"}))
    answer = await fetcher.get(url)
    assert (answer.url, answer.status, answer.body) == (url, 200, b"hello")
    assert answer.headers["x-thing"] == "1"
    assert answer.content_type == "text/plain"


async def test_the_bot_names_itself_and_where_to_learn_more(fetcher: Fetcher, server: Server) -> None:
    await fetcher.get(server.answer("/a", reply()))
    agent = server.seen[0].headers["user-agent"]
    assert agent == f"Veille/{__version__} (+https://github.com/veille-bot/veille)"


async def test_a_key_with_a_letter_that_no_key_has_is_refused_without_repeating_it(
    fetcher: Fetcher, server: Server
) -> None:
    headers = {"authorization": "Bearer caf\u00e9"}
    for asked in (
        fetcher.get(server.url("/"), headers=headers),
        fetcher.send(HttpRequest(url=server.url("/"), headers=headers)),
    ):
        with pytest.raises(AuthFailure, match="copy it again") as refused:
            await asked
        assert "caf" not in refused.value.reason
    assert server.seen == []


async def test_parameters_join_those_of_the_address(fetcher: Fetcher, server: Server) -> None:
    server.answer("/a", reply())
    await fetcher.get(server.url("/a?x=1"), params={"q": "é & co"})
    assert server.seen[0].target == "/a?x=1&q=%C3%A9+%26+co"


class TestConditionalRequests:
    async def test_an_address_is_asked_for_news_only(self, fetcher: Fetcher, server: Server) -> None:
        first = reply(200, b"x", {"etag": '"1"', "last-modified": "Mon, 23 Nov 2026 07:00:00 GMT"})
        url = server.answer("/a", first, reply(304))
        await fetcher.get(url)
        again = await fetcher.get(url)
        assert again.unchanged
        assert server.seen[1].headers["if-none-match"] == '"1"'
        assert server.seen[1].headers["if-modified-since"] == "Mon, 23 Nov 2026 07:00:00 GMT"

    async def test_no_cache_asks_for_everything(self, fetcher: Fetcher, server: Server) -> None:
        url = server.answer("/a", reply(200, b"x", {"etag": '"1"'}))
        await fetcher.get(url)
        await fetcher.get(url, headers={"Cache-Control": "no-cache"})
        assert "if-none-match" not in server.seen[1].headers

    async def test_other_parameters_are_another_address(self, fetcher: Fetcher, server: Server) -> None:
        url = server.answer("/a", reply(200, b"x", {"etag": '"1"'}))
        await fetcher.get(url, params={"page": "1"})
        await fetcher.get(url, params={"page": "2"})
        assert "if-none-match" not in server.seen[1].headers

    async def test_a_failed_answer_leaves_the_validators_as_they_were(
        self, fetcher: Fetcher, server: Server
    ) -> None:
        url = server.answer(
            "/a", reply(200, b"x", {"etag": '"1"'}), reply(404, b"", {"etag": '"2"'}), reply(304)
        )
        await fetcher.get(url)
        with pytest.raises(GoneFailure):
            await fetcher.get(url)
        await fetcher.get(url)
        assert server.seen[2].headers["if-none-match"] == '"1"'

    async def test_validators_may_be_kept_elsewhere_for_a_while(
        self, fetcher: Fetcher, server: Server
    ) -> None:
        url = server.answer("/a", reply(200, b"x", {"etag": '"1"'}))
        elsewhere = MemoryValidators()
        await fetcher.with_validators(elsewhere).get(url)
        await fetcher.get(url)
        assert elsewhere.get(url) == ('"1"', "")
        assert "if-none-match" not in server.seen[1].headers


FAILURES: list[tuple[bytes, type[SourceFailure]]] = [
    (reply(401, b"{}", JSON), AuthFailure),
    (reply(402, b"", {}), AuthFailure),
    (reply(403, b'{"error":"key"}', JSON), AuthFailure),
    (reply(403, b"<html>Request forbidden by administrative rules.</html>", HTML), BlockedFailure),
    (reply(403, b"", {}), BlockedFailure),
    (reply(403, b"{}", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}), RateFailure),
    (reply(429, b"<html><title>429 Too Many Requests</title></html>", HTML), RateFailure),
    (reply(429, b"<html>whoa there, pardner!</html>", HTML), BlockedFailure),
    (reply(429, b"<html>unusual traffic from your network</html>", HTML), BlockedFailure),
    (reply(429, b"{}", {"retry-after": "7"}), RateFailure),
    (reply(404, b"", {}), GoneFailure),
    (reply(410, b"", {}), GoneFailure),
    (reply(451, b"", {}), BlockedFailure),
    (reply(400, b"{}", JSON), ChangedFailure),
    (reply(500, b"", {}), TemporaryFailure),
    (reply(503, b"<html><title>Maintenance</title></html>", HTML), TemporaryFailure),
    (reply(503, b"<html><title>Just a moment...</title></html>", HTML), BlockedFailure),
    (reply(200, b"<!DOCTYPE html><title>Just a moment...</title>", HTML), BlockedFailure),
    (reply(302, b"", {"location": "https://consent.google.com/m?continue=x"}), BlockedFailure),
    (CUT, TemporaryFailure),
    (b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this", TemporaryFailure),
    (b"this is not HTTP\r\n\r\n", TemporaryFailure),
    (reply(200, b"not gzip at all", {"content-encoding": "gzip"}), TemporaryFailure),
    (reply(200, gzip.compress(b"x" * 5000)[:-9], {"content-encoding": "gzip"}), TemporaryFailure),
    (reply(200, b"??", {"content-encoding": "br"}), ChangedFailure),
    (reply(200, b"x" * 200_001, {}), ChangedFailure),
    (reply(200, gzip.compress(b"\0" * 50_000_000), {"content-encoding": "gzip"}), ChangedFailure),
]


@pytest.mark.parametrize("sent", [sent for sent, failure in FAILURES if failure is BlockedFailure])
async def test_a_host_that_refuses_again_and_again_is_not_asked_any_more(
    fetcher: Fetcher, server: Server, sent: bytes
) -> None:
    url = server.answer("/a", sent)
    for _ in range(MOST + 5):
        with pytest.raises(BlockedFailure):
            await fetcher.get(url)
    assert len(server.seen) == MOST


@pytest.mark.parametrize(("sent", "expected"), FAILURES)
async def test_each_failure_has_its_class_and_names_the_host(
    fetcher: Fetcher, server: Server, sent: bytes, expected: type[SourceFailure]
) -> None:
    url = server.answer("/a", sent)
    with pytest.raises(SourceFailure) as caught:
        await fetcher.get(url, params={"key": "s3cret"})
    assert type(caught.value) is expected
    assert "127.0.0.1" in caught.value.reason
    assert "s3cret" not in caught.value.reason


@pytest.mark.parametrize("limits", [HASTY], ids=["hasty"])
async def test_an_answer_that_never_comes_is_a_temporary_failure(fetcher: Fetcher, server: Server) -> None:
    url = server.answer("/a", HANG)
    with pytest.raises(TemporaryFailure, match=r"127\.0\.0\.1"):
        await fetcher.get(url)


async def test_what_came_with_a_failure_can_still_be_read(fetcher: Fetcher, server: Server) -> None:
    url = server.answer("/a", reply(404, b"<rss/>", {"content-type": "text/xml"}))
    with pytest.raises(GoneFailure) as caught:
        await fetcher.get(url)
    assert caught.value.answer is not None
    assert caught.value.answer.body == b"<rss/>"


async def test_a_page_that_speaks_of_captchas_is_a_page(fetcher: Fetcher, server: Server) -> None:
    body = b"<html><title>Our blog</title><p>Why we removed the captcha, just a moment of your time</html>"
    assert (await fetcher.get(server.answer("/a", reply(200, body, HTML)))).body == body


class TestRetries:
    async def test_a_passing_trouble_is_tried_again(self, fetcher: Fetcher, server: Server) -> None:
        url = server.answer("/a", reply(502), CUT, reply(200, b"there"))
        assert (await fetcher.get(url)).body == b"there"
        assert len(server.seen) == 3

    async def test_after_a_few_tries_it_is_a_failure(self, fetcher: Fetcher, server: Server) -> None:
        with pytest.raises(TemporaryFailure):
            await fetcher.get(server.answer("/a", reply(500)))
        assert len(server.seen) == 3

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
    async def test_a_refusal_is_not_tried_again(self, fetcher: Fetcher, server: Server, status: int) -> None:
        with pytest.raises(SourceFailure):
            await fetcher.get(server.answer("/a", reply(status)))
        assert len(server.seen) == 1

    async def test_what_is_sent_is_never_sent_twice(self, fetcher: Fetcher, server: Server) -> None:
        with pytest.raises(TemporaryFailure):
            await fetcher.send(
                HttpRequest(method="POST", url=server.answer("/a", reply(500)), json={"q": "é"})
            )
        assert len(server.seen) == 1
        assert server.seen[0].method == "POST"
        assert msgspec.json.decode(server.seen[0].body) == {"q": "é"}
        assert server.seen[0].headers["content-type"] == "application/json"


class TestRests:
    async def test_nobody_is_asked_before_retry_after(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        url = server.answer("/a", reply(429, b"", {"retry-after": "90"}), reply(200, b"x"))
        with pytest.raises(RateFailure) as first:
            await fetcher.get(url)
        with pytest.raises(RateFailure) as second:
            await fetcher.get(server.url("/b"))
        assert first.value.until == second.value.until == START + timedelta(seconds=90)
        assert len(server.seen) == 1
        clock.pass_time(timedelta(seconds=91))
        assert (await fetcher.get(url)).body == b"x"

    async def test_a_server_that_does_not_say_how_long_is_left_alone_for_minutes(
        self, fetcher: Fetcher, server: Server
    ) -> None:
        with pytest.raises(RateFailure) as caught:
            await fetcher.get(server.answer("/a", reply(429)))
        assert caught.value.until == START + timedelta(minutes=5)

    async def test_an_answer_that_was_the_last_allowed_is_read_and_heeded(
        self, fetcher: Fetcher, server: Server
    ) -> None:
        spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(START.timestamp()) + 60)}
        url = server.answer("/a", reply(200, b"x", spent))
        assert (await fetcher.get(url)).body == b"x"
        with pytest.raises(RateFailure):
            await fetcher.get(url)

    async def test_trouble_with_retry_after_is_not_tried_again(
        self, fetcher: Fetcher, server: Server
    ) -> None:
        with pytest.raises(TemporaryFailure) as caught:
            await fetcher.get(server.answer("/a", reply(503, b"", {"retry-after": "600"})))
        assert caught.value.until == START + timedelta(minutes=10)
        assert len(server.seen) == 1

    async def test_requests_to_one_domain_go_one_at_a_time(self, fetcher: Fetcher, server: Server) -> None:
        server.answer("/a", reply(200, b"x"))
        await asyncio.gather(*(fetcher.get(server.url("/a"), params={"n": str(n)}) for n in range(8)))
        assert len(server.seen) == 8
        assert server.most_open == 1


class TestRedirects:
    async def test_a_redirect_is_followed_and_the_last_address_told(
        self, fetcher: Fetcher, server: Server
    ) -> None:
        server.answer("/new", reply(200, b"x"))
        url = server.answer("/old", reply(301, b"", {"location": "/new"}))
        assert (await fetcher.get(url)).url == server.url("/new")

    async def test_circles_end(self, fetcher: Fetcher, server: Server) -> None:
        url = server.answer("/a", reply(302, b"", {"location": "/a"}))
        with pytest.raises(ChangedFailure, match="circles"):
            await fetcher.get(url)
        assert len(server.seen) == 6

    @pytest.mark.parametrize(
        "target",
        [
            "file:///etc/passwd",
            "gopher://x",
            "javascript:alert(1)",
            "unix:/run/docker.sock",
            "http://0177.0.0.1/",
            "http://xn--/",
            "http://a:b/",
            "http://[::1/",
            "?" + "q" * 70_000,
            "https://mail.example:25/",
        ],
    )
    async def test_a_redirect_leads_only_to_the_web(
        self, fetcher: Fetcher, server: Server, target: str
    ) -> None:
        with pytest.raises(RefusedAddress):
            await fetcher.get(server.answer("/a", reply(302, b"", {"location": target})))
        assert len(server.seen) == 1

    async def test_a_key_does_not_follow_to_another_host(self, fetcher: Fetcher, server: Server) -> None:
        server.answer("/b", reply(200, b"x"))
        there = f"http://localhost:{server.port}/b"
        url = server.answer("/a", reply(302, b"", {"location": there}))
        await fetcher.get(url, headers={"Authorization": "Bearer s3cret", "Accept": "text/xml"})
        assert server.seen[0].headers["authorization"] == "Bearer s3cret"
        assert "authorization" not in server.seen[1].headers
        assert server.seen[1].headers["accept"] == "text/xml"


class TestPrivateAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "ftp://example.com/",
            "file:///etc/passwd",
            "//x",
            "",
            "https://",
            "http://a:b:c/",
            "http://\x00/",
            *UNASKED,
        ],
    )
    async def test_only_web_addresses_are_asked(self, fetcher: Fetcher, url: str) -> None:
        with pytest.raises(RefusedAddress):
            await fetcher.get(url)

    async def test_loopback_is_refused(self, clock: FakeClock, server: Server) -> None:
        async with Fetcher(clock=clock) as fetcher:
            with pytest.raises(RefusedAddress, match="private"):
                await fetcher.get(server.answer("/a", reply()))
        assert not server.seen

    async def test_a_redirect_to_a_private_address_is_refused(self, clock: FakeClock, server: Server) -> None:
        url = server.answer("/a", reply(302, b"", {"location": "http://10.0.0.7/"}))
        async with Fetcher(clock=clock, routes={"blog.example": server.base}) as fetcher:
            with pytest.raises(RefusedAddress, match=r"10\.0\.0\.7"):
                await fetcher.get(url.replace(server.base, "http://blog.example"))
        assert len(server.seen) == 1

    async def test_a_name_that_turns_private_later_is_refused_then(
        self, clock: FakeClock, server: Server
    ) -> None:
        answers = iter([["127.0.0.1"]])

        async def rebinding(host: str, port: int) -> list[str]:
            return next(answers, ["127.0.0.1"])

        async with Fetcher(clock=clock, resolver=rebinding) as fetcher:
            with pytest.raises(RefusedAddress):
                await fetcher.get(f"http://rebinding.example:{server.port}/")
        assert not server.seen

    async def test_a_name_nobody_knows_is_a_temporary_failure(self, clock: FakeClock) -> None:
        async def nobody(host: str, port: int) -> list[str]:
            raise OSError("no such name")

        async with Fetcher(clock=clock, resolver=nobody, limits=FetchLimits(attempts=1)) as fetcher:
            with pytest.raises(TemporaryFailure, match=r"gone\.example could not be reached"):
                await fetcher.get("https://gone.example/feed")


class TestRoutes:
    async def test_a_routed_host_is_asked_elsewhere_under_its_own_name(
        self, clock: FakeClock, server: Server
    ) -> None:
        server.answer("/api", reply(200, b"x"))
        async with Fetcher(clock=clock, routes={"hn.algolia.com": server.base}) as fetcher:
            answer = await fetcher.get("https://hn.algolia.com/api?q=1")
        assert answer.url == "https://hn.algolia.com/api?q=1"
        assert server.seen[0].headers["host"] == "hn.algolia.com"
        assert server.seen[0].target == "/api?q=1"

    async def test_the_catch_all_stands_for_reserved_names_only(
        self, clock: FakeClock, server: Server
    ) -> None:
        server.answer("/feed", reply(200, b"x"))

        async def nobody(host: str, port: int) -> list[str]:
            if host == "127.0.0.1":
                return [host]
            raise OSError

        async with Fetcher(clock=clock, routes={"*": server.base}, resolver=nobody) as fetcher:
            assert (await fetcher.get("https://blog.zorblax.example/feed")).body == b"x"
            with pytest.raises(TemporaryFailure):
                await fetcher.get("https://blog.zorblax.com/feed")

    async def test_a_relative_redirect_stays_on_the_routed_host(
        self, clock: FakeClock, server: Server
    ) -> None:
        server.answer("/a", reply(301, b"", {"location": "/b"}))
        server.answer("/b", reply(200, b"x"))
        async with Fetcher(clock=clock, routes={"blog.example": server.base}) as fetcher:
            assert (await fetcher.get("https://blog.example/a")).url == "https://blog.example/b"


async def test_logs_hold_the_host_and_neither_paths_nor_queries_nor_keys(
    fetcher: Fetcher, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer("/feed/pr1vate", reply(200, b"x", {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9"}))
    with caplog.at_level(logging.DEBUG):
        await fetcher.get(
            server.url("/feed/pr1vate"), params={"key": "s3cret"}, headers={"Authorization": "Bearer t0ken"}
        )
    assert "127.0.0.1" in caplog.text
    for secret in ("pr1vate", "s3cret", "t0ken"):
        assert secret not in caplog.text


async def test_each_further_try_is_logged_with_the_host_and_the_reason(
    fetcher: Fetcher, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    await fetcher.get(server.answer("/feed/pr1vate", reply(503), reply(200, b"x")))
    assert "127.0.0.1 is in trouble (503). It is tried again in" in caplog.text
    assert "pr1vate" not in caplog.text


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8, gzip", "none", "binary", "8bit", "identity"])
async def test_an_encoding_that_is_no_compression_is_none(
    fetcher: Fetcher, server: Server, encoding: str
) -> None:
    body = gzip.compress(b"hello") if "gzip" in encoding else b"hello"
    url = server.answer("/a", reply(200, body, {"content-encoding": encoding}))
    assert (await fetcher.get(url)).body == b"hello"


async def test_cookies_are_kept_within_one_chain_of_redirects_and_forgotten(
    fetcher: Fetcher, server: Server
) -> None:
    url = server.answer("/a", reply(302, b"", {"location": "/b", "set-cookie": "seen=1; Path=/"}))
    server.answer("/b", reply(200, b"x"))
    await fetcher.get(url)
    await fetcher.get(url)
    assert [seen.headers.get("cookie", "") for seen in server.seen] == ["", "seen=1", "", "seen=1"]


async def test_cookies_of_one_host_are_not_sent_to_another(clock: FakeClock, server: Server) -> None:
    elsewhere = {"location": "https://other.example/b", "set-cookie": "seen=1; Path=/"}
    server.answer("/a", reply(302, b"", elsewhere))
    server.answer("/b", reply(200, b"x"))
    async with Fetcher(clock=clock, routes={"*": server.base}) as fetcher:
        await fetcher.get("https://blog.example/a")
    assert "cookie" not in server.seen[1].headers


async def test_a_server_that_never_says_how_long_is_left_alone_longer_each_time(
    fetcher: Fetcher, server: Server, clock: FakeClock
) -> None:
    url = server.answer("/a", *[reply(429)] * 9, reply(200, b"x"), reply(429))
    rests = [await _refused(fetcher, url, clock) for _ in range(9)]
    assert rests == [timedelta(minutes=min(5 * 2**times, 360)) for times in range(9)]
    assert (await fetcher.get(url)).body == b"x"
    assert await _refused(fetcher, url, clock) == timedelta(minutes=5), "an answer ends the row"


async def _refused(fetcher: Fetcher, url: str, clock: FakeClock) -> timedelta:
    """Ask, be refused, and wait as long as that takes."""
    with pytest.raises(RateFailure) as caught:
        await fetcher.get(url)
    assert caught.value.until is not None
    rest = caught.value.until - clock.now()
    clock.pass_time(rest)
    return rest


async def test_what_redirects_in_circles_rests_for_hours(fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(ChangedFailure) as caught:
        await fetcher.get(server.answer("/a", reply(302, b"", {"location": "/a"})))
    assert caught.value.until == START + CIRCLING_REST


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"etag": 'W/"1"', "last-modified": "D"}, {"if-modified-since": "D"}),
        ({"etag": '"1"', "last-modified": "D"}, {"if-none-match": '"1"', "if-modified-since": "D"}),
        ({"etag": 'W/"1"'}, {"if-none-match": 'W/"1"'}),
    ],
    ids=["weak", "strong", "weak alone"],
)
async def test_beside_a_weak_tag_the_date_is_sent_alone(
    fetcher: Fetcher, server: Server, given: dict[str, str], sent: dict[str, str]
) -> None:
    url = server.answer("/a", reply(200, b"x", given), reply(304))
    await fetcher.get(url)
    assert (await fetcher.get(url)).unchanged
    asked = server.seen[1].headers
    assert {name: asked[name] for name in asked if name.startswith("if-")} == sent


async def test_a_pause_is_kept_between_requests_to_one_domain(server: Server, clock: FakeClock) -> None:
    url = server.answer("/a", reply(200, b"x"))
    limiter = DomainLimiter(clock, gap=1.0, gaps={"127.0.0.1": 2.5})
    async with Fetcher(clock=clock, limiter=limiter, allow_private=True) as fetcher:
        await fetcher.get(url)
        await fetcher.get(url)
        await fetcher.get(url)
    assert clock.monotonic() == 5.0


async def test_a_form_is_sent_as_browsers_send_it(fetcher: Fetcher, server: Server) -> None:
    url = server.answer("/token", reply(200, b"{}"))
    await fetcher.send(
        HttpRequest(method="POST", url=url, form={"grant_type": "client_credentials", "device": "é & co"})
    )
    assert server.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert server.seen[0].body == b"grant_type=client_credentials&device=%C3%A9+%26+co"


class TestMoves:
    WEEK = timedelta(days=7)

    async def _ask(self, fetcher: Fetcher, server: Server, **how: str) -> list[str]:
        """Ask for the old address; the paths that were asked."""
        before = len(server.seen)
        await fetcher.get(server.url("/old"), headers=how)
        return [seen.target for seen in server.seen[before:]]

    @pytest.mark.parametrize("status", [301, 308])
    async def test_a_permanent_redirect_that_held_for_a_week_is_the_new_address(
        self, fetcher: Fetcher, server: Server, clock: FakeClock, status: int
    ) -> None:
        server.answer("/old", reply(status, b"", {"location": "/new"}))
        server.answer("/new", reply(200, b"x", {"etag": '"1"'}))
        assert await self._ask(fetcher, server) == ["/old", "/new"]
        clock.pass_time(self.WEEK - timedelta(seconds=1))
        assert await self._ask(fetcher, server) == ["/old", "/new"]
        clock.pass_time(timedelta(seconds=1))
        assert await self._ask(fetcher, server) == ["/new"]
        assert server.seen[-1].headers["if-none-match"] == '"1"'

    @pytest.mark.parametrize("status", [302, 303, 307])
    async def test_another_redirect_never_is(
        self, fetcher: Fetcher, server: Server, clock: FakeClock, status: int
    ) -> None:
        server.answer("/old", reply(status, b"", {"location": "/mid"}))
        server.answer("/mid", reply(301, b"", {"location": "/new"}))
        server.answer("/new", reply(200, b"x"))
        await self._ask(fetcher, server)
        clock.pass_time(self.WEEK)
        assert await self._ask(fetcher, server) == ["/old", "/mid", "/new"]

    async def test_one_that_did_not_hold_begins_anew(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        moved, here = reply(301, b"", {"location": "/new"}), reply(200, b"x")
        server.answer("/old", moved, here, moved)
        server.answer("/new", here)
        await self._ask(fetcher, server)
        clock.pass_time(self.WEEK / 2)
        await self._ask(fetcher, server)
        await self._ask(fetcher, server)
        clock.pass_time(self.WEEK / 2)
        assert await self._ask(fetcher, server) == ["/old", "/new"]

    async def test_where_nothing_is_at_the_new_address_the_old_one_is_asked_again(
        self, fetcher: Fetcher, server: Server, clock: FakeClock
    ) -> None:
        server.answer("/old", reply(301, b"", {"location": "/new"}), reply(200, b"back"))
        server.answer("/new", reply(200, b"x"), reply(404))
        await self._ask(fetcher, server)
        clock.pass_time(self.WEEK)
        with pytest.raises(GoneFailure):
            await self._ask(fetcher, server)
        assert await self._ask(fetcher, server) == ["/old"]

    async def test_a_key_is_not_sent_to_the_host_it_moved_to(self, clock: FakeClock, server: Server) -> None:
        server.answer("/old", reply(301, b"", {"location": "https://new.example/new"}))
        server.answer("/new", reply(200, b"x"))
        async with Fetcher(clock=clock, routes={"*": server.base}) as fetcher:
            for _ in range(2):
                await fetcher.get("https://old.example/old", headers={"authorization": "Bearer t0ken"})
                clock.pass_time(self.WEEK)
        assert ["authorization" in seen.headers for seen in server.seen] == [True, False, False]

"""One request until its answer: redirects followed, cookies kept meanwhile, the body read within limits."""

import asyncio
import copy
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Self

import httpx
import msgspec

from bot.answer import Answer
from bot.clock import Clock
from bot.errors import ChangedFailure, TemporaryFailure
from bot.fetching.body_limits import TooLong, UnknownEncoding, read_body
from bot.fetching.limits import FetchLimits
from bot.fetching.politeness import DomainLimiter
from bot.fetching.request_targets import redirect
from bot.fetching.routes import Routes

CIRCLING_REST: Final = timedelta(hours=6)
"""How long an address rests that redirects in circles: each try costs as many requests as are followed."""
PORTABLE: Final = ("accept", "accept-language", "user-agent", "accept-encoding")
"""The headers that may be sent to another host."""
_REDIRECTS: Final = 5
_FOR_GOOD: Final = frozenset([301, 308])

Toll = Callable[[str], Awaitable[None]]
"""Told the address of a request that is about to be sent."""


class Exchanges:
    """Puts requests to servers, each in its domain's turn. Raises `SourceFailure`, and what httpx raises."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        routes: Routes,
        limiter: DomainLimiter,
        limits: FetchLimits,
        clock: Clock,
    ) -> None:
        self._client = client
        self._routes = routes
        self._limiter = limiter
        self._limits = limits
        self._clock = clock
        self._toll: Toll | None = None

    def with_toll(self, toll: Toll) -> Self:
        """The same that asks `toll` before each request."""
        other = copy.copy(self)
        other._toll = toll
        return other

    async def follow(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes | None
    ) -> Answer:
        """The answer at the end of all redirects."""
        cookies = httpx.Cookies()  # some sites redirect until they see their own; forgotten at the end
        statuses: set[int] = set()
        for _ in range(_REDIRECTS + 1):
            answer = await self._exchange(method, url, headers, content, cookies)
            target = redirect(answer)
            if target is None:
                return msgspec.structs.replace(answer, moved=bool(statuses) and statuses <= _FOR_GOOD)
            statuses.add(answer.status)
            if target.host != url.host:
                headers = httpx.Headers({name: headers[name] for name in PORTABLE if name in headers})
            if answer.status == 303 or (answer.status in (301, 302) and method == "POST"):
                method, content = "GET", None
            url = target
        raise ChangedFailure(
            "{host} redirects in circles.", until=self._clock.now() + CIRCLING_REST, host=url.host
        )

    async def _exchange(
        self,
        method: str,
        url: httpx.URL,
        headers: httpx.Headers,
        content: bytes | None,
        cookies: httpx.Cookies,
    ) -> Answer:
        target = self._routes.route(url)
        sent, request = httpx.Headers(headers), httpx.Request(method, url)
        cookies.set_cookie_header(request)
        sent.update({"cookie": request.headers["cookie"]} if "cookie" in request.headers else {})
        if target is not url:
            sent["host"] = url.netloc.decode("ascii")
        async with self._limiter.slot(url.host):
            if self._toll is not None:
                await self._toll(str(url))
            async with (
                asyncio.timeout(self._limits.total),  # begun with the turn: it may be long in coming
                self._client.stream(method, target, headers=sent, content=content) as response,
            ):
                cookies.extract_cookies(httpx.Response(200, headers=response.headers, request=request))
                return await self._answer(url, response)

    async def _answer(self, url: httpx.URL, response: httpx.Response) -> Answer:
        encoding = response.headers.get("content-encoding", "")
        body = b""
        try:
            body = await read_body(response.aiter_raw(), encoding, self._limits.body)
        except TooLong as error:
            if response.status_code < 400:
                size = self._limits.body / 1_000_000
                raise ChangedFailure(
                    "{host} sent more than the {size} MB that are read.", host=url.host, size=f"{size:g}"
                ) from error
        except UnknownEncoding as error:
            raise ChangedFailure(
                "{host} compresses its answer in a way nobody asked for.", host=url.host
            ) from error
        except (zlib.error, EOFError) as error:
            raise TemporaryFailure("{host} sent a broken compressed answer.", host=url.host) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url=str(url), status=response.status_code, headers=headers, body=body)

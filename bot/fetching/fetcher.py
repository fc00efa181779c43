"""The one way out of the bot: every request to a source goes through here."""

import asyncio
import copy
import functools
import logging
import os
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpcore
import httpx
import msgspec
import stamina

from bot import __version__
from bot.answer import Answer
from bot.clock import Clock, SystemClock
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    ChangedFailure,
    GoneFailure,
    RefusedAddress,
    SourceFailure,
    TemporaryFailure,
)
from bot.fetching import retry_after
from bot.fetching.body_limits import TooLong, UnknownEncoding, read_body
from bot.fetching.failures import failure_of, host_of
from bot.fetching.guard import GuardedBackend, Resolver, resolve
from bot.fetching.log_redaction import keep_secrets
from bot.fetching.moves import MemoryMoves, Move, Moves
from bot.fetching.politeness import DomainLimiter
from bot.fetching.request_targets import address_of, leads_nowhere, redirect
from bot.fetching.routes import Routes
from bot.fetching.validators import MemoryValidators, Validators

log = logging.getLogger(__name__)

HOME = "https://github.com/veille-bot/veille"
"""Where somebody whose server is asked can learn who asks."""
CIRCLING_REST = timedelta(hours=6)
"""How long an address rests that redirects in circles: each try costs as many requests as are followed."""
_REDIRECTS = 5
_FOR_GOOD = frozenset([301, 308])
_PORTABLE = ("accept", "accept-language", "user-agent", "accept-encoding")
_CONDITIONS = ("if-none-match", "if-modified-since", "cache-control")


def user_agent(contact: str = HOME) -> str:
    """How the bot names itself; several services refuse programs that do not."""
    return f"Veille/{__version__} (+{contact})"


Toll = Callable[[str], Awaitable[None]]
"""Told the address of a request that is about to be sent."""

Witness = Callable[[Answer], None]
"""Shown each answer."""


class Patience(msgspec.Struct, frozen=True):
    """How long to wait (seconds), how often to try, how much to read (bytes).

    `total` bounds one exchange, however slowly it drips. Between tries the wait doubles from `pause`,
    with jitter.
    """

    connect: float = 10.0
    read: float = 20.0
    total: float = 45.0
    attempts: int = 3
    pause: float = 0.5
    longest_pause: float = 5.0
    body: int = 5_000_000


@functools.lru_cache(maxsize=1)
def _trust(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """The certificates that are trusted: read once, which takes a while, and anew where others are named."""
    context: ssl.SSLContext = httpx.create_ssl_context(trust_env=True)
    return context


class _Transport(httpx.AsyncHTTPTransport):
    """httpx's own transport, over a network that keeps to public addresses."""

    def __init__(self, backend: GuardedBackend) -> None:
        context = _trust(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
        super().__init__(verify=context)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context, max_connections=100, keepalive_expiry=15.0, network_backend=backend
        )


class Fetcher:
    """Polite HTTP; use as an async context manager, or call `aclose`.

    `routes` sends hosts elsewhere (see `Routes`); `allow_private` is for the console and tests.
    Proxies named in the environment are not used: a proxy looks names up itself, past the guard.
    Certificates named there (`SSL_CERT_FILE`, `SSL_CERT_DIR`) are.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        validators: Validators | None = None,
        moves: Moves | None = None,
        limiter: DomainLimiter | None = None,
        patience: Patience | None = None,
        routes: Mapping[str, str] | None = None,
        allow_private: bool = False,
        contact: str = HOME,
        resolver: Resolver = resolve,
    ) -> None:
        keep_secrets()
        self._toll: Toll | None = None
        self._witness: Witness | None = None
        self._clock = clock or SystemClock()
        self._validators = validators or MemoryValidators()
        self._moves = moves or MemoryMoves()
        self.limiter = limiter or DomainLimiter(self._clock)
        self._patience = patience or Patience()
        self._routes = Routes(routes or {})
        backend = GuardedBackend(allow_private=allow_private, trusted=self._routes.ends(), resolver=resolver)
        self._client = httpx.AsyncClient(
            transport=_Transport(backend),
            timeout=httpx.Timeout(self._patience.read, connect=self._patience.connect, pool=None),
            headers={"user-agent": user_agent(contact), "accept-encoding": "gzip"},
            trust_env=False,
        )
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def with_validators(self, validators: Validators) -> Self:
        """The same fetcher (connections, limits) that remembers elsewhere what it has seen.

        For whoever must forget a validator again when the mentions that came with it were not kept.
        """
        other = copy.copy(self)
        other._validators = validators
        return other

    def with_toll(self, toll: Toll) -> Self:
        """The same fetcher that asks `toll` before each request it sends, further tries and redirects too.

        For whoever counts requests; what `toll` raises is raised, and the request not sent.
        """
        other = copy.copy(self)
        other._toll = toll
        return other

    def with_witness(self, witness: Witness) -> Self:
        """The same fetcher that shows `witness` each answer it gives, an unchanged one too."""
        other = copy.copy(self)
        other._witness = witness
        return other

    async def get(
        self, url: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The answer, of status 200 or 304 (unchanged since last asked).

        Asked conditionally when the address was seen before, unless `headers` hold `Cache-Control:
        no-cache`. A temporary failure is tried again a few times. Raises a `SourceFailure`.
        """
        address = str(address_of(url, params))
        sent = _headers(headers)
        if sent.get("cache-control") != "no-cache":
            etag, modified = _asked_with(*(self._validators.get(address) or ("", "")))
            sent.update({"if-none-match": etag} if etag else {})
            sent.update({"if-modified-since": modified} if modified else {})
        answer = await self._where_it_moved(address, sent)
        if self._witness is not None:
            self._witness(answer)
        if not answer.unchanged:
            self._validators.put(
                address, answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
            )
        return answer

    async def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to one request, with a JSON body or a form's if given; never repeated or conditional.

        Raises a `SourceFailure` for every status but 2xx and 304.
        """
        content = None
        sent = _headers(headers)
        if json is not None:
            sent["content-type"], content = "application/json", msgspec.json.encode(json)
        elif form is not None:
            sent["content-type"] = "application/x-www-form-urlencoded"
            content = urlencode(form).encode("ascii")
        return await self._once(method, address_of(url, params), sent, content)

    async def _where_it_moved(self, address: str, headers: httpx.Headers) -> Answer:
        """The answer of an address, or of the one that it has long moved to."""
        move, now = self._moves.get(address), self._clock.now()
        if move is not None and move.holds(now):
            try:
                return await self._patiently(move.target, _for_host(headers, address, move.target))
            except (GoneFailure, TemporaryFailure):
                self._moves.put(address, None)  # the next time, the old address may know better
                raise
        answer = await self._patiently(address, headers)
        if answer.moved and (move is None or move.target != answer.url):
            self._moves.put(address, Move(answer.url, now))
        elif move is not None and not answer.moved:
            self._moves.put(address, None)
        return answer

    async def _patiently(self, address: str, headers: httpx.Headers) -> Answer:
        patience = self._patience
        tries = stamina.retry_context(
            on=_worth_another_try,
            attempts=patience.attempts,
            timeout=None,
            wait_initial=patience.pause,
            wait_max=patience.longest_pause,
            wait_jitter=patience.pause,
        )
        async for attempt in tries:
            with attempt:
                return await self._once("GET", httpx.URL(address), headers, None)
        raise AssertionError("a retry context ends by returning or raising")

    async def _once(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes | None
    ) -> Answer:
        try:
            answer = await self._follow(method, url, headers, content)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise TemporaryFailure("{host} did not answer in time.", host=url.host) from error
        except httpx.ConnectError as error:
            raise TemporaryFailure("{host} could not be reached.", host=url.host) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise RefusedAddress(
                "{host} redirects to something that is no web address.", host=url.host
            ) from error
        except httpx.TransportError as error:
            if leads_nowhere(error):
                raise RefusedAddress(
                    "{host} redirects to something that is no web address.", host=url.host
                ) from error
            raise TemporaryFailure("{host} broke off its answer.", host=url.host) from error
        except BlockedFailure as refusal:
            if refusal.answer is not None:
                self._heed(refusal.answer, refusal)
            raise
        failure = self.limiter.brakes.heed(url.host, failure_of(answer, self._clock.now()))
        self._heed(answer, failure)
        if failure is not None:
            raise failure
        return answer

    async def _follow(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes | None
    ) -> Answer:
        cookies = httpx.Cookies()  # some sites redirect until they see their own; forgotten at the end
        statuses: set[int] = set()
        for _ in range(_REDIRECTS + 1):
            answer = await self._exchange(method, url, headers, content, cookies)
            target = redirect(answer)
            if target is None:
                return msgspec.structs.replace(answer, moved=bool(statuses) and statuses <= _FOR_GOOD)
            statuses.add(answer.status)
            if target.host != url.host:
                headers = httpx.Headers({name: headers[name] for name in _PORTABLE if name in headers})
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
        async with self.limiter.turn(url.host):
            if self._toll is not None:
                await self._toll(str(url))
            async with (
                asyncio.timeout(self._patience.total),  # begun with the turn: it may be long in coming
                self._client.stream(method, target, headers=sent, content=content) as response,
            ):
                cookies.extract_cookies(httpx.Response(200, headers=response.headers, request=request))
                return await self._answer(url, response)

    async def _answer(self, url: httpx.URL, response: httpx.Response) -> Answer:
        encoding = response.headers.get("content-encoding", "")
        body = b""
        try:
            body = await read_body(response.aiter_raw(), encoding, self._patience.body)
        except TooLong as error:
            if response.status_code < 400:
                size = self._patience.body / 1_000_000
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

    def _heed(self, answer: Answer, failure: SourceFailure | None) -> None:
        """Let the domain rest if it asks for it, whether it answered or not, and a host that refuses us."""
        self.limiter.refusals.heed(host_of(answer.url), failure)
        until = failure.until if failure is not None else None
        if until is None and retry_after.spent(answer.headers):
            until = retry_after.reset(answer.headers, self._clock.now())
        if until is not None:
            host = host_of(answer.url)
            log.info("%s rests until %s", host, until.isoformat(timespec="seconds"))
            self.limiter.rest(host, until)


def _headers(given: Mapping[str, str] | None) -> httpx.Headers:
    """Headers as they are sent. Raises `AuthFailure` for a key with letters that no key has."""
    try:
        return httpx.Headers(dict(given or {}))
    except UnicodeEncodeError as error:
        raise AuthFailure(
            "A key for it in the settings holds a letter that is no key's: copy it again."
        ) from error


def _asked_with(etag: str, modified: str) -> tuple[str, str]:
    """The validators to send: the date alone where the other is weak.

    A proxy that compresses weakens an `ETag`, WordPress and DokuWiki compare it as it stands, and a server
    that is sent both must not look at the date (RFC 9110, 13.2.2).
    """
    return ("" if modified and etag.startswith("W/") else etag), modified


def _for_host(headers: httpx.Headers, address: str, target: str) -> httpx.Headers:
    """The headers that may be sent to where an address moved: keys are for its own host alone."""
    if host_of(address) == host_of(target):
        return headers
    return httpx.Headers({name: headers[name] for name in (*_PORTABLE, *_CONDITIONS) if name in headers})


def _worth_another_try(error: Exception) -> bool:
    return isinstance(error, TemporaryFailure) and error.until is None

"""The one way out of the bot: every request to a source goes through here, and is retried here."""

import copy
import logging
from collections.abc import Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

import httpx
import msgspec
import stamina

from bot.answer import Answer
from bot.bodies import host_of
from bot.clock import Clock, SystemClock
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    GoneFailure,
    RefusedAddress,
    SourceFailure,
    TemporaryFailure,
)
from bot.fetching import retry_after
from bot.fetching.exchange import PORTABLE, Exchanges, Toll
from bot.fetching.failures import failure_of
from bot.fetching.fetch import HttpRequest
from bot.fetching.guard import AddressGuard, GuardedBackend, Resolver, resolve
from bot.fetching.identity import HOME, user_agent
from bot.fetching.limits import FetchLimits
from bot.fetching.log_redaction import keep_secrets
from bot.fetching.memory import MemoryMoves, MemoryValidators, Move, Moves, Validators
from bot.fetching.politeness import DomainLimiter
from bot.fetching.request_targets import address_of, leads_nowhere
from bot.fetching.routes import Routes
from bot.fetching.transport import Transport

log = logging.getLogger(__name__)

_CONDITIONS = ("if-none-match", "if-modified-since", "cache-control")

Witness = Callable[[Answer], None]
"""Shown each answer."""


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
        limits: FetchLimits | None = None,
        routes: Mapping[str, str] | None = None,
        allow_private: bool = False,
        contact: str = HOME,
        resolver: Resolver = resolve,
    ) -> None:
        keep_secrets()
        self._witness: Witness | None = None
        self._clock = clock or SystemClock()
        self._validators = validators or MemoryValidators()
        self._moves = moves or MemoryMoves()
        self.limiter = limiter or DomainLimiter(self._clock)
        self._limits = limits or FetchLimits()
        ways = Routes(routes or {})
        guard = AddressGuard(allow_private=allow_private, trusted=ways.ends(), resolver=resolver)
        self._client = httpx.AsyncClient(
            transport=Transport(GuardedBackend(guard)),
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect, pool=None),
            headers={"user-agent": user_agent(contact), "accept-encoding": "gzip"},
            trust_env=False,
        )
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._exchanges = Exchanges(self._client, ways, self.limiter, self._limits, self._clock)

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
        other._exchanges = self._exchanges.with_toll(toll)
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
        no-cache`. A temporary failure is retried a few times. Raises a `SourceFailure`.
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

    async def send(self, request: HttpRequest) -> Answer:
        """The answer to one request, never repeated or conditional.

        Raises a `SourceFailure` for every status but 2xx and 304.
        """
        content = None
        sent = _headers(request.headers)
        if request.json is not None:
            sent["content-type"], content = "application/json", msgspec.json.encode(request.json)
        elif request.form is not None:
            sent["content-type"] = "application/x-www-form-urlencoded"
            content = urlencode(request.form).encode("ascii")
        return await self._once(request.method, address_of(request.url, request.params), sent, content)

    async def _where_it_moved(self, address: str, headers: httpx.Headers) -> Answer:
        """The answer of an address, or of the one that it has long moved to."""
        move, now = self._moves.get(address), self._clock.now()
        if move is not None and move.holds(now):
            try:
                return await self._with_retries(move.target, _for_host(headers, address, move.target))
            except (GoneFailure, TemporaryFailure):
                self._moves.put(address, None)  # the next time, the old address may know better
                raise
        answer = await self._with_retries(address, headers)
        if answer.moved and (move is None or move.target != answer.url):
            self._moves.put(address, Move(answer.url, now))
        elif move is not None and not answer.moved:
            self._moves.put(address, None)
        return answer

    async def _with_retries(self, address: str, headers: httpx.Headers) -> Answer:
        limits = self._limits
        tries = stamina.retry_context(
            on=_worth_another_try,
            attempts=limits.attempts,
            timeout=None,
            wait_initial=limits.pause,
            wait_max=limits.longest_pause,
            wait_jitter=limits.pause,
        )
        async for attempt in tries:
            with attempt:
                return await self._once("GET", httpx.URL(address), headers, None)
        raise AssertionError("a retry context ends by returning or raising")

    async def _once(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes | None
    ) -> Answer:
        try:
            answer = await self._exchanges.follow(method, url, headers, content)
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
                self._note(refusal.answer, refusal)
            raise
        failure = self.limiter.brakes.record(url.host, failure_of(answer, self._clock.now()))
        self._note(answer, failure)
        if failure is not None:
            raise failure
        return answer

    def _note(self, answer: Answer, failure: SourceFailure | None) -> None:
        """Let the domain rest if it asks for it, whether it answered or not, and a host that refuses us."""
        self.limiter.refusals.record(host_of(answer.url), failure)
        until = failure.until if failure is not None else None
        if until is None and retry_after.is_exhausted(answer.headers):
            until = retry_after.reset(answer.headers, self._clock.now())
        if until is not None:
            host = host_of(answer.url)
            log.info("%s rests until %s", host, until.isoformat(timespec="seconds"))
            self.limiter.cool_down(host, until)


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
    return httpx.Headers({name: headers[name] for name in (*PORTABLE, *_CONDITIONS) if name in headers})


def _worth_another_try(error: Exception) -> bool:
    return isinstance(error, TemporaryFailure) and error.until is None

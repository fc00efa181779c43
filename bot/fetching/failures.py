"""What an answer that is not an answer means, as a class and a sentence."""

from datetime import datetime

import httpx

from bot.answer import Answer
from bot.bodies import challenged, host_of, refuses_us
from bot.errors import (
    AuthFailure,
    BlockedFailure,
    BudgetSpent,
    ChangedFailure,
    GoneFailure,
    RateFailure,
    RefusedAddress,
    SourceFailure,
    TemporaryFailure,
)
from bot.fetching import retry_after


def failure_of(answer: Answer, now: datetime) -> SourceFailure | None:
    """The failure an answer is, by status, headers and body; None when it can be read."""
    host = host_of(answer.url)
    if answer.status == 304:
        return None
    if refuses_us(answer):
        return challenged(host, answer)
    if 200 <= answer.status < 300:
        return None
    return _by_status(answer, host, now)


def never_sent(failure: SourceFailure) -> bool:
    """Whether the request that failed never left: the server was not reached, or may not be asked yet.

    Of one that was sent and not answered nobody knows what became.
    """
    unreached = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    asked_not_to = isinstance(failure, RateFailure | BlockedFailure) and failure.answer is None
    never_left = isinstance(failure, RefusedAddress | BudgetSpent)
    return asked_not_to or never_left or isinstance(failure.__cause__, unreached)


def _by_status(answer: Answer, host: str, now: datetime) -> SourceFailure:
    status = answer.status
    until = retry_after.retry_at(answer.headers, now)
    if status == 429 or (status == 403 and (until or retry_after.is_exhausted(answer.headers))):
        # Else it rests longer each time: see `Brakes`.
        until = until or retry_after.reset(answer.headers, now)
        return RateFailure(
            "{host} asks to be asked less often ({status}).",
            until=until,
            answer=answer,
            host=host,
            status=status,
        )
    if status == 403:
        return _forbidden(answer, host)
    if status in (401, 402, 407):
        return AuthFailure(
            "{host} wants a key, or refuses the one it was given ({status}).",
            until=until,
            answer=answer,
            host=host,
            status=status,
        )
    if status in (404, 410):
        return GoneFailure(
            "{host} has nothing at this address ({status}).", answer=answer, host=host, status=status
        )
    if status == 451:
        return BlockedFailure(
            "{host} may not answer from here, for legal reasons (451).", answer=answer, host=host
        )
    if status >= 500 or status in (408, 425):
        return TemporaryFailure(
            "{host} is in trouble ({status}).", until=until, answer=answer, host=host, status=status
        )
    return ChangedFailure(
        "{host} does not understand the question any more ({status}).",
        answer=answer,
        host=host,
        status=status,
    )


def _forbidden(answer: Answer, host: str) -> SourceFailure:
    if answer.body.lstrip()[:1] in (b"{", b"["):
        return AuthFailure("{host} refuses this request, or wants a key (403).", answer=answer, host=host)
    return BlockedFailure("{host} refuses to answer this program (403).", answer=answer, host=host)

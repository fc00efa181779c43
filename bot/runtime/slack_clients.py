"""Slack's web clients: one that retries, and one for deliveries."""

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings


def slack_clients(
    settings: Settings, session: aiohttp.ClientSession
) -> tuple[AsyncWebClient, AsyncWebClient]:
    """A client that retries, and one for deliveries, which must know of every try itself."""
    token = settings.bot_token.reveal()
    retrying = [AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=3)]
    return (
        AsyncWebClient(token, base_url=settings.api_url, session=session, retry_handlers=retrying),
        AsyncWebClient(token, base_url=settings.api_url, session=session, retry_handlers=[]),
    )

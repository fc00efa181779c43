"""Asks a language model behind an address that speaks as OpenAI's chat completions do.

Hosted services, Ollama and vLLM answer in that shape (https://platform.openai.com/docs/api-reference/chat).
The operator names the address, so that it may be a private one; no redirect is followed, since the key and
strangers' texts go to that address alone.
"""

from collections.abc import Sequence
from typing import Any, Final

import httpx
import msgspec
import regex

from bot.llm.failure import Failure, ModelFailed
from bot.settings import Secret

LONGEST: Final = 400
"""Tokens of an answer: 80 words with their citations take some 200 in French."""
LARGEST: Final = 200_000
"""Bytes of an answer that are read."""
_RENAMED: Final = "max_completion_tokens"
"""What some models want instead of `max_tokens`, and say so with a 400."""
_THOUGHTS: Final = regex.compile(r"<think>.*?(?:</think>|\Z)", regex.DOTALL)
"""What models that think aloud write before they answer."""


class ChatMessage(msgspec.Struct, frozen=True):
    """One message of a conversation: whose it is (`system`, `user`), and what it says."""

    role: str
    content: str


class Completion(msgspec.Struct, frozen=True):
    """What a model wrote, and how many tokens the whole took; None where the service does not say."""

    text: str
    tokens: int | None


class _Written(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Written


class _Usage(msgspec.Struct):
    total_tokens: int


class _Answer(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


_DECODER: Final = msgspec.json.Decoder(_Answer)


class Endpoint:
    """A model at an address; a `client` of one's own is closed by whoever made it."""

    def __init__(self, url: str, model: str, key: Secret, client: httpx.AsyncClient) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._key = key
        self._client = client
        self._limit = "max_tokens"

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._model

    async def complete(self, messages: Sequence[ChatMessage]) -> Completion:
        """What the model answers. Raises `ModelFailed`; how long to wait is the caller's."""
        status, body = await self._ask(messages)
        if status == 400 and _RENAMED.encode() in body and self._limit != _RENAMED:
            self._limit = _RENAMED
            status, body = await self._ask(messages)
        if status != 200:
            raise ModelFailed(_failure(status))
        return _read(body)

    async def _ask(self, messages: Sequence[ChatMessage]) -> tuple[int, bytes]:
        asked: dict[str, Any] = {
            "model": self._model,
            "messages": [msgspec.to_builtins(message) for message in messages],
            "stream": False,
            self._limit: LONGEST,
        }
        headers = {"authorization": f"Bearer {self._key.reveal()}"} if self._key else {}
        try:
            async with self._client.stream("POST", self._url, json=asked, headers=headers) as response:
                return response.status_code, await _body(response)
        except httpx.TimeoutException as error:
            raise ModelFailed(Failure.SLOW) from error
        except (httpx.ConnectError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise ModelFailed(Failure.UNREACHABLE) from error
        except (httpx.HTTPError, UnicodeError) as error:
            raise ModelFailed(Failure.BROKEN) from error


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LARGEST:
            raise ModelFailed(Failure.BROKEN)
    return bytes(body)


def _failure(status: int) -> Failure:
    if status in (401, 403):
        return Failure.KEY
    return Failure.BUSY if status in (429, 503) else Failure.BROKEN


def _read(body: bytes) -> Completion:
    try:
        answer = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ModelFailed(Failure.BROKEN) from error
    text = (answer.choices[0].message.content or "") if answer.choices else ""
    return Completion(_THOUGHTS.sub("", text).strip(), answer.usage.total_tokens if answer.usage else None)

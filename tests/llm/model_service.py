"""A service on loopback that speaks as OpenAI's chat completions do, and misbehaves as it is told.

It refuses what the real ones refuse: another path or method, a body without model or messages, a wrong key.
It does not stream, count tokens or check lengths.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from bot.llm.endpoint import ChatMessage

KEY = "sk-right"
Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


def completion(text: str | None, tokens: int | None = 120) -> dict[str, Any]:
    """An answer as the protocol has it."""
    answer: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
    }
    return answer if tokens is None else answer | {"usage": {"total_tokens": tokens}}


class ModelService:
    """One service; `answers` are what it says, one after the other, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[str | Behaviour] = ["Yes."]
        self.asked: list[list[ChatMessage]] = []
        self.bodies: list[Mapping[str, Any]] = []
        self.tokens: int | None = 120
        self.key = ""
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/v1"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner:
            await self._runner.cleanup()

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return web.json_response({"error": {"message": "Incorrect API key"}}, status=401)
        body = await request.json()
        if not body.get("model") or not body.get("messages"):
            return web.json_response({"error": {"message": "model and messages are required"}}, status=400)
        self.bodies.append(body)
        self.asked.append([ChatMessage(each["role"], each["content"]) for each in body["messages"]])
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, str):
            return web.json_response(completion(answer, self.tokens))
        return await answer(request)


async def never(request: web.Request) -> web.StreamResponse:
    """Answer nothing, until whoever asked has gone."""
    await asyncio.Event().wait()
    raise AssertionError("an event that nobody sets")


async def drip(request: web.Request) -> web.StreamResponse:
    """Send the beginning of an answer, and then nothing."""
    response = web.StreamResponse(headers={"content-type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    await asyncio.Event().wait()
    return response


def saying(body: bytes | str, status: int = 200, **headers: str) -> Behaviour:
    """Answer this, whatever is asked."""

    async def answer(request: web.Request) -> web.StreamResponse:
        sent = body.encode() if isinstance(body, str) else body
        return web.Response(body=sent, status=status, headers=headers, content_type="application/json")

    return answer


async def hang_up(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def huge(request: web.Request) -> web.StreamResponse:
    """Send more than any answer is long."""
    return web.Response(body=b"[" * 1_000_000)

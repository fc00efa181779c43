"""The Web API and the response_urls over HTTP on loopback."""

import json
from typing import Any

from aiohttp import web

from bot.console import scopes
from bot.console.faults import Fault, Faults
from bot.console.lookups import LOOKUPS
from bot.console.methods import METHODS, TooFast
from bot.console.records import JSON, Call, WebApiError
from bot.console.sockets import Sockets
from bot.console.state import RESPONSE_LIFE, RESPONSES, Response, State

ENCODED = ("blocks", "view", "metadata", "attachments")
BODY_LIMIT = 4 * 1024 * 1024


class Dropped(Exception):
    """The connection is broken on purpose."""


class Server:
    """Answers as Slack does, on a port of its own."""

    def __init__(self, state: State, faults: Faults) -> None:
        self._state = state
        self._state.link = self._ticket
        self._faults = faults
        self.sockets = Sockets(state.clock)
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/response/{key}", self._response)
        app.router.add_get("/link/{ticket}", self._link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"

    async def stop(self) -> None:
        """Stop listening."""
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _ticket(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/link/{self.sockets.ticket()}"

    async def _link(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.take("link")
        return self._failed(request, "link", {}, fault) if fault else await self.sockets.link(request)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.pop("token", ""))
        fault = self._faults.take(method)
        if fault and not fault.accept_then_drop:
            return self._failed(request, method, args, fault)
        answer, headers = self._answer(method, args, token)
        status = 429 if "Retry-After" in headers else 200
        self._note(method, args, answer, status)
        if fault:
            return _dropped(request)
        return web.json_response(answer, status=status, headers=headers)

    def _failed(self, request: web.Request, method: str, args: JSON, fault: Fault) -> web.Response:
        is_limit = fault.retry_after is not None
        error = "ratelimited" if is_limit else fault.error or "internal_error"
        status = 429 if is_limit else fault.status or 200
        answer = {"ok": False, "error": error}
        self._note(method, args, answer, status)
        if fault.drop_connection:
            return _dropped(request)
        if fault.body:
            return web.Response(status=fault.status or 200, text=fault.body, content_type=fault.content_type)
        if fault.status:
            return web.Response(status=fault.status, text="")
        headers = {"Retry-After": str(fault.retry_after)} if is_limit else {}
        return web.json_response(answer, status=status, headers=headers)

    def _note(self, method: str, args: JSON, answer: JSON, status: int) -> None:
        self._state.calls.append(Call(method, args, answer, self._state.clock.now(), status))

    def _answer(self, method: str, args: JSON, token: str) -> tuple[JSON, dict[str, str]]:
        """What Slack answers, and with which headers."""
        granted = self._state.scopes
        headers = {} if granted is None else {"X-OAuth-Scopes": ",".join(sorted(granted))}
        try:
            self._admit(method, args, token)
            made = {**METHODS, **LOOKUPS}[method](self._state, args)
        except WebApiError as refusal:
            metadata = {"response_metadata": {"messages": list(refusal.messages)}} if refusal.messages else {}
            return {"ok": False, "error": refusal.error, **refusal.beside, **metadata}, headers
        except TooFast as refusal:
            return {"ok": False, "error": "ratelimited"}, headers | {"Retry-After": str(refusal.seconds)}
        return {"ok": True, **made}, headers

    def _admit(self, method: str, args: JSON, token: str) -> None:
        if method not in METHODS and method not in LOOKUPS:
            raise WebApiError("unknown_method")
        if not token:
            raise WebApiError("not_authed")
        if token not in (self._state.bot_token, self._state.app_token):
            raise WebApiError("invalid_auth")
        if (token == self._state.app_token) != (method == "apps.connections.open"):
            raise WebApiError("not_allowed_token_type")
        if self._state.scopes is not None:
            room = self._state.directory.rooms.get(str(args.get("channel", "")))
            types = str(args.get("types") or "public_channel")
            scopes.check(method, room, types, self._state.scopes)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        args = await _arguments(request)
        fault = self._faults.take("response_url")
        if fault and not fault.accept_then_drop:
            return self._failed(request, "response_url", args, fault)
        answer, status = self._responded(request.match_info["key"], args)
        self._note("response_url", args, answer, status)
        if fault:
            return _dropped(request)
        return web.Response(text="ok") if answer["ok"] else web.json_response(answer, status=status)

    def _responded(self, key: str, args: JSON) -> tuple[JSON, int]:
        response = self._state.responses.get(key)
        if response is None:
            return {"ok": False, "error": "invalid_url"}, 404
        if response.uses >= RESPONSES:
            return {"ok": False, "error": "used_url"}, 404
        if self._state.clock.monotonic() - response.made_at > RESPONSE_LIFE.total_seconds():
            return {"ok": False, "error": "expired_url"}, 404
        response.uses += 1
        try:
            respond(self._state, response, args)
        except WebApiError as refusal:
            return {"ok": False, "error": refusal.error, "messages": list(refusal.messages)}, 400
        return {"ok": True}, 200


def respond(state: State, response: Response, args: JSON) -> None:
    """Say something where a person did something: to that person alone unless told otherwise."""
    original = response.original
    if args.get("delete_original"):
        if original is not None:
            state.posts.remove(original)
            response.original = None
        return
    if args.get("replace_original") and original is not None:
        state.rewrite(original, args)
        return
    to = "" if args.get("response_type") == "in_channel" else response.user
    posted = state.post(state.directory.rooms[response.channel], args, to=to)
    response.original = original or posted


async def _arguments(request: web.Request) -> JSON:
    """Arguments as slack_sdk sends them: in the address, as a form, or as JSON."""
    args: JSON = dict(request.query)
    if request.content_type == "application/json":
        args |= json.loads(await request.text() or "{}")
    else:
        args |= dict(await request.post())
    return {name: _decoded(name, value) for name, value in args.items()}


def _decoded(name: str, value: Any) -> Any:
    if name in ENCODED and isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


def _dropped(request: web.Request) -> web.Response:
    """Break the connection before the answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)

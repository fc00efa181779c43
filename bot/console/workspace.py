"""A Slack in this process, for the console and for tests."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from bot.clock import Clock
from bot.console.actions import Actions
from bot.console.dispatcher import Delivery, Dispatcher
from bot.console.faults import Fault, Faults
from bot.console.line import Dispatch
from bot.console.records import Call, Person, Post, Room, View
from bot.console.server import Server
from bot.console.state import State


class Workspace(Actions):
    """Serves the Web API over HTTP on loopback, and lets people do things.

    Enforced as in Slack: tokens and their types; scopes, once `state.scopes` is set; membership,
    private and archived channels; every limit in `bot.console.limits`; one message a second a
    channel (a burst of two is taken, then 429 with Retry-After); a response_url works five times in
    thirty minutes, ephemeral unless told otherwise; a trigger opens one view within three seconds;
    at most three views a stack, `hash`, `external_id`; ephemerals to members alone;
    acknowledgements after three seconds, or none, shown to the person as `operation_timeout`;
    events only from channels the app is in, its own messages included; required inputs; private
    channels and direct messages named as commands name them.

    Not enforced: rate limits of other methods and of the workspace, redelivery by itself
    (`redeliver` does it), the size of metadata, edit windows, `link_names`, attachments, files,
    channel names in place of ids, and messages of several people. `client_msg_id` is kept and not
    compared: Slack documents it for its own clients alone. A reply to a message that is not there
    is refused as `thread_not_found`; what Slack does then is not documented.

    People and channels are given by id or by name. Everything is deterministic given the clock.
    What a person could not do in Slack's own client raises `Impossible`.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        bot_token: str = "xoxb-console",
        app_token: str = "xapp-console",
        bot_name: str = "veille",
    ) -> None:
        state = State(clock, bot_token=bot_token, app_token=app_token, bot_name=bot_name)
        self._faults = Faults()
        self._server = Server(state, self._faults)
        super().__init__(state, Dispatcher(clock), self._server)

    # The app's side

    @property
    def api_url(self) -> str:
        """The base URL for clients, once started."""
        return f"{self._server.url}/api/"

    @property
    def bot_token(self) -> str:
        """The token that the Web API takes."""
        return self.state.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token."""
        return self.state.app_token

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        await self._server.start()

    async def stop(self) -> None:
        """Wait for what is under way, and stop listening."""
        await self.wait_idle()
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def connect(self, dispatch: Dispatch) -> None:
        """Deliver to an app in this process (`AsyncApp.async_dispatch`)."""
        self._switchboard.connect(dispatch)

    def connect_url(self, url: str, signing_secret: str) -> None:
        """Deliver signed requests to an app's request URL; both sides' clocks must agree."""
        self._switchboard.connect_url(url, signing_secret)

    async def connect_sockets(self) -> None:
        """Deliver over the sockets that the app opens in Socket Mode; returns when one is open.

        Tickets of `apps.connections.open` work once; `fail_next("link", …)` refuses a handshake.
        """
        self._switchboard.connect_line(self._server.sockets)
        await self._server.sockets.connected.wait()

    async def refresh_sockets(self) -> None:
        """Ask the app to connect anew, as Slack does every few hours."""
        await self._server.sockets.refresh()

    def disconnect(self) -> None:
        """Deliver to nobody, as when the app is down."""
        self._switchboard.disconnect()

    async def wait_idle(self) -> None:
        """Wait until no event is under way, and no listener of an app in this process.

        Bolt acknowledges events before their listeners run: after `say`, wait for this.
        """
        await self._switchboard.wait_idle()

    def fail_next(
        self,
        method: str,
        *,
        error: str = "",
        status: int = 0,
        retry_after: int | str | None = None,
        body: str = "",
        content_type: str = "text/html",
        drop_connection: bool = False,
        accept_then_drop: bool = False,
    ) -> None:
        """Have the next call of a method fail (`response_url` and `link` name those too); see `Fault`."""
        fault = Fault(error, status, retry_after, body, content_type, drop_connection, accept_then_drop)
        self._faults.add(method, fault)

    def forget_faults(self) -> None:
        """Let no more calls fail."""
        self._faults.clear()

    # Who and where

    def add_user(self, user_id: str, name: str, zone: str = "Europe/Paris", locale: str = "en-US") -> Person:
        """A new member of the workspace."""
        person = Person(user_id, name, zone, locale)
        self.state.directory.people[user_id] = person
        return person

    def add_channel(
        self, channel_id: str, name: str, members: Sequence[str], *, private: bool = False
    ) -> Room:
        """A new channel; the bot is in it when among the members."""
        ids = {self.person(member).id for member in members}
        room = Room(channel_id, name.removeprefix("#"), ids, private=private)
        self.state.directory.rooms[channel_id] = room
        return room

    # What is there to see

    @property
    def calls(self) -> list[Call]:
        """Every call the app made, in order."""
        return self.state.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Every payload handed to the app, in the order of the acknowledgements."""
        return self._switchboard.deliveries

    def messages(self, channel: str) -> list[Post]:
        """What stands in a channel, replies left out, oldest first."""
        return self.state.posts.top(self.channel(channel).id)

    def thread(self, channel: str, ts: str) -> list[Post]:
        """A message and its replies."""
        return self.state.posts.thread(self.channel(channel).id, ts)

    def ephemerals(self, channel: str, user: str) -> list[Post]:
        """What only this user sees in a channel."""
        return self.state.posts.whispers(self.channel(channel).id, self.person(user).id)

    def open_views(self, user: str) -> list[View]:
        """The modals a user has open, the one on top last."""
        return list(self.state.stacks.open.get(self.person(user).id, []))

    def home(self, user: str) -> View | None:
        """A user's home tab."""
        return self.state.stacks.homes.get(self.person(user).id)

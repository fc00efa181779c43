"""What a person at the console can type."""

import re
from collections.abc import Awaitable, Callable, Mapping

from bot.console.drawing import field_names
from bot.console.elements import found, inputs
from bot.console.records import JSON, NotPossible, Room, View
from bot.console.screen import Screen, Touchable, called
from bot.console.travel_commands import TRAVEL_HELP, TRAVEL_WORDS, TravelCommands
from bot.console.workspace import Workspace
from bot.locale import N_, _

HELP = (
    (N_("/watch help"), N_("a command, as in Slack")),
    ("/invite @veille", N_("asks the bot into the channel")),
    ("@veille Acme", N_("anything else is said in the channel")),
    (
        N_(":reply TEXT"),
        N_("answers in the thread of the newest message; :thread shows the thread"),
    ),
    (":1", N_("presses [1]; :1 VALUE chooses in a list")),
    (
        N_(":set FIELD VALUE"),
        N_("fills in a field of the window, by number or name; then :submit, or :cancel"),
    ),
    (":home", N_("opens the bot's home tab")),
    (":channels", N_("lists the channels; :channel NAME goes to one, :channel @veille to the bot")),
    (N_(":user NAME"), N_("makes you somebody else")),
    (":quit", N_("leaves")),
)
"""What can be typed, and what comes of it."""

Act = Callable[[str], Awaitable[None]]


class TypedInput:
    """Carries out lines, as whoever the screen is drawn for; what comes of them is the screen's."""

    def __init__(
        self,
        workspace: Workspace,
        screen: Screen,
        leave: Callable[[], None],
        settled: Callable[[], Awaitable[None]],
        travel: TravelCommands | None = None,
    ) -> None:
        self._slack = workspace
        self._screen = screen
        self._leave = leave
        self._settled = settled
        self._travel = travel
        self._asked: tuple[Touchable, str] | None = None

    async def act(self, line: str) -> None:
        viewer, room = self._screen.viewer.id, self._screen.room.id
        console_command = re.match(r":(\w+)(?:\s+(.*))?$", line)
        if console_command:
            await self._obey(console_command[1], (console_command[2] or "").strip())
        elif line.startswith("/"):
            name, _, text = line.partition(" ")
            if name == "/invite":  # Slack's own
                await self._slack.join(text.strip().removeprefix("@"), room, viewer)
            else:
                await self._slack.command(viewer, room, name, text.strip())
        elif line:
            await self._slack.say(viewer, room, line)

    async def _obey(self, word: str, rest: str) -> None:
        acts: Mapping[str, Act] = {
            "help": self._help,
            "quit": self._quit,
            "channels": self._channels,
            "channel": self._channel,
            "user": self._user,
            "reply": self._reply,
            "thread": self._thread,
            "home": self._home,
            "set": self._set,
            "submit": self._submit,
            "cancel": self._cancel,
            "yes": self._yes,
            "no": self._no,
            **(self._travel.by_word if self._travel else dict.fromkeys(TRAVEL_WORDS, self._stay)),
        }
        if word.isdecimal():
            await self._touch(self._screen.touchable(int(word)), rest)
        elif word in acts:
            await acts[word](rest)
        else:
            raise NotPossible(_("There is no :{word} here; :help lists what there is.", word=word))

    async def _help(self, rest: str) -> None:
        for typed, meaning in HELP + (TRAVEL_HELP if self._travel else ()):
            self._screen.write(f"{_(typed):<22}{_(meaning)}")

    async def _stay(self, rest: str) -> None:
        raise NotPossible(_("Time passes at will in the demo alone (make demo); here it is the real one."))

    async def _quit(self, rest: str) -> None:
        self._leave()

    async def _channels(self, rest: str) -> None:
        bot = self._slack.state.directory.bot
        for room in self._slack.state.directory.joined(self._screen.viewer.id):
            remarks = [_("private")] if room.private else []
            remarks += [] if bot.id in room.members else [_("{name} is not in it", name=bot.name)]
            here = "→" if room is self._screen.room else " "
            self._screen.write(f"{here} {called(room)}" + (f" ({', '.join(remarks)})" if remarks else ""))
        self._screen.write(f"  @{bot.name} ({_('direct messages')})")

    async def _channel(self, name: str) -> None:
        if not name:
            raise NotPossible(_("Which channel? :channels lists them."))
        directory, viewer = self._slack.state.directory, self._screen.viewer
        direct = name.removeprefix("@").casefold() == directory.bot.name.casefold()
        room = directory.direct(viewer.id) if direct else directory.room(name)
        if viewer.id not in room.members:
            raise NotPossible(_("{name} is not in {channel}.", name=viewer.name, channel=called(room)))
        self._go(room)

    async def _user(self, name: str) -> None:
        if not name:
            raise NotPossible(_("Who? For instance :user Alex."))
        person = self._slack.person(name)
        if person.bot_id or not self._slack.state.directory.joined(person.id):
            raise NotPossible(_("Nobody can be {name}.", name=person.name))
        self._screen.viewer = person
        self._go(
            self._screen.room
            if person.id in self._screen.room.members
            else self._slack.state.directory.joined(person.id)[0]
        )

    async def _reply(self, text: str) -> None:
        await self._slack.say(self._screen.viewer.id, self._screen.room.id, text, self._root())

    async def _thread(self, rest: str) -> None:
        self._screen.show_posts(self._slack.thread(self._screen.room.id, self._root()))

    async def _home(self, rest: str) -> None:
        self._screen.forget()
        await self._slack.open_home(self._screen.viewer.id)
        await self._settled()
        home = self._slack.home(self._screen.viewer.id)
        if home is None:
            raise NotPossible(_("{name} has no home tab.", name=self._slack.state.directory.bot.name))
        self._screen.draw_view(home)

    async def _set(self, rest: str) -> None:
        view = self._window()
        field, _, value = rest.partition(" ")
        names = field_names(view)
        name = names[int(field) - 1] if field.isdecimal() and 1 <= int(field) <= len(names) else field
        self._slack.fill(view, {name: _read(view, name, value.strip())})
        self._screen.draw_view(view)

    async def _submit(self, rest: str) -> None:
        await self._slack.submit(self._screen.viewer.id, self._window())

    async def _cancel(self, rest: str) -> None:
        await self._slack.close_view(self._screen.viewer.id, self._window())

    async def _yes(self, rest: str) -> None:
        if self._asked is None:
            raise NotPossible(_("Nothing was asked."))
        (touchable, value), self._asked = self._asked, None
        await self._press(touchable, value)

    async def _no(self, rest: str) -> None:
        self._asked = None

    async def _touch(self, touchable: Touchable, value: str) -> None:
        """Press or choose; where the element asks for confirmation, ask."""
        _block, element = found(touchable.where.blocks, touchable.action)
        confirm = element.get("confirm")
        if confirm is None:
            await self._press(touchable, value)
            return
        self._asked = (touchable, value)
        self._screen.write(f"{confirm['title']['text']} {confirm['text']['text']}")
        self._screen.write(f":yes ({confirm['confirm']['text']}) · :no ({confirm['deny']['text']})")

    async def _press(self, touchable: Touchable, value: str) -> None:
        _block, element = found(touchable.where.blocks, touchable.action)
        viewer = self._screen.viewer.id
        if element["type"] == "button":
            await self._slack.press(viewer, touchable.where, touchable.action)
        elif value:
            await self._slack.choose(viewer, touchable.where, touchable.action, _several(element, value))
        else:
            raise NotPossible(_("Say what you choose, as in :1 VALUE."))

    def _root(self) -> str:
        if self._screen.last is None:
            raise NotPossible(_("There is no message to answer yet."))
        return self._screen.last.thread_ts or self._screen.last.ts

    def _window(self) -> View:
        views = self._slack.open_views(self._screen.viewer.id)
        if not views:
            raise NotPossible(_("No window is open."))
        return views[-1]

    def _go(self, room: Room) -> None:
        self._screen.room = room
        posts = self._slack.messages(room.id)
        self._screen.last = posts[-1] if posts else None


def _read(view: View, name: str, value: str) -> object:
    """What was typed, as the field of that name takes it; nothing empties the field."""
    for block, element in inputs(view.blocks):
        if name in (element["action_id"], block["block_id"]):
            return _several(element, value) if value else None
    return value


def _several(element: JSON, value: str) -> object:
    """Values apart at commas where more than one can be chosen."""
    if element["type"].startswith("multi_") or element["type"] == "checkboxes":
        return [part.strip() for part in value.split(",")]
    return value

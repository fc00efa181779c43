"""Who is in the workspace, and in which channels."""

import re

from bot.console.records import NotPossible, Person, Room
from bot.locale import _

TEAM = "T0VEILLE"
APP = "A0VEILLE"
BOT_USER = "U0VEILLE"
BOT = "B0VEILLE"
SLACKBOT = "USLACKBOT"


class Directory:
    """People and channels, found by id or by name."""

    def __init__(self, bot_name: str) -> None:
        self.bot = Person(BOT_USER, bot_name, "UTC", bot_id=BOT)
        self.people: dict[str, Person] = {BOT_USER: self.bot, SLACKBOT: Person(SLACKBOT, "Slackbot", "UTC")}
        self.rooms: dict[str, Room] = {}

    def person(self, who: str) -> Person:
        """Raises `NotPossible` when there is nobody of that id or name."""
        if who in self.people:
            return self.people[who]
        for person in self.people.values():
            if person.name.casefold() == who.removeprefix("@").casefold():
                return person
        raise NotPossible(_("There is nobody called {name} here.", name=who))

    def room(self, where: str) -> Room:
        """Raises `NotPossible` when there is no channel of that id or name."""
        if where in self.rooms:
            return self.rooms[where]
        for room in self.rooms.values():
            if not room.direct and room.name == where.removeprefix("#"):
                return room
        raise NotPossible(_("There is no channel {name} here.", name=where))

    def joined(self, user: str) -> list[Room]:
        """The channels a user is in, direct messages left out."""
        return [room for room in self.rooms.values() if user in room.members and not room.direct]

    def direct(self, user: str) -> Room:
        """The direct messages between the bot and this user."""
        room_id = "D" + user.removeprefix("U")
        if room_id not in self.rooms:
            name = self.people[user].name
            self.rooms[room_id] = Room(room_id, name, {user, BOT_USER}, private=True, direct=user)
        return self.rooms[room_id]

    def typed(self, text: str) -> str:
        """What Slack's client sends for what a person types.

        Names of people and channels become references, addresses links, and `& < >` are escaped;
        references already written as `<@U…>` or `<#C…>` are left alone.
        """
        parts = re.split(r"(<[@#][A-Z0-9]+(?:\|[^<>]*)?>|https?://[^\s<>]+)", text)
        return "".join(
            self._reference(part) if place % 2 else self._escaped(part) for place, part in enumerate(parts)
        )

    def _reference(self, part: str) -> str:
        return part if part.startswith("<") else f"<{part.replace('&', '&amp;')}>"

    def _escaped(self, part: str) -> str:
        safe = part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        people = {person.name.casefold(): person.id for person in self.people.values()}
        rooms = {room.name: room for room in self.rooms.values() if not room.direct}

        def named(match: re.Match[str]) -> str:
            sign, name = match.groups()
            if sign == "@" and name.casefold() in people:
                return f"<@{people[name.casefold()]}>"
            if sign == "#" and name in rooms:
                return f"<#{rooms[name].id}|{name}>"
            return match.group()

        return re.sub(r"(?<!\w)([@#])([\w.-]*\w)", named, safe)

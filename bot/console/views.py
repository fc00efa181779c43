"""Open modals, home tabs, and the triggers that open them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

import msgspec

from bot.clock import Clock
from bot.console.directory import APP, BOT, TEAM
from bot.console.elements import initial, inputs, interactive, state, with_ids
from bot.console.limits import VIEW_BYTES, VIEWS_STACKED, malformed_view
from bot.console.records import JSON, Happening, View, WebApiError

TRIGGER_LIFE = timedelta(seconds=3)


class Trigger(msgspec.Struct):
    """The right to open one view, for three seconds after a person did something."""

    user: str
    at: float
    view: str = ""
    used: bool = False


class ViewStacks:
    """What each user has open, root first, and each user's home tab."""

    def __init__(self, clock: Clock, tell: Callable[[Happening], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._numbers = count(1)
        self._triggers: dict[str, Trigger] = {}
        self.open: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def trigger(self, user: str, view: str = "") -> str:
        """A new trigger_id for what this user just did, in this view if in one."""
        trigger_id = f"{next(self._numbers)}.{TEAM.lower()}.{user.lower()}"
        self._triggers[trigger_id] = Trigger(user, self._clock.monotonic(), view)
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Use a trigger up."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise WebApiError("invalid_trigger_id")
        if trigger.used:
            raise WebApiError("exchanged_trigger_id")
        if self._clock.monotonic() - trigger.at > TRIGGER_LIFE.total_seconds():
            raise WebApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def made(self, user: str, sent: JSON, kind: str) -> View:
        """A view of what the app sent, or a refusal."""
        view = View(f"V{next(self._numbers):08d}", user, {}, "")
        self.fill(view, sent, kind)
        view.root = view.id
        return view

    def fill(self, view: View, sent: JSON, kind: str) -> None:
        """Put what the app sent into a view, or refuse it."""
        if found := malformed_view(sent):
            raise WebApiError("invalid_arguments", tuple(f"[ERROR] {problem}" for problem in found))
        if sent["type"] != kind:
            raise WebApiError("invalid_arguments", (f"[ERROR] a view of type {kind} is expected here",))
        if len(msgspec.json.encode(sent)) > VIEW_BYTES:
            raise WebApiError("view_too_large")
        external = sent.get("external_id")
        if external and any(
            other is not view and other.sent.get("external_id") == external for other in self._all()
        ):
            raise WebApiError("duplicate_external_id")
        blocks = with_ids(sent["blocks"], iter(self._fresh, ""))
        kept = view.values
        view.sent, view.hash, view.errors = {**sent, "blocks": blocks}, f"{next(self._numbers)}.hash", {}
        view.values = _values(blocks, kept)

    def push(self, view: View) -> None:
        """Lay a view on its user's stack."""
        stack = self.open.setdefault(view.user, [])
        if len(stack) >= VIEWS_STACKED:
            raise WebApiError("push_limit_reached")
        if stack:
            view.root, view.previous = stack[0].id, stack[-1].id
        stack.append(view)
        self._tell(Happening("opened", view=view))

    def pop(self, user: str) -> View:
        """Close the view on top."""
        view = self.open[user].pop()
        self._tell(Happening("closed", view=view))
        return view

    def refresh(self, view: View, sent: JSON, kind: str) -> None:
        """Change an open view."""
        self.fill(view, sent, kind)
        self._tell(Happening("refreshed", view=view))

    def publish(self, user: str, sent: JSON) -> View:
        """Set a user's home tab."""
        home = self.homes.get(user)
        if home is None:
            home = self.homes[user] = self.made(user, sent, "home")
        else:
            self.fill(home, sent, "home")
        self._tell(Happening("home", view=home))
        return home

    def find(self, view_id: str, external_id: str) -> View:
        """An open view or home tab by either id."""
        for view in self._all():
            if (view_id and view.id == view_id) or (
                external_id and view.sent.get("external_id") == external_id
            ):
                return view
        raise WebApiError("not_found")

    def _all(self) -> Iterator[View]:
        for stack in self.open.values():
            yield from stack
        yield from self.homes.values()

    def _fresh(self) -> str:
        return f"made{next(self._numbers)}"


def shown(view: View) -> JSON:
    """The view as Slack puts it into payloads and answers."""
    optional = {"callback_id": "", "private_metadata": "", "external_id": "", "submit": None, "close": None}
    return {
        **optional,
        **view.sent,
        "id": view.id,
        "team_id": TEAM,
        "app_id": APP,
        "app_installed_team_id": TEAM,
        "bot_id": BOT,
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous or None,
        "state": {"values": view.values},
    }


def _values(blocks: list[JSON], kept: dict[str, JSON]) -> dict[str, JSON]:
    """The state of a view's elements; what was filled in stays where its block and action stay."""
    values: dict[str, JSON] = {}
    for block, element in [*inputs(blocks), *interactive(blocks)]:
        if element["type"] == "button":
            continue
        earlier = kept.get(block["block_id"], {}).get(element["action_id"])
        values.setdefault(block["block_id"], {})[element["action_id"]] = earlier or state(
            element, initial(element)
        )
    return values

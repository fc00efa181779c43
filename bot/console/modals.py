"""People filling in, submitting and closing modals."""

from collections.abc import Mapping
from typing import Any

from bot.console import payloads
from bot.console.dispatcher import Dispatcher
from bot.console.elements import emptiness, inputs, state
from bot.console.line import Ack
from bot.console.records import JSON, Happening, NotPossible, View, WebApiError
from bot.console.state import State


class Modals:
    """What a person does with an open modal."""

    def __init__(self, state: State, switchboard: Dispatcher) -> None:
        self._state = state
        self._switchboard = switchboard

    def fill(self, view: View, values: Mapping[str, Any]) -> None:
        """Put values into inputs, each named by its action_id or block_id."""
        fields = inputs(view.blocks)
        for name, value in values.items():
            for block, element in fields:
                if name in (element["action_id"], block["block_id"]):
                    view.values[block["block_id"]][element["action_id"]] = state(element, value)
                    break
            else:
                known = [element["action_id"] for _, element in fields]
                raise NotPossible(f"There is no field {name!r} here, only {known}.")

    async def submit(self, view: View, values: Mapping[str, Any]) -> Ack:
        """Fill in, submit, and do what the app answers."""
        self._on_top(view)
        if "submit" not in view.sent:
            raise NotPossible("This window has nothing to submit.")
        self.fill(view, values)
        self._check(view)
        payload = payloads.submitted(self._state.directory.people[view.user], view)
        payload["trigger_id"] = self._state.stacks.trigger(view.user, view.id)
        ack = await self._switchboard.deliver(payload)
        if ack.ok:
            return self._answered(view, ack)
        self._complain(view, "We had some trouble connecting. Try again?")
        return ack

    async def close(self, view: View) -> Ack | None:
        """Close by hand; the app's answer if it asked to be told."""
        self._on_top(view)
        person = self._state.directory.people[view.user]
        cleared = bool(view.sent.get("clear_on_close"))
        while self._state.stacks.open[view.user]:
            self._state.stacks.pop(view.user)
            if not cleared:
                break
        if not view.sent.get("notify_on_close"):
            return None
        return await self._switchboard.deliver(payloads.closed(person, view, cleared=cleared))

    def _answered(self, view: View, ack: Ack) -> Ack:
        """Carry out a response_action; none closes the view."""
        action = ack.body.get("response_action")
        try:
            if action == "errors":
                self._show(view, ack.body.get("errors") or {})
            elif action == "update":
                self._state.stacks.refresh(view, ack.body["view"], "modal")
            elif action == "push":
                self._state.stacks.push(self._state.stacks.made(view.user, ack.body["view"], "modal"))
            else:
                self._state.stacks.pop(view.user)
                while action == "clear" and self._state.stacks.open[view.user]:
                    self._state.stacks.pop(view.user)
        except WebApiError as refusal:
            self._complain(view, f"{refusal.error}: {' '.join(refusal.messages)}")
            return Ack(ack.status, ack.body, ack.seconds, refusal.error)
        return ack

    def _show(self, view: View, errors: JSON) -> None:
        known = {block["block_id"] for block, _ in inputs(view.blocks)}
        if not errors or set(errors) - known:
            raise WebApiError("invalid_errors", (f"no input has the block_id {sorted(set(errors) - known)}",))
        view.errors = {name: str(text) for name, text in errors.items()}
        self._state.happened(Happening("refreshed", view=view))

    def _complain(self, view: View, text: str) -> None:
        view.errors = {"": text}
        self._state.happened(Happening("refreshed", view=view))

    def _on_top(self, view: View) -> None:
        stack = self._state.stacks.open.get(view.user, [])
        if not stack or stack[-1] is not view:
            raise NotPossible("This window is not open, or lies under another one.")

    def _check(self, view: View) -> None:
        """What Slack's client checks before it sends."""
        for block, element in inputs(view.blocks):
            part = view.values[block["block_id"]][element["action_id"]]
            name, text = block["label"]["text"], part.get("value")
            if emptiness(part) and not block.get("optional"):
                raise NotPossible(f"{name!r} must be filled in.")
            if isinstance(text, str) and not _fits(text, element):
                raise NotPossible(f"{name!r} is too long or too short.")


def _fits(text: str, element: JSON) -> bool:
    least, most = int(element.get("min_length", 0)), int(element.get("max_length", 3_000))
    return least <= len(text) <= most

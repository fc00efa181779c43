"""The manifest asks for what the code uses, and for nothing else."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema
import pytest
import yaml
from slack_bolt.async_app import AsyncApp

import handlers
from bot.commands.verbs import COMMANDS, verb_of
from bot.directory.scopes import EVENTS, SCOPES
from handlers.events import CHANNEL_EVENTS
from handlers.listeners import Listeners

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("VEILLE_SHARED", ROOT.parent / "shared"))
HISTORY = {"channels:history", "groups:history", "im:history"}
READ = {"channels:read", "groups:read"}
METHODS: dict[str, set[str]] = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": HISTORY,
    "conversations_info": READ,
    "conversations_members": READ,
    "conversations_open": {"im:write"},
    "conversations_replies": HISTORY,
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
"""What each method of the Web API needs, as its reference page says."""
EVENT_SCOPES: dict[str, set[str]] = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "member_joined_channel": READ,
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
}
"""The same of events; those of channels and groups need the scope to read them."""


class Recorder:
    """Stands in for the app while listeners are registered, and notes what they listen to."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Any]] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def listen(*what: Any, **more: Any) -> Any:
            self.heard.setdefault(name, []).extend(
                each for each in what if isinstance(each, str | re.Pattern)
            )
            return lambda listener: listener

        return listen


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return read


@pytest.fixture(scope="module")
def heard() -> dict[str, list[Any]]:
    recorder = Recorder()
    handlers.register(cast(AsyncApp, recorder), cast(Listeners, None))
    return recorder.heard


def called() -> set[str]:
    """Every method of the Web API that the code calls, the in-process Slack apart."""
    asked = re.compile(r'client\.(\w+_\w+)\(|_call\(\s*"(\w+_\w+)"')
    return {one or other for path in _sources() for one, other in asked.findall(path.read_text())}


def _sources() -> Iterator[Path]:
    for folder in ("bot", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            if "console" not in path.relative_to(ROOT).parts[:2]:
                yield path


def subscribed(manifest: dict[str, Any]) -> list[str]:
    events: list[str] = manifest["settings"]["event_subscriptions"]["bot_events"]
    return events


def test_the_manifest_is_what_slack_takes(manifest: dict[str, Any]) -> None:
    schema = SHARED / "slack" / "manifest.schema.json"
    if not schema.exists():
        pytest.skip("Slack's schema of manifests is not on this machine")
    jsonschema.validate(manifest, json.loads(schema.read_text()))


def test_its_texts_are_as_long_as_slack_lets_them(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4_000


def test_every_command_in_it_is_handled_and_every_one_handled_is_in_it(
    manifest: dict[str, Any], heard: dict[str, list[Any]]
) -> None:
    assert [command["command"] for command in manifest["features"]["slash_commands"]] == heard["command"]
    assert heard["command"] == list(COMMANDS)


def test_the_hint_of_the_command_names_verbs_that_exist(manifest: dict[str, Any]) -> None:
    for command in manifest["features"]["slash_commands"]:
        named = [part.split()[0] for part in command["usage_hint"].split(" | ")]
        assert all(map(verb_of, named))


def test_every_event_in_it_is_handled_and_every_one_handled_is_in_it(
    manifest: dict[str, Any], heard: dict[str, list[Any]]
) -> None:
    handled = {event for event in heard["event"] if isinstance(event, str)} | CHANNEL_EVENTS
    assert handled == {event.partition(".")[0] for event in subscribed(manifest)}
    assert sorted(subscribed(manifest)) == sorted(EVENTS)


def test_every_event_not_handled_is_acknowledged(heard: dict[str, list[Any]]) -> None:
    assert any(isinstance(event, re.Pattern) and event.fullmatch("anything") for event in heard["event"])


def test_every_method_that_is_called_is_known_here() -> None:
    assert called() - METHODS.keys() == set()
    assert "chat_postMessage" in called()


def test_every_scope_in_it_is_used_and_every_one_used_is_in_it(manifest: dict[str, Any]) -> None:
    used = {"commands"}
    for method in called():
        used |= METHODS[method]
    for event in subscribed(manifest):
        kind = "groups" if event.startswith("group") else "channels"
        used |= EVENT_SCOPES.get(event, {f"{kind}:read"})
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == used
    assert set(SCOPES) == used


def test_buttons_are_sent_back_to_the_app(manifest: dict[str, Any], heard: dict[str, list[Any]]) -> None:
    assert heard["action"]
    assert manifest["settings"]["interactivity"]["is_enabled"] is True


def test_it_is_for_socket_mode_and_names_no_address(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(manifest)

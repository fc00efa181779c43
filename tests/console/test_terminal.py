"""The console: what is typed, and what is shown."""

import asyncio
import io
import os
import pty
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.context.say.async_say import AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.records import JSON
from bot.console.sample_workspace import furnish
from bot.console.terminal import Console, seated
from bot.console.workspace import Workspace
from tests.clock import FakeClock

Typed = Callable[..., Awaitable[list[str]]]


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def button(action: str, label: str, **more: Any) -> JSON:
    return {"type": "button", "action_id": action, "text": plain(label), **more}


CONFIRM = {"title": plain("Sure?"), "text": plain("Acme goes."), "confirm": plain("Yes"), "deny": plain("No")}
OPTIONS = [{"text": plain(label), "value": label.lower()} for label in ("Nine", "Ten")]
ROW: JSON = {
    "type": "actions",
    "elements": [
        button("pause", "Pause"),
        button("remove", "Remove", confirm=CONFIRM),
        {"type": "static_select", "action_id": "hour", "placeholder": plain("Hour"), "options": OPTIONS},
    ],
}
DAYS: JSON = {"type": "checkboxes", "action_id": "days", "options": OPTIONS}
MODAL: JSON = {
    "type": "modal",
    "callback_id": "watch",
    "title": plain("A watch"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": plain("Name"),
            "element": {"type": "plain_text_input", "action_id": "text"},
        },
        {"type": "input", "block_id": "on", "optional": True, "label": plain("Days"), "element": DAYS},
    ],
}


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    async with Workspace(FakeClock()) as workspace:
        furnish(workspace, "en-US")
        yield workspace


@pytest.fixture
def app(slack: Workspace, client: AsyncWebClient) -> AsyncApp:
    """A bot of a few lines."""
    made = AsyncApp(client=client, request_verification_enabled=False)
    slack.connect(made.async_dispatch)
    _commands(made)
    _touches(made)
    return made


def _commands(app: AsyncApp) -> None:
    @app.command("/watch")
    async def watch(ack: AsyncAck, say: AsyncSay, body: JSON, client: AsyncWebClient) -> None:
        text = body["text"]
        if text == "window":
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        elif text == "buttons":
            await say(text="Choose", blocks=[{"type": "section", "text": plain("Acme")}, ROW])
        elif text == "elsewhere":
            await client.chat_postMessage(channel="C0CRISE", text="Six people")
        await ack(f"You said {text}" if text.startswith("brand") else "")

    @app.event("app_mention")
    async def mention(event: JSON, say: AsyncSay) -> None:
        await say(f"Hello <@{event['user']}>", thread_ts=event["ts"])

    @app.event("message")
    async def message() -> None:
        pass

    @app.event("app_home_opened")
    async def home(event: JSON, client: AsyncWebClient) -> None:
        row = {"type": "actions", "elements": [button("pause", "Pause all")]}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [row]})


def _touches(app: AsyncApp) -> None:
    @app.action("pause")
    async def pause(respond: AsyncRespond, ack: AsyncAck, body: JSON) -> None:
        if "response_url" in body:
            await respond("Paused.", replace_original=True)
        await ack()

    @app.action("remove")
    async def remove(respond: AsyncRespond, ack: AsyncAck) -> None:
        await respond("Gone.", delete_original=True)
        await ack()

    @app.action("hour")
    async def hour(respond: AsyncRespond, ack: AsyncAck, action: JSON) -> None:
        await respond(f"At {action['selected_option']['value']}.")
        await ack()

    @app.view("watch")
    async def submitted(ack: AsyncAck, view: JSON, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if values["name"]["text"]["value"] == "Acme":
            await ack(response_action="errors", errors={"name": "There is one already."})
            return
        days = [option["value"] for option in values["on"]["days"]["selected_options"]]
        await client.chat_postMessage(channel="C0DEMO", text=f"Watching, {days}")
        await ack()


async def settled() -> None:
    """Nothing of the bot's goes on behind its listeners."""


@pytest.fixture
def typed(slack: Workspace, app: AsyncApp) -> Typed:
    """What the console prints for lines that come from a pipe."""

    async def run(*lines: str) -> list[str]:
        output = io.StringIO()
        await Console(slack, settled, io.StringIO("\n".join(lines)), output).run()
        return output.getvalue().splitlines()

    return run


PROMPT = "Camille, #veille-demo> "


async def test_a_command_is_echoed_and_answered(typed: Typed) -> None:
    assert await typed("/watch brand Acme") == [
        f"{PROMPT}/watch brand Acme",
        "veille · 09:00 · only visible to you",
        "  You said brand Acme",
        "",
    ]


async def test_no_escape_code_is_printed_to_a_pipe(typed: Typed) -> None:
    printed = await typed("/watch buttons", "@veille hi", "/watch window")
    assert "\x1b" not in "\n".join(printed)


async def test_a_mention_is_answered_in_its_thread(typed: Typed) -> None:
    assert await typed("@veille hi") == [
        f"{PROMPT}@veille hi",
        "  ↳ veille · 09:00",
        "      Hello @Camille",
        "",
    ]


async def test_a_reply_goes_into_the_newest_thread(slack: Workspace, typed: Typed) -> None:
    printed = await typed("@veille hi", ":reply thanks", ":thread")
    (first,) = slack.messages("veille-demo")
    assert [post.text for post in slack.thread("veille-demo", first.ts)][1:] == [
        "Hello <@U0CAMILLE>",
        "thanks",
    ]
    assert printed[-3:] == ["  ↳ Camille · 09:00", "      thanks", ""]


async def test_there_is_nothing_to_reply_to_in_an_empty_channel(typed: Typed) -> None:
    assert (await typed(":reply thanks"))[1] == "There is no message to answer yet."


async def test_a_button_is_pressed_by_its_number(typed: Typed) -> None:
    printed = await typed("/watch buttons", ":1")
    assert printed[2:5] == ["  Acme", "  [1] Pause   [2] Remove", "  [3] Hour ▾ Nine · Ten"]
    assert printed[-3:] == ["veille · 09:00 · edited", "  Paused.", ""]


async def test_a_choice_is_made_by_its_label(typed: Typed) -> None:
    printed = await typed("/watch buttons", ":3", ":3 Ten", ":3 Eleven")
    assert "Say what you choose, as in :1 VALUE." in printed
    assert "  At ten." in printed
    assert printed[-2] == "'Eleven' is none of ['nine', 'ten']."


async def test_a_button_that_asks_first_waits_for_yes(slack: Workspace, typed: Typed) -> None:
    printed = await typed("/watch buttons", ":2", ":no", ":yes", ":2", ":yes")
    assert printed.count("Sure? Acme goes.") == 2
    assert "Nothing was asked." in printed
    assert printed[-2] == "(a message was deleted)"
    assert slack.messages("veille-demo") == []


async def test_a_number_that_was_not_shown_is_said_to_be_none(typed: Typed) -> None:
    printed = await typed(":1", "/watch buttons", ":9")
    assert printed[1] == "There is no [1] to press; nothing has a number."
    assert printed[-2] == "There is no [9] to press; the last is [3]."


async def test_a_window_is_filled_in_and_submitted(slack: Workspace, typed: Typed) -> None:
    printed = await typed(
        "/watch window",
        ":submit",
        ":set 1 Acme",
        ":submit",
        ":set text Zorblax",
        ":set on Nine, Ten",
        ":submit",
    )
    assert "'Name' must be filled in." in printed
    assert "│    ! There is one already." in printed
    assert "│    Nine, Ten ▾ Nine · Ten" in printed
    assert "(window closed)" in printed
    assert slack.messages("veille-demo")[-1].text == "Watching, ['nine', 'ten']"


async def test_a_window_can_be_cancelled_and_a_field_emptied(slack: Workspace, typed: Typed) -> None:
    printed = await typed("/watch window", ":set 1 Acme", ":set 1", ":set 7 x", ":cancel", ":submit")
    assert "│    Acme" in printed
    assert "There is no field '7' here, only ['text', 'days']." in printed
    assert printed[-5:-3] == ["(window closed)", ""]
    assert printed[-2] == "No window is open."
    assert slack.open_views("Camille") == []


async def test_the_home_tab_is_shown_and_pressed(slack: Workspace, typed: Typed) -> None:
    printed = await typed(":home", ":1", ":home")
    assert printed[1].startswith("╭─ Home ")
    assert printed.count("│ [1] Pause all") == 2
    assert [d.payload["type"] for d in slack.deliveries].count("block_actions") == 1


async def test_channels_and_users_are_switched(slack: Workspace, typed: Typed) -> None:
    printed = await typed(
        ":channels", ":channel #crise", "Hello", ":channel nowhere", ":user Alex", ":channel crise"
    )
    assert printed[1:5] == [
        "→ #veille-demo",
        "  #random (veille is not in it)",
        "  #crise (private)",
        "  @veille (direct messages)",
    ]
    assert "Camille, #crise> Hello" in printed
    assert "There is no channel nowhere here." in printed
    assert printed[-3:] == ["Alex, #veille-demo> :channel crise", "Alex is not in #crise.", ""]
    assert [post.text for post in slack.messages("crise")] == ["Hello"]


async def test_the_bot_is_no_user_to_be(typed: Typed) -> None:
    assert (await typed(":user veille"))[1] == "Nobody can be veille."


async def test_the_bot_can_be_written_to_directly(slack: Workspace, typed: Typed) -> None:
    printed = await typed(":channel @veille", "Acme?")
    assert printed[-2] == "Camille, direct messages> Acme?"
    assert [post.text for post in slack.messages("@Camille")] == ["Acme?"]


async def test_a_message_elsewhere_says_where(typed: Typed) -> None:
    assert (await typed("/watch elsewhere"))[1:4] == ["in #crise:", "veille · 09:00", "  Six people"]


async def test_what_others_alone_may_see_is_not_shown(slack: Workspace, typed: Typed) -> None:
    printed = await typed(":user Alex", "/watch elsewhere", "/watch brand Acme", ":user Camille")
    assert "  Six people" not in printed
    assert [post.text for post in slack.ephemerals("veille-demo", "Alex")] == ["You said brand Acme"]


async def test_an_unknown_word_gets_a_sentence(typed: Typed) -> None:
    assert (await typed(":jump"))[1] == "There is no :jump here; :help lists what there is."


async def test_a_smiley_is_said(slack: Workspace, typed: Typed) -> None:
    await typed(":)", ":tada: Acme", "")
    assert [post.text for post in slack.messages("veille-demo")] == [":)", ":tada: Acme"]


async def test_help_names_every_word_there_is(typed: Typed) -> None:
    printed = "\n".join(await typed(":help"))
    for word in ("reply", "thread", "set", "submit", "cancel", "home", "channels", "channel", "user", "quit"):
        assert f":{word}" in printed


async def test_quit_leaves_the_rest_unread(typed: Typed) -> None:
    assert await typed(":quit", "/watch brand Acme") == [f"{PROMPT}:quit", ""]


async def test_what_goes_on_is_waited_for(slack: Workspace, app: AsyncApp, client: AsyncWebClient) -> None:
    """The next line is read when the work of the last one is done."""
    owed = ["late"]

    async def deliver() -> None:
        while owed:
            await client.chat_postMessage(channel="C0DEMO", text=owed.pop())

    output = io.StringIO()
    await Console(slack, deliver, io.StringIO("/watch\n"), output).run()
    assert output.getvalue().splitlines()[1:3] == ["veille · 09:00", "  late"]


async def test_a_workspace_without_people_has_no_console() -> None:
    with pytest.raises(Exception, match="Nobody is in any channel"):
        Console(Workspace(FakeClock()), settled, io.StringIO(), io.StringIO())


class Terminal(io.StringIO):
    """Output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("xterm-256color", "\x1b]8;"),
        ("dumb", "  Six (https://gazette.example/a/long/address)"),
        ("linux", "(https://gazette.example/a/long/address)"),
    ],
)
async def test_an_address_is_a_link_where_the_terminal_shows_links_and_whole_elsewhere(
    slack: Workspace, monkeypatch: pytest.MonkeyPatch, term: str, shown: str
) -> None:
    monkeypatch.setenv("TERM", term)
    output = Terminal()
    slack.state.post(slack.channel("C0DEMO"), {"text": "<https://gazette.example/a/long/address|Six>"})
    screen = seated(slack, output)
    screen.show_posts(slack.messages("veille-demo"))
    assert shown in output.getvalue()
    assert ("(gazette.example)" in output.getvalue()) == (term == "xterm-256color")


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Standard input as a terminal; what is typed at it."""
    try:
        upper, lower = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be had here ({error})")
    with os.fdopen(lower) as source:
        monkeypatch.setattr(sys, "stdin", source)
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        yield lambda text: os.write(upper, text.encode())
    os.close(upper)


async def test_at_a_terminal_messages_appear_above_the_prompt(
    slack: Workspace, app: AsyncApp, client: AsyncWebClient, keys: Callable[[str], int]
) -> None:
    output = Terminal()
    running = asyncio.create_task(Console(slack, settled, sys.stdin, output).run())
    await client.chat_postMessage(channel="C0DEMO", text="*Six* people")
    keys("/watch brand Acme\n:quit\n")
    await running
    printed = output.getvalue()
    assert printed.startswith("You are Camille.")
    assert "\r\x1b[K" in printed
    assert "\x1b[1mSix\x1b[0m people" in printed
    assert printed.index("people") < printed.index(PROMPT) < printed.index("You said brand Acme")


async def test_ctrl_d_leaves(slack: Workspace, app: AsyncApp, keys: Callable[[str], int]) -> None:
    running = asyncio.create_task(Console(slack, settled, sys.stdin, Terminal()).run())
    keys("\x04")
    await running
    assert slack.state.watchers == []


async def test_ctrl_c_leaves(
    slack: Workspace, app: AsyncApp, client: AsyncWebClient, keys: Callable[[str], int]
) -> None:
    running = asyncio.create_task(Console(slack, settled, sys.stdin, Terminal()).run())
    await client.auth_test()
    os.kill(os.getpid(), signal.SIGINT)
    await running
    assert slack.state.watchers == []
    keys("\n")

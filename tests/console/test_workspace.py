"""What people do, and what reaches the app."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_bolt.context.say.async_say import AsyncSay
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.console.records import JSON, NotPossible, Post
from bot.console.workspace import Workspace
from tests.clock import FakeClock
from tests.processes import PATIENCE

ROW = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "pause",
            "value": "w1",
            "text": {"type": "plain_text", "text": "Pause"},
        },
        {
            "type": "static_select",
            "action_id": "hour",
            "options": [{"text": {"type": "plain_text", "text": "Nine"}, "value": "9"}],
        },
    ],
}
FIELD = {
    "type": "input",
    "block_id": "name",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "text", "max_length": 5},
}
CHOICE = {
    "type": "input",
    "block_id": "kind",
    "optional": True,
    "label": {"type": "plain_text", "text": "Kind"},
    "element": {
        "type": "static_select",
        "action_id": "which",
        "options": [{"text": {"type": "plain_text", "text": "A brand"}, "value": "brand"}],
    },
}


def modal(title: str = "A watch", **more: Any) -> JSON:
    return {
        "type": "modal",
        "callback_id": "watch",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": [FIELD, CHOICE],
    } | more


@pytest.fixture
async def app(slack: Workspace, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    made = AsyncApp(client=client, request_verification_enabled=False)
    slack.connect(made.async_dispatch)
    yield made
    await slack.wait_idle()


class Heard:
    """The bodies that reached the app's listeners, in order."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[JSON] = asyncio.Queue()

    def put(self, body: JSON) -> None:
        self._queue.put_nowait(body)

    async def next(self) -> JSON:
        """Bolt acknowledges events before their listeners run, so the next body may be still to come."""
        async with asyncio.timeout(PATIENCE):
            return await self._queue.get()


@pytest.fixture
def heard(app: AsyncApp) -> Heard:
    """What the app hears of events, commands and actions."""
    kept = Heard()

    async def keep(body: JSON, ack: AsyncAck) -> None:
        kept.put(body)
        await ack()

    for event in ("message", "app_mention", "member_joined_channel", "app_home_opened"):
        app.event(event)(keep)
    app.command("/watch")(keep)
    app.action("pause")(keep)
    app.action("hour")(keep)
    return kept


async def posted(slack: Workspace, client: AsyncWebClient, **more: Any) -> Post:
    await client.chat_postMessage(channel="C1", text="a", blocks=[ROW], **more)
    return slack.messages("C1")[-1]


async def opened(slack: Workspace, client: AsyncWebClient, view: JSON, user: str = "U1") -> None:
    await client.views_open(trigger_id=slack.state.stacks.trigger(user), view=view)


async def test_a_command_carries_what_slack_sends(slack: Workspace, heard: Heard) -> None:
    ack = await slack.command("Camille", "#veille-demo", "/watch", "brand Acme & <co>")
    body = await heard.next()
    assert ack.ok
    assert (body["command"], body["text"]) == ("/watch", "brand Acme & <co>")
    assert (body["user_id"], body["user_name"]) == ("U1", "camille")
    assert (body["channel_id"], body["channel_name"]) == ("C1", "veille-demo")
    assert body["response_url"].startswith("http://127.0.0.1:")


async def test_private_channels_and_direct_messages_are_named_as_slack_does(
    slack: Workspace, heard: Heard
) -> None:
    await slack.command("Camille", "crise", "/watch", "list")
    await slack.command("Camille", "@Camille", "/watch", "list")
    assert (await heard.next())["channel_name"] == "privategroup"
    assert (await heard.next())["channel_name"] == "directmessage"


async def test_a_command_reaches_the_app_where_it_is_no_member(slack: Workspace, heard: Heard) -> None:
    await slack.command("Camille", "random", "/watch", "list")
    assert (await heard.next())["channel_id"] == "C2"


async def test_nobody_acts_in_a_channel_they_are_not_in(slack: Workspace) -> None:
    with pytest.raises(NotPossible):
        await slack.command("Alex", "crise", "/watch", "list")
    with pytest.raises(NotPossible):
        await slack.say("Alex", "crise", "Hello")


async def test_the_answer_in_an_acknowledgement_is_for_the_person_alone(
    slack: Workspace, app: AsyncApp
) -> None:
    @app.command("/watch")
    async def answer(ack: AsyncAck) -> None:
        await ack("Looking.")

    await slack.command("Camille", "C1", "/watch")
    assert [post.text for post in slack.ephemerals("C1", "Camille")] == ["Looking."]


async def test_a_command_nobody_handles_fails_before_the_persons_eyes(
    slack: Workspace, app: AsyncApp
) -> None:
    ack = await slack.command("Camille", "C1", "/forget")
    assert not ack.ok
    assert [post.text for post in slack.ephemerals("C1", "Camille")] == [
        '/forget failed with the error "operation_timeout"'
    ]


async def test_an_acknowledgement_after_three_seconds_is_too_late(
    slack: Workspace, app: AsyncApp, clock: FakeClock
) -> None:
    @app.command("/watch")
    async def slow(ack: AsyncAck) -> None:
        clock.pass_time(timedelta(seconds=3.1))
        await ack("At last.")

    assert (await slack.command("Camille", "C1", "/watch")).error == "operation_timeout"
    assert "operation_timeout" in slack.ephemerals("C1", "Camille")[-1].text


async def test_the_app_responds_through_the_response_url(slack: Workspace, app: AsyncApp) -> None:
    @app.command("/watch")
    async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
        await respond("Three mentions.")
        await ack()

    await slack.command("Camille", "C1", "/watch")
    assert slack.ephemerals("C1", "Camille")[-1].text == "Three mentions."


async def test_what_is_said_reaches_the_app_as_a_message(slack: Workspace, heard: Heard) -> None:
    post = await slack.say("Camille", "C1", "Acme & co, see https://a.example/x")
    body = await heard.next()
    event = body["event"]
    assert event["text"] == "Acme &amp; co, see <https://a.example/x>"
    assert (event["ts"], event["channel_type"], event["user"]) == (post.ts, "channel", "U1")
    assert body["authorizations"][0]["user_id"] == "U0VEILLE"


async def test_a_mention_comes_as_a_message_and_as_a_mention(slack: Workspace, heard: Heard) -> None:
    post = await slack.say("Camille", "C1", "@veille what about #random?")
    bodies = [await heard.next(), await heard.next()]
    assert [body["event"]["type"] for body in bodies] == ["message", "app_mention"]
    assert {body["event"]["text"] for body in bodies} == {"<@U0VEILLE> what about <#C2|random>?"}
    assert slack.event_ids(post) == [body["event_id"] for body in bodies]


async def test_a_direct_message_is_no_mention(slack: Workspace, heard: Heard) -> None:
    await slack.say("Camille", "@Camille", "@veille help")
    event = (await heard.next())["event"]
    assert (event["type"], event["channel_type"]) == ("message", "im")
    assert len(slack.deliveries) == 1


async def test_where_the_bot_is_not_it_hears_nothing(slack: Workspace, app: AsyncApp) -> None:
    await slack.say("Camille", "random", "@veille Acme?")
    assert slack.deliveries == []


async def test_the_bot_is_told_of_its_own_messages_and_bolt_ignores_them(
    slack: Workspace, client: AsyncWebClient, heard: Heard
) -> None:
    await client.chat_postMessage(channel="C1", text="mine")
    await slack.wait_idle()
    assert slack.deliveries[-1].payload["event"]["bot_id"] == "B0VEILLE"
    assert slack.deliveries[-1].ack.ok
    await slack.say("Camille", "C1", "yours")
    assert (await heard.next())["event"]["text"] == "yours"


async def test_another_bot_has_a_bot_id(slack: Workspace, heard: Heard) -> None:
    await slack.bot_says("deploy", "C1", "Acme is live")
    assert (await heard.next())["event"]["bot_id"] == "BDEPLOY"


async def test_a_reply_names_its_thread(slack: Workspace, heard: Heard) -> None:
    parent = await slack.say("Camille", "C1", "one")
    await slack.say("Alex", "C1", "two", thread_ts=parent.ts)
    await heard.next()
    reply = (await heard.next())["event"]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (parent.ts, "U1")
    assert [post.text for post in slack.thread("C1", parent.ts)] == ["one", "two"]
    assert [post.text for post in slack.messages("C1")] == ["one"]


async def test_an_event_can_come_again_with_the_headers_of_a_retry(slack: Workspace, app: AsyncApp) -> None:
    seen: asyncio.Queue[Any] = asyncio.Queue()

    @app.event("message")
    async def keep(body: JSON, request: AsyncBoltRequest) -> None:
        seen.put_nowait((body["event_id"], request.headers.get("x-slack-retry-num")))

    post = await slack.say("Camille", "C1", "one")
    (event_id,) = slack.event_ids(post)
    await slack.redeliver(event_id)
    await slack.redeliver(event_id)
    assert [await seen.get() for _ in range(3)] == [(event_id, None), (event_id, ["1"]), (event_id, ["2"])]


async def test_joining_is_told_to_the_app(slack: Workspace, heard: Heard) -> None:
    await slack.join("veille", "random")
    event = (await heard.next())["event"]
    assert (event["type"], event["user"], event["channel"]) == ("member_joined_channel", "U0VEILLE", "C2")
    assert "inviter" not in event
    await slack.leave("veille", "random")
    await slack.join("veille", "random", "U1")
    assert (await heard.next())["event"]["inviter"] == "U1"
    await slack.leave("veille", "random")
    before = len(slack.deliveries)
    await slack.say("Camille", "random", "alone")
    assert len(slack.deliveries) == before


async def test_a_button_carries_its_value_and_its_message(
    slack: Workspace, client: AsyncWebClient, heard: Heard
) -> None:
    post = await posted(slack, client)
    await slack.press("Camille", post, "pause")
    await slack.press("Camille", post, 1)
    for body in [await heard.next(), await heard.next()]:
        assert body["actions"][0]["value"] == "w1"
        assert body["actions"][0]["block_id"] == "row"
        assert body["container"] == {
            "type": "message",
            "message_ts": post.ts,
            "channel_id": "C1",
            "is_ephemeral": False,
        }
        assert body["message"]["ts"] == post.ts


async def test_a_button_that_is_not_there_cannot_be_pressed(slack: Workspace, client: AsyncWebClient) -> None:
    post = await posted(slack, client)
    with pytest.raises(NotPossible, match="only"):
        await slack.press("Camille", post, "resume")
    with pytest.raises(NotPossible, match="there are 2"):
        await slack.press("Camille", post, 3)


async def test_a_choice_carries_the_whole_option(
    slack: Workspace, client: AsyncWebClient, heard: Heard
) -> None:
    post = await posted(slack, client)
    await slack.choose("Camille", post, "hour", "Nine")
    body = await heard.next()
    assert body["actions"][0]["selected_option"]["value"] == "9"
    assert body["state"]["values"]["row"]["hour"]["selected_option"]["value"] == "9"
    with pytest.raises(NotPossible):
        await slack.choose("Camille", post, "hour", "Ten")


async def test_a_button_can_replace_the_message_it_stands_in(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.action("pause")
    async def pause(ack: AsyncAck, respond: AsyncRespond) -> None:
        await respond("Paused.", replace_original=True)
        await ack()

    post = await posted(slack, client)
    await slack.press("Camille", post, "pause")
    assert slack.calls[-1].method == "response_url"
    assert (post.text, post.blocks) == ("Paused.", [])


async def test_an_ephemeral_can_be_pressed_by_who_sees_it_alone(
    slack: Workspace, client: AsyncWebClient, heard: Heard
) -> None:
    await client.chat_postEphemeral(channel="C1", user="U1", text="a", blocks=[ROW])
    (post,) = slack.ephemerals("C1", "Camille")
    await slack.press("Camille", post, "pause")
    body = await heard.next()
    assert body["container"]["is_ephemeral"]
    assert "message" not in body
    with pytest.raises(NotPossible):
        await slack.press("Alex", post, "pause")


async def test_a_trigger_opens_one_view_within_three_seconds(
    slack: Workspace, client: AsyncWebClient, clock: FakeClock
) -> None:
    trigger = slack.state.stacks.trigger("U1")
    clock.pass_time(timedelta(seconds=3))
    await client.views_open(trigger_id=trigger, view=modal())
    assert [view.sent["callback_id"] for view in slack.open_views("Camille")] == ["watch"]
    late = slack.state.stacks.trigger("U1")
    clock.pass_time(timedelta(seconds=3.5))
    refused = []
    for wrong in (trigger, late, "1.2.3"):
        with pytest.raises(SlackApiError) as caught:
            await client.views_open(trigger_id=wrong, view=modal())
        refused.append(caught.value.response["error"])
    assert refused == ["exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id"]


async def test_a_view_beyond_the_limits_is_refused(slack: Workspace, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await opened(slack, client, modal(title="t" * 25))
    assert slack.open_views("Camille") == []


async def test_a_view_too_large_is_refused(slack: Workspace, client: AsyncWebClient) -> None:
    sections = [{"type": "section", "text": {"type": "plain_text", "text": "é" * 2900}}] * 60
    with pytest.raises(SlackApiError, match="view_too_large"):
        await opened(slack, client, modal(blocks=sections))


async def test_a_submission_carries_what_was_filled_in(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp
) -> None:
    values: list[JSON] = []

    @app.view("watch")
    async def keep(ack: AsyncAck, view: JSON) -> None:
        values.append(view["state"]["values"])
        await ack()

    await opened(slack, client, modal())
    (view,) = slack.open_views("Camille")
    await slack.submit("Camille", view, {"text": "Acme", "kind": "brand"})
    assert values[0]["name"]["text"] == {"type": "plain_text_input", "value": "Acme"}
    assert values[0]["kind"]["which"]["selected_option"]["value"] == "brand"
    assert slack.open_views("Camille") == []


async def test_an_empty_or_unfit_field_keeps_the_window_open(
    slack: Workspace, client: AsyncWebClient
) -> None:
    await opened(slack, client, modal())
    (view,) = slack.open_views("Camille")
    for values in ({}, {"text": ""}, {"text": "too long"}, {"nowhere": "a"}):
        with pytest.raises(NotPossible):
            await slack.submit("Camille", view, values)
    with pytest.raises(NotPossible):
        await slack.submit("Alex", view, {"text": "Acme"})
    assert slack.open_views("Camille") == [view]


async def test_the_app_can_show_an_error_beside_a_field(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.view("watch")
    async def refuse(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"name": "There is one already."})

    await opened(slack, client, modal())
    (view,) = slack.open_views("Camille")
    await slack.submit("Camille", view, {"text": "Acme"})
    assert view.errors == {"name": "There is one already."}
    assert slack.open_views("Camille") == [view]


async def test_an_error_beside_no_field_is_a_mistake_of_the_app(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.view("watch")
    async def refuse(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"elsewhere": "No."})

    await opened(slack, client, modal())
    ack = await slack.submit("Camille", slack.open_views("Camille")[0], {"text": "Acme"})
    assert ack.error == "invalid_errors"


@pytest.mark.parametrize(
    ("action", "titles"), [("update", ["Next"]), ("push", ["A watch", "Next"]), ("clear", []), (None, [])]
)
async def test_the_app_says_what_becomes_of_a_submitted_view(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp, action: str | None, titles: list[str]
) -> None:
    @app.view("watch")
    async def go_on(ack: AsyncAck) -> None:
        if action is None:
            await ack()
        elif action == "clear":
            await ack(response_action="clear")
        else:
            await ack(response_action=action, view=modal("Next"))

    await opened(slack, client, modal())
    await slack.submit("Camille", slack.open_views("Camille")[0], {"text": "Acme"})
    assert [view.sent["title"]["text"] for view in slack.open_views("Camille")] == titles


async def test_at_most_three_views_are_stacked(slack: Workspace, client: AsyncWebClient) -> None:
    await opened(slack, client, modal())
    for _ in range(2):
        on_top = slack.open_views("Camille")[-1]
        await client.views_push(trigger_id=slack.state.stacks.trigger("U1", on_top.id), view=modal())
    assert len(slack.open_views("Camille")) == 3
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=slack.state.stacks.trigger("U1", on_top.id), view=modal())


async def test_an_open_view_is_updated_unless_it_changed_meanwhile(
    slack: Workspace, client: AsyncWebClient
) -> None:
    await opened(slack, client, modal())
    (view,) = slack.open_views("Camille")
    old = view.hash
    await client.views_update(view_id=view.id, hash=old, view=modal("Changed"))
    assert view.sent["title"]["text"] == "Changed"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view.id, hash=old, view=modal("Again"))
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V0", view=modal())


async def test_closing_by_hand_is_told_when_asked_for(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp
) -> None:
    closed: list[JSON] = []

    @app.view_closed("watch")
    async def keep(ack: AsyncAck, body: JSON) -> None:
        closed.append(body)
        await ack()

    await opened(slack, client, modal())
    assert await slack.close_view("Camille", slack.open_views("Camille")[0]) is None
    await opened(slack, client, modal(notify_on_close=True))
    await slack.close_view("Camille", slack.open_views("Camille")[0])
    assert [body["type"] for body in closed] == ["view_closed"]
    assert slack.open_views("Camille") == []


async def test_a_button_in_a_view_names_the_view(
    slack: Workspace, client: AsyncWebClient, heard: Heard
) -> None:
    await opened(slack, client, modal(blocks=[ROW]))
    (view,) = slack.open_views("Camille")
    await slack.press("Camille", view, "pause")
    body = await heard.next()
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["id"] == view.id


async def test_wait_idle_waits_for_listeners_that_bolt_acknowledged_before_they_ran(
    slack: Workspace, client: AsyncWebClient, app: AsyncApp
) -> None:
    @app.event("message")
    async def answer(say: AsyncSay) -> None:
        await say("one")
        await say("two")

    await slack.say("Camille", "C1", "Hello")
    await slack.wait_idle()
    assert [post.text for post in slack.messages("C1")] == ["Hello", "one", "two"]


async def test_the_home_tab_is_published_and_opened(
    slack: Workspace, client: AsyncWebClient, heard: Heard
) -> None:
    await slack.open_home("Camille")
    assert "view" not in (await heard.next())["event"]
    await client.views_publish(user_id="U1", view={"type": "home", "blocks": [ROW]})
    home = slack.home("Camille")
    assert home is not None
    await slack.open_home("Camille")
    assert (await heard.next())["event"]["view"]["id"] == home.id


async def test_the_same_acts_leave_the_same_traces(clock: FakeClock) -> None:
    traces = []
    for _ in range(2):
        slack = Workspace(FakeClock())
        slack.add_user("U1", "Camille")
        slack.add_channel("C1", "a", ["Camille", "veille"])
        post = await slack.say("Camille", "C1", "Hello")
        traces.append((post.ts, post.client_msg_id, slack.event_ids(post), slack.state.stacks.trigger("U1")))
    assert traces[0] == traces[1]


async def test_an_app_behind_a_url_gets_signed_requests(
    slack: Workspace, clock: FakeClock, serve: Any
) -> None:
    class Instant:
        def now(self) -> float:
            return clock.now().timestamp()

    verifier = SignatureVerifier("shh", Instant())  # type: ignore[arg-type]
    bodies: list[tuple[str, str]] = []

    async def handle(request: web.Request) -> web.Response:
        body = await request.text()
        assert verifier.is_valid_request(body, dict(request.headers))
        bodies.append((request.content_type, body))
        return web.json_response({"text": "Hello"}) if "command=" in body else web.Response()

    slack.connect_url(await serve(handle), "shh")
    assert (await slack.command("Camille", "C1", "/watch", "brand Acme")).ok
    await slack.say("Camille", "C1", "Acme")
    assert slack.ephemerals("C1", "Camille")[-1].text == "Hello"
    assert "text=brand+Acme" in bodies[0][1]
    assert bodies[1][0] == "application/json"
    assert json.loads(bodies[1][1])["event"]["text"] == "Acme"


async def test_an_app_that_is_down_or_refuses_fails_before_the_persons_eyes(
    slack: Workspace, serve: Any
) -> None:
    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=401)

    url = await serve(refuse)
    slack.connect_url(url, "shh")
    assert (await slack.command("Camille", "C1", "/watch")).error == "dispatch_failed"
    slack.connect_url("http://127.0.0.1:9/", "shh")
    assert (await slack.command("Camille", "C1", "/watch")).error == "dispatch_failed"
    assert len(slack.ephemerals("C1", "Camille")) == 2

"""The Web API: what it takes and what it refuses."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.console.workspace import Workspace
from tests.clock import FakeClock

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "a"}}


async def refusal(call: Any) -> Any:
    """What Slack said no with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_a_message_stands_in_its_channel(slack: Workspace, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="C1", text="Hello", blocks=[SECTION])
    (post,) = slack.messages("#veille-demo")
    assert (post.text, post.ts, post.author) == ("Hello", answer["ts"], "U0VEILLE")
    assert answer["message"]["blocks"][0]["text"]["text"] == "a"


async def test_a_token_is_asked_for(slack: Workspace, client: AsyncWebClient) -> None:
    client.token = None
    assert (await refusal(client.auth_test()))["error"] == "not_authed"


async def test_a_wrong_token_is_refused(slack: Workspace, client: AsyncWebClient) -> None:
    client.token = "xoxb-stolen"
    assert (await refusal(client.auth_test()))["error"] == "invalid_auth"


async def test_a_bot_token_opens_no_connection(client: AsyncWebClient) -> None:
    assert (await refusal(client.apps_connections_open(app_token="xoxb-console")))[
        "error"
    ] == "not_allowed_token_type"


async def test_an_app_token_opens_a_connection_alone(client: AsyncWebClient) -> None:
    client.token = "xapp-console"
    assert (await refusal(client.auth_test()))["error"] == "not_allowed_token_type"


async def test_auth_test_names_the_bot(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["user"]) == ("U0VEILLE", "B0VEILLE", "veille")


async def test_scopes_are_told_and_enforced_once_set(slack: Workspace, client: AsyncWebClient) -> None:
    slack.state.scopes = frozenset({"chat:write"})
    assert (await client.auth_test()).headers["x-oauth-scopes"] == "chat:write"
    await client.chat_postMessage(channel="C1", text="a")
    answer = await refusal(client.users_info(user="U1"))
    assert answer["error"] == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("users:read", "chat:write")
    private = await refusal(client.conversations_info(channel="C3"))
    assert private["needed"] == "groups:read"


async def test_an_unknown_method_is_said_to_be_unknown(client: AsyncWebClient) -> None:
    assert (await refusal(client.api_call("chat.shout")))["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C2", "not_in_channel"),
        ("C4", "channel_not_found"),
        ("C9", "channel_not_found"),
        ("U9", "channel_not_found"),
    ],
)
async def test_a_channel_the_bot_is_not_in_takes_nothing(
    client: AsyncWebClient, channel: str, error: str
) -> None:
    assert (await refusal(client.chat_postMessage(channel=channel, text="a")))["error"] == error


async def test_an_archived_channel_takes_nothing(slack: Workspace, client: AsyncWebClient) -> None:
    slack.channel("C1").archived = True
    assert (await refusal(client.chat_postMessage(channel="C1", text="a")))["error"] == "is_archived"


async def test_a_user_can_be_written_to(slack: Workspace, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="U1", text="Psst")
    assert answer["channel"] == (await client.conversations_open(users="U1"))["channel"]["id"]
    assert [post.text for post in slack.messages("@Camille")] == ["Psst"]


async def test_a_message_without_anything_is_refused(client: AsyncWebClient) -> None:
    assert (await refusal(client.api_call("chat.postMessage", json={"channel": "C1"})))["error"] == "no_text"


async def test_fifty_one_blocks_are_refused_with_a_reason(client: AsyncWebClient) -> None:
    answer = await refusal(client.chat_postMessage(channel="C1", text="a", blocks=[SECTION] * 51))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == ["[ERROR] blocks: 51 items, at most 50"]


async def test_fifty_blocks_are_taken(client: AsyncWebClient) -> None:
    assert (await client.chat_postMessage(channel="C1", text="a", blocks=[SECTION] * 50))["ok"]


async def test_a_section_too_long_is_refused(client: AsyncWebClient) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3001}}
    assert (await refusal(client.chat_postMessage(channel="C1", text="a", blocks=[block])))[
        "error"
    ] == "invalid_blocks"


async def test_a_text_too_long_is_refused(client: AsyncWebClient) -> None:
    assert (await refusal(client.chat_postMessage(channel="C1", text="a" * 40_001)))[
        "error"
    ] == "msg_too_long"


async def test_blocks_too_long_together_are_refused(client: AsyncWebClient) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2_700}}
    answer = await refusal(client.chat_postMessage(channel="C1", text="a", blocks=[block] * 5))
    assert answer["error"] == "msg_blocks_too_long"


async def test_a_channel_takes_a_burst_of_two_and_then_one_a_second(
    client: AsyncWebClient, clock: FakeClock
) -> None:
    for _ in range(2):
        await client.chat_postMessage(channel="C1", text="a")
    answer = await refusal(client.chat_postMessage(channel="C1", text="a"))
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    await client.chat_postMessage(channel="C3", text="elsewhere")
    clock.pass_time(timedelta(seconds=1))
    await client.chat_postMessage(channel="C1", text="a")
    assert (await refusal(client.chat_postMessage(channel="C1", text="a"))).status_code == 429


async def test_metadata_and_client_msg_id_are_kept(slack: Workspace, client: AsyncWebClient) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"id": "d1"}}
    for _ in range(2):
        await client.chat_postMessage(channel="C1", text="a", metadata=metadata, client_msg_id="m1")
    plain = await client.conversations_history(channel="C1")
    assert "metadata" not in plain["messages"][0]
    full = await client.conversations_history(channel="C1", include_all_metadata=True)
    assert [message["metadata"] for message in full["messages"]] == [metadata, metadata]
    assert [message["client_msg_id"] for message in full["messages"]] == ["m1", "m1"]


async def test_metadata_in_another_form_is_refused(client: AsyncWebClient) -> None:
    call = client.chat_postMessage(channel="C1", text="a", metadata={"id": "d1"})
    assert (await refusal(call))["error"] == "invalid_metadata_format"


async def test_history_is_newest_first_and_without_replies(slack: Workspace, client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel="C1", text="one")
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=first["ts"])
    await slack.say("Camille", "C1", "two")
    answer = await client.conversations_history(channel="C1")
    assert [message["text"] for message in answer["messages"]] == ["two", "one"]
    assert answer["messages"][1]["reply_count"] == 1


async def test_history_keeps_to_the_times_and_number_asked_for(
    slack: Workspace, client: AsyncWebClient
) -> None:
    stamps = [(await slack.say("Camille", "C1", str(number))).ts for number in range(5)]
    answer = await client.conversations_history(channel="C1", oldest=stamps[0], latest=stamps[4], limit=2)
    assert [message["text"] for message in answer["messages"]] == ["3", "2"]
    assert answer["has_more"]
    rest = await client.conversations_history(
        channel="C1",
        oldest=stamps[0],
        latest=stamps[4],
        limit=2,
        cursor=answer["response_metadata"]["next_cursor"],
    )
    assert [message["text"] for message in rest["messages"]] == ["1"]
    assert not rest["has_more"]
    whole = await client.conversations_history(
        channel="C1", oldest=stamps[0], latest=stamps[4], inclusive=True
    )
    assert len(whole["messages"]) == 5


async def test_replies_are_a_thread_oldest_first(client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel="C1", text="one")
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=first["ts"])
    answer = await client.conversations_replies(channel="C1", ts=first["ts"])
    assert [message["text"] for message in answer["messages"]] == ["one", "reply"]


async def test_a_thread_that_is_not_there_takes_no_reply(client: AsyncWebClient) -> None:
    call = client.chat_postMessage(channel="C1", text="a", thread_ts="1.000001")
    assert (await refusal(call))["error"] == "thread_not_found"


async def test_history_of_a_channel_the_bot_is_not_in_is_refused(client: AsyncWebClient) -> None:
    assert (await refusal(client.conversations_history(channel="C2")))["error"] == "not_in_channel"


async def test_an_update_with_text_alone_removes_the_blocks(slack: Workspace, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C1", text="a", blocks=[SECTION])
    await client.chat_update(channel="C1", ts=posted["ts"], text="b")
    (post,) = slack.messages("C1")
    assert (post.text, post.blocks) == ("b", [])


async def test_only_the_bots_own_messages_can_be_changed(slack: Workspace, client: AsyncWebClient) -> None:
    post = await slack.say("Camille", "C1", "mine")
    assert (await refusal(client.chat_update(channel="C1", ts=post.ts, text="b")))[
        "error"
    ] == "cant_update_message"
    assert (await refusal(client.chat_delete(channel="C1", ts=post.ts)))["error"] == "cant_delete_message"
    assert (await refusal(client.chat_delete(channel="C1", ts="1.2")))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone(slack: Workspace, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C1", text="a")
    await client.chat_delete(channel="C1", ts=posted["ts"])
    assert slack.messages("C1") == []


async def test_an_ephemeral_is_seen_by_one_member_alone(slack: Workspace, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C1", user="U1", text="only you")
    assert [post.text for post in slack.ephemerals("C1", "Camille")] == ["only you"]
    assert slack.ephemerals("C1", "Alex") == slack.messages("C1") == []
    call = client.chat_postEphemeral(channel="C3", user="U2", text="a")
    assert (await refusal(call))["error"] == "user_not_in_channel"


async def test_a_channel_tells_whether_the_bot_is_in(client: AsyncWebClient) -> None:
    told = [(await client.conversations_info(channel=channel))["channel"] for channel in ("C1", "C2", "C3")]
    assert [channel["is_member"] for channel in told] == [True, False, True]
    assert [channel["is_private"] for channel in told] == [False, False, True]
    assert (await refusal(client.conversations_info(channel="C4")))["error"] == "channel_not_found"


async def test_a_user_has_a_zone(client: AsyncWebClient) -> None:
    user = (await client.users_info(user="U2"))["user"]
    assert (user["tz"], user["tz_offset"], user["real_name"]) == ("America/New_York", -5 * 3600, "Alex")
    assert (await refusal(client.users_info(user="U9")))["error"] == "user_not_found"


async def test_the_bots_conversations_are_listed_by_type(client: AsyncWebClient) -> None:
    answer = await client.users_conversations(types="public_channel,private_channel")
    assert [channel["name"] for channel in answer["channels"]] == ["veille-demo", "crise"]
    answer = await client.users_conversations()
    assert [channel["name"] for channel in answer["channels"]] == ["veille-demo"]


async def test_a_reaction_is_added_once(slack: Workspace, client: AsyncWebClient) -> None:
    post = await slack.say("Camille", "C1", "thanks")
    await client.reactions_add(channel="C1", timestamp=post.ts, name="eyes")
    assert post.reactions == ["eyes"]
    call = client.reactions_add(channel="C1", timestamp=post.ts, name="eyes")
    assert (await refusal(call))["error"] == "already_reacted"


async def test_a_form_is_read_as_json_is(slack: Workspace, client: AsyncWebClient) -> None:
    await client.api_call(
        "chat.postMessage", data={"channel": "C1", "text": "a", "blocks": '[{"type": "divider"}]'}
    )
    assert slack.messages("C1")[0].blocks[0]["type"] == "divider"


async def test_a_fault_befalls_the_next_call_alone(slack: Workspace, client: AsyncWebClient) -> None:
    slack.fail_next("chat.postMessage", error="internal_error")
    slack.fail_next("chat.postMessage", retry_after=7)
    slack.fail_next("chat.postMessage", status=500)
    assert (await refusal(client.chat_postMessage(channel="C1", text="a")))["error"] == "internal_error"
    slow = await refusal(client.chat_postMessage(channel="C1", text="a"))
    assert (slow.status_code, slow.headers["Retry-After"]) == (429, "7")
    assert (await refusal(client.chat_postMessage(channel="C1", text="a"))).status_code == 500
    assert (await client.chat_postMessage(channel="C1", text="a"))["ok"]
    assert [(call.method, call.status) for call in slack.calls] == [
        ("chat.postMessage", 200),
        ("chat.postMessage", 429),
        ("chat.postMessage", 500),
        ("chat.postMessage", 200),
    ]


async def test_a_dropped_connection_posts_nothing(slack: Workspace, client: AsyncWebClient) -> None:
    slack.fail_next("chat.postMessage", drop_connection=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="a")
    assert slack.messages("C1") == []


async def test_a_message_may_be_accepted_and_its_answer_lost(
    slack: Workspace, client: AsyncWebClient
) -> None:
    slack.fail_next("chat.postMessage", accept_then_drop=True)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="a")
    assert [post.text for post in slack.messages("C1")] == ["a"]


async def response_url(slack: Workspace) -> str:
    """The response_url of a command that Camille types."""
    await slack.command("Camille", "C1", "/watch", "list")
    url: str = slack.deliveries[-1].payload["response_url"]
    return url


async def test_a_response_is_ephemeral_unless_told_otherwise(slack: Workspace) -> None:
    hook = AsyncWebhookClient(await response_url(slack))
    await hook.send(text="for you")
    await hook.send(text="for all", response_type="in_channel")
    assert slack.ephemerals("C1", "Camille")[-1].text == "for you"
    assert [post.text for post in slack.messages("C1")] == ["for all"]


async def test_a_response_url_works_five_times(slack: Workspace) -> None:
    hook = AsyncWebhookClient(await response_url(slack))
    assert [(await hook.send(text=str(number))).status_code for number in range(5)] == [200] * 5
    sixth = await hook.send(text="six")
    assert sixth.status_code == 404
    assert "used_url" in sixth.body


async def test_a_response_url_works_for_thirty_minutes(slack: Workspace, clock: FakeClock) -> None:
    hook = AsyncWebhookClient(await response_url(slack))
    clock.pass_time(timedelta(minutes=30))
    assert (await hook.send(text="just in time")).status_code == 200
    clock.pass_time(timedelta(seconds=1))
    assert "expired_url" in (await hook.send(text="late")).body


async def test_a_response_keeps_to_the_limits(slack: Workspace) -> None:
    answer = await AsyncWebhookClient(await response_url(slack)).send(text="a", blocks=[SECTION] * 51)
    assert answer.status_code == 400
    assert "invalid_blocks" in answer.body


async def test_a_response_can_replace_and_delete_what_came_before(slack: Workspace) -> None:
    hook = AsyncWebhookClient(await response_url(slack))
    await hook.send(text="wait")
    await hook.send(text="done", replace_original=True)
    assert [post.text for post in slack.ephemerals("C1", "Camille")][-1] == "done"
    before = len(slack.ephemerals("C1", "Camille"))
    await hook.send(delete_original=True)
    assert len(slack.ephemerals("C1", "Camille")) == before - 1

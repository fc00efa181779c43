"""A channel that takes nothing is known until somebody heeded that."""

from sqlalchemy import Engine

from bot.storage.deliveries import Deliveries
from bot.storage.refused_channels import RefusedChannels
from bot.storage.sendqueue import SendQueue
from tests.storage.samples import HOUR, NOON, WORKSPACE, delivery


def test_what_the_sender_found_is_known_until_it_is_heeded_once_a_channel(engine: Engine) -> None:
    refused, queue = RefusedChannels(engine, WORKSPACE), SendQueue(engine, WORKSPACE)
    for channel, code in (("C1", "is_archived"), ("C1", "not_in_channel"), ("C2", "not_in_channel")):
        queue.hold(channel, NOON + HOUR, code, NOON)
    assert refused.unheeded() == {"C1": "is_archived", "C2": "not_in_channel"}
    refused.heed("C1")
    assert refused.unheeded() == {"C2": "not_in_channel"}
    assert RefusedChannels(engine, "T2").unheeded() == {}


def test_a_channel_that_takes_messages_again_is_refused_no_more(engine: Engine) -> None:
    deliveries, refused = Deliveries(engine, WORKSPACE), RefusedChannels(engine, WORKSPACE)
    deliveries.owe([delivery()])
    SendQueue(engine, WORKSPACE).hold("C1", NOON + HOUR, "not_in_channel", NOON)
    assert deliveries.release("C1") == 1
    assert refused.unheeded() == {}

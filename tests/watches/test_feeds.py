"""Which feed somebody means by the words that they remove it with."""

from datetime import UTC, datetime

import pytest

from bot.errors import Refusal, Refused
from bot.models import Channel, Feed
from bot.watches.feeds import host_of, meant
from tests.storage.samples import WORKSPACE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LAMPS = Feed(url="https://lampes.example/feed", title="Lampes & lueurs", added_at=NOON)
OTHER = Feed(url="https://lampes.example/feed?of=lamps", title="Lampes", added_at=NOON)
HERE = Channel(
    workspace=WORKSPACE, id="C1", zone="UTC", set_up_by="U1", digest_since=NOON, feeds=(LAMPS, OTHER)
)


@pytest.mark.parametrize(
    ("typed", "feed"),
    [
        ("https://lampes.example/feed", LAMPS),
        ("<https://LAMPES.example/feed?of=lamps>", OTHER),
        ("lampes & lueurs", LAMPS),
        ("Lampes: https://lampes.example/feed?of=lamps", OTHER),
        ("“lampes”", OTHER),
    ],
)
def test_the_closest_way_in_which_a_feed_is_named_is_meant(typed: str, feed: Feed) -> None:
    assert meant(HERE, typed) == feed


def test_none_and_several_are_refused() -> None:
    with pytest.raises(Refused) as none:
        meant(HERE, "lamp")
    with pytest.raises(Refused) as several:
        meant(HERE, "lampes.example")
    assert none.value.code is Refusal.FEED_UNKNOWN
    assert several.value.values == {"addresses": (LAMPS.url, OTHER.url)}


def test_of_an_address_only_its_host_is_said() -> None:
    assert host_of("https://www.lampes.example/feed?token=4711s") == "lampes.example"
    assert host_of("https://") == ""

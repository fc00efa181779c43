"""Small things to store."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bot.models import Channel, Mention, MentionKind, Watch, WatchKind
from bot.storage.deliveries import Deliveries
from bot.storage.delivery import Delivery, DeliveryKind
from bot.storage.hits import Hit

WORKSPACE = "T1"
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def watch(id_: str = "w1", name: str = "Acme", channel: str = "C1") -> Watch:
    return Watch(
        id=id_,
        workspace=WORKSPACE,
        channel=channel,
        name=name,
        kind=WatchKind.BRAND,
        query=name,
        created_by="U1",
        created_at=NOON,
        since=NOON,
    )


def channel(id_: str = "C1", zone: str = "Europe/Paris") -> Channel:
    return Channel(id=id_, workspace=WORKSPACE, zone=zone, set_up_by="U1", digest_since=NOON)


def mention(
    id_: str = "m1", author: str = "ann", created_at: datetime = NOON, *, dated: bool = True
) -> Mention:
    return Mention(
        id=id_,
        source="forum",
        kind=MentionKind.POST,
        url=f"https://forum.example/{id_}",
        title="Un café",
        text="Acme 🙂 « enfin »",
        author=author,
        place="forum.example",
        created_at=created_at,
        dated=dated,
        lang="fr",
        thread="t1",
        card="Acme ferme\n\nDeux usines",
        links=("https://acme.example/",),
    )


def hit(
    of: Mention | None = None,
    watch: str = "w1",
    channel: str = "C1",
    matched_at: datetime = NOON,
    *,
    look_back: bool = False,
) -> Hit:
    return Hit(
        workspace=WORKSPACE,
        watch=watch,
        channel=channel,
        mention=of or mention(),
        matched_at=matched_at,
        look_back=look_back,
    )


def delivery(
    id_: str = "d1", channel: str = "C1", kind: DeliveryKind = DeliveryKind.DIGEST, root: str = ""
) -> Delivery:
    return Delivery(
        id=id_,
        channel=channel,
        kind=kind,
        payload={"text": "« bonjour »", "blocks": [{"type": "divider"}]},
        root=root,
        created_at=NOON,
    )


def tell(engine: Engine, mention_id: str, channel: str = "C1") -> None:
    """Let a channel be told of a mention."""
    assert Deliveries(engine, WORKSPACE).owe([delivery(f"tells {mention_id}", channel)], [mention_id])

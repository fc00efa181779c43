"""Small things to store."""

from datetime import UTC, datetime, timedelta

from bot.models import Channel, Mention, MentionKind, Watch, WatchKind
from bot.storage.archive import Hit
from bot.storage.deliveries import Delivery

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def watch(id_: str = "w1", name: str = "Acme", channel: str = "C1") -> Watch:
    return Watch(
        id=id_,
        channel=channel,
        name=name,
        kind=WatchKind.BRAND,
        query=name,
        created_by="U1",
        created_at=NOON,
        since=NOON,
    )


def channel(id_: str = "C1", zone: str = "Europe/Paris") -> Channel:
    return Channel(id=id_, zone=zone, set_up_by="U1", digest_since=NOON)


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
        watch=watch,
        channel=channel,
        mention=of or mention(),
        matched_at=matched_at,
        look_back=look_back,
    )


def delivery(id_: str = "d1", channel: str = "C1", kind: str = "digest", root: str = "") -> Delivery:
    return Delivery(
        id=id_,
        channel=channel,
        kind=kind,
        payload={"text": "« bonjour »", "blocks": [{"type": "divider"}]},
        root=root,
        created_at=NOON,
    )

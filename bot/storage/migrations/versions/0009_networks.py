"""By whose names an author is called: a network, or a site."""

from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NETWORKS = {
    "blueskysearch": "bluesky",
    "mastodonsearch": "mastodon",
    "mastodonstream": "mastodon",
    "redditfeeds": "reddit",
    "youtubechannels": "youtube",
}
SITES = ("feeds", "wordpress", "discourse")
MENTIONS = sa.table("mentions", *(sa.column(name) for name in ("id", "source", "url", "network")))
HITS = sa.table("hits", *(sa.column(name) for name in ("mention", "network")))


def upgrade() -> None:
    for table in ("mentions", "hits"):
        empty = sa.Column("network", sa.String, nullable=False, server_default=sa.text("''"))
        op.add_column(table, empty)
    op.drop_index("ix_hits_channel_source_author_written_at", "hits")
    op.create_index(
        "ix_hits_channel_network_author_written_at", "hits", ["channel", "network", "author", "written_at"]
    )
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    named = sa.case(NETWORKS, value=MENTIONS.c.source, else_=MENTIONS.c.source)
    connection.execute(sa.update(MENTIONS).values(network=named))
    of_sites = sa.select(MENTIONS.c.id, MENTIONS.c.url).where(MENTIONS.c.source.in_(SITES))
    hosts = [{"which": row.id, "host": host} for row in connection.execute(of_sites) if (host := _host(row.url))]
    if hosts:
        its = MENTIONS.c.id == sa.bindparam("which")
        connection.execute(sa.update(MENTIONS).where(its).values(network=sa.bindparam("host")), hosts)
    of_mention = sa.select(MENTIONS.c.network).where(MENTIONS.c.id == HITS.c.mention).scalar_subquery()
    connection.execute(sa.update(HITS).values(network=of_mention))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def downgrade() -> None:
    op.drop_index("ix_hits_channel_network_author_written_at", "hits")
    op.create_index(
        "ix_hits_channel_source_author_written_at", "hits", ["channel", "source", "author", "written_at"]
    )
    for table in ("hits", "mentions"):
        op.drop_column(table, "network")

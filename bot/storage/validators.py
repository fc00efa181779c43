"""What servers gave to ask later whether a page has changed."""

from sqlalchemy import Engine, select

from bot.storage.database import insert_into, read_transaction, write_transaction
from bot.storage.tables.fetching import validators


class StoredValidators:
    """The `ETag` and `Last-Modified` of each address."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, url: str) -> tuple[str, str] | None:
        """The two headers as the server sent them last, empty where it sent none."""
        wanted = select(validators.c.etag, validators.c.modified).where(validators.c.url == url)
        with read_transaction(self._engine) as connection:
            row = connection.execute(wanted).first()
        return None if row is None else (row.etag, row.modified)

    def put(self, url: str, etag: str, modified: str) -> None:
        """Keep the headers of the latest answer."""
        with write_transaction(self._engine) as connection:
            insert = insert_into(connection, validators).values(url=url, etag=etag, modified=modified)
            latest = {"etag": insert.excluded.etag, "modified": insert.excluded.modified}
            connection.execute(insert.on_conflict_do_update(index_elements=["url"], set_=latest))

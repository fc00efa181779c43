"""The URLs of databases: which are ours, what file they name, and what people call them."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from bot.errors import BadSettings, UnwritableFile


def address_of(url: str) -> URL:
    """The parts of an SQLAlchemy URL. Raises `BadSettings` for one that names no database of ours."""
    try:
        address = make_url(url)
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError) as mistake:
        raise BadSettings(
            "VEILLE_DATABASE_URL is not one Veille can use: it reads sqlite:///data/veille.db, or postgresql://…"
        ) from mistake
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise BadSettings(
            f"Veille keeps its archive in SQLite or PostgreSQL, not {address.drivername}: "
            "VEILLE_DATABASE_URL names one of them, or is left empty."
        )
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        raise BadSettings("VEILLE_DATABASE_URL names no file: it reads sqlite:///data/veille.db.")
    return address


def is_server(address: URL) -> bool:
    """Whether the database is a server's; else it is a file."""
    return address.get_backend_name() != "sqlite"


def file_of(address: URL) -> Path:
    """The file of an SQLite database; its folder is there. Raises `UnwritableFile` if it cannot be made."""
    path = Path(str(address.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise UnwritableFile(
            f"{path.parent} cannot be made ({trouble.strerror}): make it by hand."
        ) from trouble
    return path


def where(address: URL) -> str:
    """What people call a database: its URL without the password and without options."""
    return address.set(query={}).render_as_string(hide_password=True)

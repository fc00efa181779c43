"""Every setting, read once from the environment and `.env` into one frozen object."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
from dotenv.parser import parse_stream

from bot.errors import BadSettings

SLACK_APPS = "https://api.slack.com/apps"


class Secret:
    """A value that never shows in a log, an error or a repr."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one call that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "Secret(…)" if self._value else "Secret()"


class Variable(msgspec.Struct, frozen=True):
    """One variable: what it means, where it comes from, and its value when it is not set."""

    name: str
    meaning: str
    where: str = ""
    default: str = ""


VARIABLES: Final = (
    Variable("SLACK_BOT_TOKEN", "the bot's token, xoxb-…", f"{SLACK_APPS} → your app → OAuth & Permissions"),
    Variable(
        "SLACK_APP_TOKEN",
        "the app's token for Socket Mode, xapp-…, with the scope connections:write",
        f"{SLACK_APPS} → your app → Basic Information → App-Level Tokens",
    ),
    Variable(
        "SLACK_SIGNING_SECRET",
        "the secret that signs Slack's requests, for HTTP mode only",
        f"{SLACK_APPS} → your app → Basic Information → App Credentials",
    ),
    Variable("SLACK_MODE", "how Slack reaches the bot: socket or http", default="socket"),
    Variable("SLACK_API_URL", "where Slack's Web API is", default="https://slack.com/api/"),
    Variable("VEILLE_HTTP_HOST", "the address HTTP mode listens on", default="127.0.0.1"),
    Variable("VEILLE_HTTP_PORT", "the port HTTP mode listens on", default="3000"),
    Variable("VEILLE_DATA", "the folder where the bot keeps what it knows of its workspace", default="data"),
    Variable("VEILLE_DATABASE_URL", "the archive, as an SQLAlchemy URL; SQLite in the data folder if empty"),
    Variable("VEILLE_CONTACT", "an address or page where site owners reach you; sent with every request"),
    Variable(
        "VEILLE_ALLOW_PRIVATE",
        "yes to let feeds live on private and loopback addresses; the console does",
        default="no",
    ),
    Variable(
        "VEILLE_LLM_URL",
        "where a language model answers as OpenAI's API does, as in http://127.0.0.1:11434/v1 (Ollama, vLLM, "
        "hosted ones): a page then begins with up to 80 words of it, each sentence citing what it stands on. "
        "The beginnings of the up to 40 mentions that the page quotes are sent there, with their places, "
        "without their authors; nothing is sent anywhere while it is empty",
    ),
    Variable("VEILLE_LLM_MODEL", "the name of that model, as its service calls it"),
    Variable("VEILLE_LLM_KEY", "the key for it, if its service wants one"),
    Variable("VEILLE_LLM_TOKENS", "how many tokens it may take a day, in UTC", default="100000"),
    Variable("VEILLE_LOG", "how much is logged: debug, info, warning or error", default="info"),
)
_BY_NAME: Final = {variable.name: variable for variable in VARIABLES}
_CHOICES: Final = {
    "SLACK_MODE": ("socket", "http"),
    "VEILLE_ALLOW_PRIVATE": ("yes", "no"),
    "VEILLE_LOG": ("debug", "info", "warning", "error"),
}
_PREFIXES: Final = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}


class LanguageModel(msgspec.Struct, frozen=True, kw_only=True):
    """A language model that the operator names, and how many tokens it may take a day."""

    url: str
    model: str
    key: Secret
    tokens_a_day: int


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one bot. `values` are all variables as set, for sources that need keys."""

    bot_token: Secret
    app_token: Secret
    signing_secret: Secret
    mode: str
    api_url: str
    http_host: str
    http_port: int
    data: Path
    database_url: str
    contact: str
    allow_private: bool
    log: str
    llm: LanguageModel | None = None
    values: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"Settings(mode={self.mode!r}, data={str(self.data)!r})"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in an environment. Raises `BadSettings` for a value that cannot be used."""
    values = {name: value.strip() for name, value in environment.items() if value.strip()}
    data = Path(_one(values, "VEILLE_DATA"))
    return Settings(
        bot_token=Secret(_token(values, "SLACK_BOT_TOKEN")),
        app_token=Secret(_token(values, "SLACK_APP_TOKEN")),
        signing_secret=Secret(_one(values, "SLACK_SIGNING_SECRET")),
        mode=_one(values, "SLACK_MODE"),
        api_url=_address(values, "SLACK_API_URL"),
        http_host=_one(values, "VEILLE_HTTP_HOST"),
        http_port=_port(values, "VEILLE_HTTP_PORT"),
        data=data,
        database_url=_one(values, "VEILLE_DATABASE_URL") or f"sqlite:///{data / 'archive.sqlite'}",
        contact=_contact(values, "VEILLE_CONTACT"),
        allow_private=_one(values, "VEILLE_ALLOW_PRIVATE") == "yes",
        log=_one(values, "VEILLE_LOG"),
        llm=_language_model(values),
        values=values,
    )


def data_folder(settings: Settings) -> Path:
    """The folder of the settings, made if it was not there. Raises `BadSettings` if it cannot be."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSettings(
            f"VEILLE_DATA is {settings.data}, a folder that cannot be made ({error.strerror}): "
            "name one that can be written to."
        ) from error
    return settings.data


def require_slack(settings: Settings) -> None:
    """Raise `BadSettings` unless all is there that the mode needs."""
    needed = {"SLACK_BOT_TOKEN": settings.bot_token}
    if settings.mode == "http":
        needed["SLACK_SIGNING_SECRET"] = settings.signing_secret
    else:
        needed["SLACK_APP_TOKEN"] = settings.app_token
    for name, secret in needed.items():
        if not secret:
            variable = _BY_NAME[name]
            raise BadSettings(
                f"{name} is not set: {variable.meaning}. Get it at {variable.where} and put it in .env."
            )


def environment(folder: Path) -> dict[str, str]:
    """The process's environment, and under it what `.env` in a folder says.

    Raises `BadSettings` if `.env` cannot be read or has a line that is not `NAME=value`.
    """
    return _dotenv(folder / ".env") | dict(os.environ)


def _dotenv(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    values: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8") as file:
            for binding in parse_stream(file):
                if binding.error or (binding.key and binding.value is None):
                    raise BadSettings(
                        f"Line {binding.original.line} of {path} is not NAME=value; .env.example shows how."
                    )
                if binding.key:
                    values[binding.key] = binding.value or ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(
            f"{path} cannot be read ({error}): make it a readable text file in UTF-8."
        ) from error
    return values


def _one(values: Mapping[str, str], name: str) -> str:
    value = values.get(name, _BY_NAME[name].default)
    choices = _CHOICES.get(name)
    if choices and value.lower() not in choices:
        raise BadSettings(
            f"{name} is “{value}”; it can be {' or '.join(choices)} ({_BY_NAME[name].meaning})."
        )
    return value.lower() if choices else value


def _token(values: Mapping[str, str], name: str) -> str:
    value, prefix = _one(values, name), _PREFIXES[name]
    if value and (not value.startswith(prefix) or not value.isascii() or " " in value):
        raise BadSettings(f"{name} does not look like {prefix}…: copy it again from {_BY_NAME[name].where}.")
    return value


def _address(values: Mapping[str, str], name: str) -> str:
    value = _one(values, name)
    if not value.startswith(("https://", "http://")):
        raise BadSettings(
            f"{name} is “{value}”; it must begin with https:// (or http:// for a local server)."
        )
    return value if value.endswith("/") else value + "/"


def _language_model(values: Mapping[str, str]) -> LanguageModel | None:
    if not _one(values, "VEILLE_LLM_URL"):
        return None
    model, tokens = _one(values, "VEILLE_LLM_MODEL"), _one(values, "VEILLE_LLM_TOKENS")
    key = _one(values, "VEILLE_LLM_KEY")
    if not model:
        raise BadSettings("VEILLE_LLM_MODEL is not set: with VEILLE_LLM_URL, name the model to ask there.")
    if not tokens.isdecimal() or not 0 < int(tokens) < 10**12:
        raise BadSettings(f"VEILLE_LLM_TOKENS is “{tokens}”; it must be a number of tokens a day, above 0.")
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise BadSettings("VEILLE_LLM_KEY has letters that no key has: copy it again.")
    url = _address(values, "VEILLE_LLM_URL")
    return LanguageModel(url=url, model=model, key=Secret(key), tokens_a_day=int(tokens))


def _contact(values: Mapping[str, str], name: str) -> str:
    value = _one(values, name)
    if not (value.isascii() and value.isprintable()):  # it stands in a header of every request
        raise BadSettings(f"{name} is “{value}”; it must be one line of plain letters, without accents.")
    return value


def _port(values: Mapping[str, str], name: str) -> int:
    value = _one(values, name)
    if not value.isdecimal() or not 0 <= int(value) <= 65535:
        raise BadSettings(f"{name} is “{value}”; it must be a port, 0 to 65535.")
    return int(value)

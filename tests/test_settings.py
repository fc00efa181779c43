"""Settings: read once, refused in one sentence."""

from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import Secret, environment, read_settings, require_slack

WELL = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def test_what_is_not_set_has_its_default() -> None:
    settings = read_settings({})
    assert settings.mode == "socket"
    assert settings.api_url == "https://slack.com/api/"
    assert settings.data == Path("data")
    assert settings.database_url == "sqlite:///data/archive.sqlite"
    assert settings.http_port == 3000
    assert not settings.allow_private


def test_what_is_set_is_taken_with_its_blanks_off() -> None:
    settings = read_settings(
        {"SLACK_API_URL": " http://localhost:9/api ", "VEILLE_DATA": "/tmp/x ", "SLACK_MODE": "HTTP"}
    )
    assert settings.api_url == "http://localhost:9/api/"
    assert settings.database_url == "sqlite:////tmp/x/archive.sqlite"
    assert settings.mode == "http"


def test_the_values_of_sources_are_kept() -> None:
    assert read_settings({"SOME_KEY": " abc "}).values["SOME_KEY"] == "abc"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1"),
        ("SLACK_BOT_TOKEN", "xoxb-1 2"),
        ("SLACK_BOT_TOKEN", "xoxb-é"),
        ("SLACK_APP_TOKEN", "xoxb-1"),
        ("SLACK_MODE", "pigeon"),
        ("SLACK_API_URL", "slack.com/api"),
        ("VEILLE_HTTP_PORT", "eighty"),
        ("VEILLE_HTTP_PORT", "70000"),
        ("VEILLE_ALLOW_PRIVATE", "maybe"),
        ("VEILLE_LOG", "loud"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(BadSettings, match=name):
        read_settings({name: value})


def test_a_language_model_is_asked_only_where_its_address_is_set() -> None:
    assert read_settings({"VEILLE_LLM_MODEL": "llama", "VEILLE_LLM_KEY": "sk-1"}).llm is None
    named = {"VEILLE_LLM_URL": "http://127.0.0.1:11434/v1", "VEILLE_LLM_MODEL": "llama"}
    llm = read_settings(named).llm
    assert llm is not None
    assert (llm.url, llm.model, llm.tokens_a_day) == ("http://127.0.0.1:11434/v1/", "llama", 100_000)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VEILLE_LLM_URL", "localhost:11434"),
        ("VEILLE_LLM_MODEL", ""),
        ("VEILLE_LLM_KEY", "sk-1 2"),
        ("VEILLE_LLM_KEY", "sk-é"),
        ("VEILLE_LLM_TOKENS", "many"),
        ("VEILLE_LLM_TOKENS", "0"),
    ],
)
def test_a_language_model_that_cannot_be_asked_is_refused_by_name(name: str, value: str) -> None:
    named = {"VEILLE_LLM_URL": "http://127.0.0.1:11434/v1", "VEILLE_LLM_MODEL": "llama", name: value}
    with pytest.raises(BadSettings, match=name):
        read_settings(named)


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_wrong_token_is_not_repeated_in_the_refusal(name: str) -> None:
    with pytest.raises(BadSettings) as refusal:
        read_settings({name: "secret-of-somebody"})
    assert "secret-of-somebody" not in str(refusal.value)


@pytest.mark.parametrize("missing", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_missing_token_is_named_with_where_to_get_it(missing: str) -> None:
    settings = read_settings({name: value for name, value in WELL.items() if name != missing})
    with pytest.raises(BadSettings, match=rf"{missing} is not set.*https://api.slack.com/apps"):
        require_slack(settings)


def test_http_mode_needs_the_signing_secret_and_no_app_token() -> None:
    http = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_MODE": "http"}
    with pytest.raises(BadSettings, match="SLACK_SIGNING_SECRET"):
        require_slack(read_settings(http))
    require_slack(read_settings(http | {"SLACK_SIGNING_SECRET": "s"}))


def test_a_secret_shows_nowhere() -> None:
    settings = read_settings(WELL | {"SLACK_SIGNING_SECRET": "sss"})
    for shown in (repr(settings), str(settings), repr(settings.bot_token), str(Secret("x-y-z"))):
        for secret in ("xoxb-1", "xapp-1", "sss", "x-y-z"):
            assert secret not in shown
    assert repr(Secret("")) == "Secret()"


def test_the_environment_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("VEILLE_LOG=debug\nVEILLE_CONTACT='a b'  # who\nexport SLACK_MODE=http\n")
    monkeypatch.setenv("VEILLE_LOG", "error")
    read = environment(tmp_path)
    assert (read["VEILLE_LOG"], read["VEILLE_CONTACT"], read["SLACK_MODE"]) == ("error", "a b", "http")


def test_no_file_is_as_good_as_an_empty_one(tmp_path: Path) -> None:
    assert "PATH" in environment(tmp_path)


@pytest.mark.parametrize("line", ["SLACK_BOT_TOKEN", "just words here", "A='no end"])
def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / ".env").write_text(f"# settings\nVEILLE_LOG=info\n{line}\n")
    with pytest.raises(BadSettings, match="Line 3 of"):
        environment(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\xfe\n")
    with pytest.raises(BadSettings, match="cannot be read"):
        environment(tmp_path)


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(BadSettings, match="cannot be read"):
        environment(tmp_path)

"""What people read agrees with what the code does."""

import re
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS
from bot.answers.archive import ArchiveCommands
from bot.answers.channel import ChannelCommands
from bot.answers.commands import Commands
from bot.answers.teaching import TeachingCommands
from bot.answers.watches import WatchCommands
from bot.cli.settings import example
from bot.commands.verbs import VERBS, Verb, verb_of
from bot.settings import VARIABLES, read_settings
from bot.sources import broken, discover

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLE = ROOT / ".env.example"


def variables() -> dict[str, str]:
    """Every variable that is read, and what it is when it is not set."""
    own = {variable.name: variable.default for variable in VARIABLES}
    of_sources = {
        setting.variable: setting.default for source in discover().values() for setting in source.settings
    }
    return of_sources | own


def offered() -> dict[str, str]:
    """Every variable of `.env.example`, set or commented out, and its value there."""
    lines = re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    return {name: value.strip() for name, value in lines}


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_readme_shows_every_verb(verb: Verb) -> None:
    assert f"`{verb.example}`" in README.read_text().replace("\\|", "|")


@pytest.mark.parametrize("source", sorted(discover()))
def test_the_readme_shows_every_source(source: str) -> None:
    assert f"`{source}`" in README.read_text()


def test_the_readme_shows_no_verb_that_is_not_there() -> None:
    shown = re.findall(r"`/watch ([a-zà-ÿ]+)", README.read_text())
    assert [word for word in shown if verb_of(word) is None] == []


def test_every_verb_is_carried_out_and_nothing_else() -> None:
    commands = Commands(
        WatchCommands.__new__(WatchCommands),
        ChannelCommands.__new__(ChannelCommands),
        TeachingCommands.__new__(TeachingCommands),
        ArchiveCommands.__new__(ArchiveCommands),
    )
    assert sorted(commands.verbs) == sorted(verb.name for verb in VERBS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"python -m bot {command}" in README.read_text()


@pytest.mark.parametrize("target", ["demo", "run", "test", "check", "bench", "e2e"])
def test_the_readme_or_the_contributors_guide_shows_every_target_of_make(target: str) -> None:
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()
    assert any(f"make {target}" in path.read_text() for path in ROOT.glob("*.md"))


def test_the_example_settings_are_what_the_command_prints() -> None:
    assert EXAMPLE.read_text() == example()


def test_the_example_settings_are_those_that_are_read() -> None:
    discover()
    assert broken == {}
    assert set(offered()) == set(variables())


def test_the_example_settings_can_be_used_as_they_are() -> None:
    settings = read_settings(offered())
    assert settings.mode == "socket"


def test_the_example_settings_hold_the_defaults_and_no_secret() -> None:
    defaults = variables()
    assert {name: value for name, value in offered().items() if value not in ("", defaults[name])} == {}


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_file_that_is_named_is_there(name: str) -> None:
    text = re.sub(r"\n\| retired \|.*?\n\n", "\n", (ROOT / name).read_text() + "\n\n", flags=re.DOTALL)
    named = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    named += re.findall(r"`((?:bot|handlers|tests|bench)/[\w./]+)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("script", ["run", "fresh"])
def test_what_is_checked_before_a_change_is_taken_is_there(script: str) -> None:
    said = subprocess.run(
        ["bash", "-c", f"printf '%s\\n' {' '.join(_tests_in(ROOT / '.ci' / script))}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.strip()
    assert [path for path in said.split() if not (ROOT / path.partition("::")[0]).exists()] == []


def _tests_in(script: Path) -> list[str]:
    """The paths of tests that a script names, as it writes them."""
    return re.findall(r"(?<![\w/])tests/[\w/.{},:]+", script.read_text())

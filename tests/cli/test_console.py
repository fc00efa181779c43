"""`console`: the whole bot on one's own machine, with the sample world."""

import os
import re
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.cli.console import keys_of, terminal_language
from tests.processes import PATIENCE, ROOT

LINES = "/watch brand Zorblax\n/watch now\n:day\n:channels\n/watch list\n:1\n"
ELSEWHERE = ":channel random\n/watch brand Brimeo\n/invite @veille\n/watch competitor Brimeo\n"


@cache
def session() -> subprocess.CompletedProcess[str]:
    """A session whose lines come from a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "console", "--sample"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        input=LINES + ELSEWHERE,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )


def test_it_ends_well_with_its_input() -> None:
    assert session().returncode == 0
    assert session().stderr == ""


def test_each_line_is_echoed_and_answered_in_order() -> None:
    told = session().stdout
    places = [told.index(f"> {line}") for line in LINES.splitlines()]
    assert places == sorted(places)
    assert "Zorblax is watched here from now on" in told
    assert "Zorblax is watched here now" in told or "watches Zorblax here now" in told


def test_it_prints_a_digest_with_people_quotes_and_addresses() -> None:
    digest = session().stdout.split("> /watch now")[1].split("> :day")[0]
    assert " people (" in digest
    assert " places" in digest
    assert "(https://" in digest
    assert "Not heard" not in digest
    assert "sources well" in digest


def test_its_week_opens_on_monday_morning_and_is_travelled() -> None:
    assert session().stdout.startswith("Camille, #veille-demo, Mon 08:00> /watch brand Zorblax\n")
    morning = session().stdout.split("Mon 08:00> :day\n")[1].split("Camille, #veille-demo, Mon 09:00> ")[0]
    assert morning.startswith("veille · 09:00\n  Nothing new about Zorblax.")


def test_it_opens_in_the_language_of_the_terminal() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "console", "--sample"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8"},
        input="/watch marque Zorblax\n/watch maintenant\n/watch aide\n",
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=True,
    )
    assert "Zorblax est désormais suivi ici." in ended.stdout
    assert re.search(r"Zorblax\s: \d+ personnes \(", ended.stdout)
    assert "/watch liste ce que ce canal suit" in ended.stdout


@pytest.mark.parametrize(
    ("set_", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "fr"}, "fr"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_of_a_terminal_is_that_of_posix(set_: dict[str, str], language: str) -> None:
    assert terminal_language(set_) == language


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_nothing_behind(told: signal.Signals, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--sample"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with running:
        assert running.stdin
        assert running.stdout
        running.stdin.write("/watch list\n")
        running.stdin.flush()
        while "Nothing is watched in" not in (line := running.stdout.readline()):
            assert line, "it ended by itself"
        assert list(tmp_path.glob("veille-*")), "the folder of its data"
        running.send_signal(told)
        _, complaint = running.communicate(timeout=PATIENCE)
    assert running.returncode == 128 + signal.SIGTERM
    assert complaint == ""
    assert list(tmp_path.glob("veille-*")) == []


def test_a_numbered_button_is_pressed() -> None:
    assert "Zorblax — brand, paused" in session().stdout.split("> :1")[1]


@pytest.mark.parametrize("sign", ["\x1b[", "Traceback", "{'type'"])
def test_what_is_piped_is_plain_text(sign: str) -> None:
    assert sign not in session().stdout


def test_the_live_console_takes_the_keys_of_sources_and_nothing_that_costs_money() -> None:
    environment = {
        "VEILLE_YOUTUBE_KEY": "key",
        "VEILLE_CONTACT": "team@example.org",
        "VEILLE_X_BEARER": "costs-money",
        "VEILLE_DATABASE_URL": "sqlite:///the-real-one.sqlite",
        "SLACK_BOT_TOKEN": "xoxb-the-real-one",
    }
    assert keys_of(environment) == {"VEILLE_YOUTUBE_KEY": "key", "VEILLE_CONTACT": "team@example.org"}


def test_the_bot_is_invited_as_it_asks_to_be() -> None:
    refused, invited = session().stdout.split("> /invite @veille")
    assert "Invite me with /invite @veille, then try again." in " ".join(refused.split())
    assert "Brimeo is watched here from now on" in invited

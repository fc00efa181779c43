"""A stranger's package: what CONTRIBUTING shows, built, installed beside the bot, and heard."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fetching.server import Server, reply

ROOT = Path(__file__).parents[2]
ANSWER = [
    {
        "url": "https://tidings.example/1",
        "text": "<b>Acme</b> shines \u202eback\u202c.",
        "by": "ann",
        "at": "2026-11-23T07:00:00+01:00",
    },
    {"url": "https://tidings.example/2", "text": "Acme again.", "by": "ben", "at": "some day in spring"},
]
FIND = "from bot.sources import broken, discover; print(*sorted(discover())); print(broken)"
ASK = """
import asyncio, sys
from datetime import timedelta
import msgspec
from bot.fetching import Fetcher, FetchLimits
from bot.sources import discover
from bot.query import Needle
from bot.sources.source import Ask

async def main():
    source = discover()["tidings"]
    (question,) = source.requests(Ask((Needle("Acme"),)))
    since = source.clock.now() - timedelta(days=7)
    async with Fetcher(routes={"*": sys.argv[1]}, limits=FetchLimits(attempts=1)) as fetcher:
        pages = [page async for page in source.search(question, since, fetcher)]
    print(msgspec.json.encode(pages).decode())

asyncio.run(main())
"""
GLOOM = "raise RuntimeError('no light at all')\n"


def shown(language: str) -> str:
    """The block of that language in CONTRIBUTING."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return str(block)


def package(folder: Path, project: str, module: str, code: str) -> Path:
    """A package as somebody would write it."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(project, encoding="utf-8")
    (folder / module).write_text(code, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where two packages are installed: the one that is shown, and one that cannot be imported."""
    folder = tmp_path_factory.mktemp("strangers")
    good = package(folder / "tidings", shown("toml"), "veille_tidings.py", shown("python"))
    bad = package(
        folder / "gloom",
        shown("toml").replace("tidings", "gloom").replace("Tidings", "Gloom"),
        "veille_gloom.py",
        GLOOM,
    )
    options = "--quiet --no-deps --no-build-isolation --no-index --no-cache-dir --disable-pip-version-check"
    command = [sys.executable, "-m", "pip", "install", *options.split(), "--target", str(folder / "site")]
    subprocess.run([*command, str(good), str(bad)], check=True, capture_output=True)
    return folder / "site"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


async def python(site: Path, *words: str) -> tuple[int, str, str]:
    """Python with the packages beside the bot: exit status, output, errors."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *words,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    return process.returncode or 0, out.decode(), errors.decode()


def test_what_is_shown_is_short() -> None:
    assert len(shown("python").splitlines()) < 40


@pytest.mark.parametrize(
    "tool",
    [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy", "--strict", "--follow-imports=silent"),
    ],
    ids=["ruff", "format", "mypy"],
)
async def test_what_is_shown_keeps_to_the_rules_of_the_house(site: Path, tool: tuple[str, ...]) -> None:
    name, *options = tool
    settings = ["--config" if name == "ruff" else "--config-file", str(ROOT / "pyproject.toml")]
    if name == "mypy":
        settings += ["--cache-dir", str(ROOT / ".mypy_cache" / "strangers")]
    status, out, errors = await python(site, "-m", name, *options, *settings, str(site / "veille_tidings.py"))
    assert (status, errors) == (0, ""), out


async def test_it_is_found_and_one_that_cannot_be_loaded_is_left_out_loudly(site: Path) -> None:
    status, out, errors = await python(site, "-c", FIND)
    assert status == 0
    found, broken = out.splitlines()
    assert {"tidings", "feeds", "hackernews"} <= set(found.split())
    assert "gloom" not in found
    assert broken == "{'gloom (veille_gloom:Gloom)': 'RuntimeError: no light at all'}"
    assert "gloom" in errors
    assert "is disabled, the others go on: RuntimeError: no light at all" in errors


async def test_without_it_nothing_is_found(tmp_path: Path) -> None:
    _, out, errors = await python(tmp_path, "-c", FIND)
    assert "tidings" not in out
    assert out.splitlines()[1] == "{}"
    assert errors == ""


async def test_it_is_asked_through_the_bots_own_fetcher(site: Path, server: Server) -> None:
    body = json.dumps(ANSWER).encode()
    server.answer("/search", reply(200, body, {"content-type": "application/json"}))
    status, out, errors = await python(site, "-c", ASK, server.base)
    assert status == 0, errors
    ((first, second),) = json.loads(out)
    assert first["text"] == "Acme shines back."
    assert (first["author"], first["place"], first["source"]) == ("ann", "Tidings", "tidings")
    assert first["created_at"] == "2026-11-23T06:00:00Z"
    assert second["dated"] is False
    (seen,) = server.seen
    assert seen.target == "/search?q=Acme"
    assert seen.headers["host"] == "tidings.example"
    assert seen.headers["user-agent"].startswith("Veille/")


async def test_the_console_reads_its_saved_answers(site: Path, tmp_path: Path) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(json.dumps(ANSWER), encoding="utf-8")
    status, out, errors = await python(site, "-m", "bot", "source", "tidings", "--answer", str(saved))
    assert status == 0, errors
    assert [json.loads(line)["id"] for line in out.splitlines()] == [item["url"] for item in ANSWER]


@pytest.mark.parametrize(
    "body", ['{"error": "go away"}', "<html>Just a moment", "[" * 1_000_000, '[{"n": 1}]']
)
async def test_what_is_no_answer_of_its_is_said_in_a_sentence(site: Path, tmp_path: Path, body: str) -> None:
    saved = tmp_path / "answer.json"
    saved.write_text(body, encoding="utf-8")
    status, out, errors = await python(site, "-m", "bot", "source", "tidings", "--answer", str(saved))
    assert (status, out) == (1, "")
    assert "answer.json is no answer of Tidings: " in errors
    assert "Traceback" not in errors


async def test_asked_for_by_name_a_broken_one_says_why_it_is_not_there(site: Path, tmp_path: Path) -> None:
    status, _, errors = await python(site, "-m", "bot", "source", "gloom", "--answer", str(tmp_path / "x"))
    assert status == 2
    assert "no light at all" in errors

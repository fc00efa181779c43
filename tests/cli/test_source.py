"""`veille source NAME --answer FILE`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.source import source
from tests.sources.cases import feeds, googlenews, hackernews

ITEMS = [("Zorblax, c’est génial 😀", "Léa")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(source, arguments)


def save(folder: Path, body: bytes, **meta: object) -> str:
    path = folder / "answer.saved"
    path.write_bytes(body)
    if meta:
        (folder / "answer.saved.meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("hackernews", hackernews.write(ITEMS)),
        ("feeds", feeds.write(ITEMS)),
        ("googlenews", googlenews.write(ITEMS)),
    ],
)
def test_each_mention_is_a_line_of_json(tmp_path: Path, name: str, body: bytes) -> None:
    result = run(name, "--answer", save(tmp_path, body))
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    mention = json.loads(line)
    required = {"id", "source", "kind", "url", "title", "text", "author", "place", "created_at", "lang"}
    assert required <= set(mention)
    assert mention["source"] == name
    assert mention["created_at"] == "2026-11-23T07:00:00Z"
    assert "c’est génial 😀" in line


def test_an_empty_answer_prints_nothing(tmp_path: Path) -> None:
    result = run("feeds", "--answer", save(tmp_path, feeds.write([])))
    assert (result.exit_code, result.output) == (0, "")


def test_the_address_saved_with_it_resolves_links(tmp_path: Path) -> None:
    body = b"<rss version='2.0'><channel><item><title>x</title><link>/a</link></item></channel></rss>"
    saved = save(
        tmp_path, body, request={"method": "GET", "url": "https://blog.example/feed"}, status=200, headers={}
    )
    result = run("feeds", "--answer", saved)
    assert json.loads(result.stdout)["url"] == "https://blog.example/a"


def test_the_content_type_saved_with_it_tells_the_encoding(tmp_path: Path) -> None:
    body = "<rss version='2.0'><channel><item><title>Привет</title></item></channel></rss>".encode("koi8-r")
    saved = save(tmp_path, body, headers={"Content-Type": "text/xml; charset=koi8-r"})
    assert json.loads(run("feeds", "--answer", saved).stdout)["title"] == "Привет"


@pytest.mark.parametrize(
    ("name", "body", "meta", "why"),
    [
        ("hackernews", b"<!DOCTYPE html><html></html>", {}, "a web page where JSON was due"),
        ("hackernews", b'{"message":"no"}', {}, "no hits"),
        ("feeds", b"", {}, "empty"),
        ("feeds", b"<html>No</html>", {"status": 404}, "404"),
        ("feeds", b"{}", {"status": 401, "headers": {"content-type": "application/json"}}, "key"),
        ("googlenews", feeds.write(ITEMS), {}, "not one of Google News"),
    ],
)
def test_what_is_no_answer_is_told_in_one_line(
    tmp_path: Path, name: str, body: bytes, meta: dict[str, object], why: str
) -> None:
    result = run(name, "--answer", save(tmp_path, body, **meta))
    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert why in line


def test_a_feed_sent_with_a_404_is_a_feed(tmp_path: Path) -> None:
    result = run("feeds", "--answer", save(tmp_path, feeds.write(ITEMS), status=404, headers={}))
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    result = run("feeds", "--answer", str(tmp_path / "none"))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_a_broken_meta_file_is_told_in_one_line(tmp_path: Path) -> None:
    saved = save(tmp_path, feeds.write(ITEMS))
    Path(saved + ".meta.json").write_bytes(b"{")
    result = run("feeds", "--answer", saved)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_source_gets_the_nearest_name(tmp_path: Path) -> None:
    result = run("hakernews", "--answer", save(tmp_path, b""))
    assert result.exit_code == 2
    assert "Did you mean hackernews?" in result.stderr
    assert len(result.stderr.splitlines()) == 1

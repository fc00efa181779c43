"""The language of watches at a terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.query import query


def run(*arguments: str, typed: bytes = b"") -> Result:
    return CliRunner().invoke(query, arguments, input=typed)


def test_it_prints_the_lines_that_match() -> None:
    result = run("orange -jus", typed="Orange\nJus d'orange\nl’orange\n".encode())
    assert result.output == "Orange\nl’orange\n"
    assert result.exit_code == 0


def test_nothing_found_is_status_one() -> None:
    assert run("orange", typed=b"acme\n").exit_code == 1


def test_a_bad_query_is_status_two_with_the_caret_on_stderr() -> None:
    result = run("(orange")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("(orange\n^\nThis bracket is never closed")


def test_a_query_may_begin_with_a_minus() -> None:
    assert run("-jus orange", typed=b"orange\n").output == "orange\n"


def test_a_query_that_begins_like_an_option_is_a_query() -> None:
    assert run("-hotel acme", typed=b"acme\nhotel acme\n").output == "acme\n"
    assert run("-h acme", typed=b"acme\n").output == "acme\n"


def test_the_mark_before_the_first_line_is_no_part_of_it() -> None:
    assert run("=acme", typed=b"\xef\xbb\xbfacme\n").stdout_bytes == b"\xef\xbb\xbfacme\n"
    assert run("acme", "--json", typed=b'\xef\xbb\xbf{"text": "acme"}\n').exit_code == 0


def test_it_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(b"acme\r\nother")
    assert run("acme", str(file)).output == "acme\n"
    assert run("other", str(file)).output == "other\n"


def test_a_missing_file_is_status_two(tmp_path: Path) -> None:
    assert run("acme", str(tmp_path / "none")).exit_code == 2


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    assert run("acme", typed=b"\xff\xfe acme\xe9 acme\n").stdout_bytes == b"\xff\xfe acme\xe9 acme\n"


def test_scopes_are_asked_of_mentions_in_json() -> None:
    lines = b'{"text": "Orange", "lang": "fr"}\n\n{"text": "Orange", "lang": "en", "id": null}\n'
    assert run("orange lang:fr", "--json", typed=lines).output == '{"text": "Orange", "lang": "fr"}\n'


@pytest.mark.parametrize(
    "line", [b"{", b"[1]", b'{"text": 1}', b'{"kind": "poem"}', b'{"text": "\\ud800"}{', b"\xff"]
)
def test_a_malformed_line_is_named_in_one_sentence(line: bytes) -> None:
    result = run("orange", "--json", typed=b'{"text": "orange"}\n' + line + b"\n")
    assert result.exit_code == 2
    assert result.stderr.startswith("Line 2 is no mention in JSON: ")
    assert result.stderr.count("\n") == 1


def test_deep_json_is_a_malformed_line() -> None:
    assert run("orange", "--json", typed=b'{"text":' + b"[" * 100_000).exit_code == 2


def test_explaining_points_out_what_may_have_been_meant_otherwise() -> None:
    result = run("orange ET sosh", "--explain")
    assert result.exit_code == 0
    assert result.stderr == "“ET” is looked for as a word; the operator is AND.\n"


def test_explaining_reads_the_query_back_and_draws_its_tree() -> None:
    result = run("orange NEAR/5 (fibre OR adsl) -title:jus", "--explain")
    assert result.exit_code == 0
    assert result.output.split("\n") == [
        "mentions of *orange* within 5 words of *fibre* or *adsl*, without *jus* in the title",
        "AND",
        "  NEAR/5",
        "    orange",
        "    OR",
        "      fibre",
        "      adsl",
        "  NOT",
        "    TITLE",
        "      jus",
        "",
    ]


def test_the_help_holds_the_language() -> None:
    result = run("--help")
    assert "orange NEAR/5 fibre" in result.output
    assert "Brackets bind first" in result.output

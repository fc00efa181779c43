"""The wheel: what it holds, and that it runs where nothing else of the project is."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("VEILLE", "PYTHON", "LC_", "LANGUAGE")
"""How the variables begin that would lead a process back here, or to another language."""
PIP = "--quiet --no-deps --no-index --no-cache-dir --disable-pip-version-check"


def ran(*command: str, folder: Path, typed: str = "") -> str:
    """What a command says; it must end well. Nothing outside of its folder leads it to the project."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment | {"LANG": "fr_FR.UTF-8", "PYTHONUTF8": "1"},
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), folder=ROOT)
    (built,) = folder.glob("veille-*.whl")
    return built


@pytest.fixture(scope="module")
def veille(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The command `veille` of an environment of its own, which has the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    ran(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        *PIP.split(),
        str(wheel),
        folder=folder,
    )
    where = ran(
        str(python), "-c", "import bot, handlers; print(bot.__file__, handlers.__file__)", folder=folder
    )
    assert all(Path(each).is_relative_to(site) for each in where.split())
    return str(folder / "bin" / "veille")


def test_it_holds_the_two_packages_and_nothing_beside_them(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
    assert {name.parts[0].split("-")[0] for name in names} == {"bot", "handlers", "veille"}
    assert not [name for name in names if name.suffix in (".pyc", ".svg", ".sqlite") or "tests" in name.parts]


def test_every_file_of_the_packages_is_in_it(wheel: Path) -> None:
    here = {
        path.relative_to(ROOT).as_posix()
        for package in ("bot", "handlers")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    with zipfile.ZipFile(wheel) as archive:
        assert here | {"bot/manifest.yml"} <= set(archive.namelist())


@pytest.mark.thorough
def test_it_speaks_french_on_its_sample_world_where_nothing_else_is(veille: str, tmp_path: Path) -> None:
    said = ran(
        veille, "console", "--sample", folder=tmp_path, typed="/veille marque Zorblax\n/veille maintenant\n"
    )
    assert "Zorblax" in said
    assert "personnes" in said


def test_it_prints_the_manifest_of_the_app(veille: str, tmp_path: Path) -> None:
    assert ran(veille, "manifest", folder=tmp_path) == (ROOT / "manifest.yml").read_text(encoding="utf-8")


def test_it_asks_queries_as_the_checkout_does(veille: str, tmp_path: Path) -> None:
    said = ran(veille, "query", "acme NEAR/3 lamp*", folder=tmp_path, typed="An Acme desk lamp\nNo lamp\n")
    assert said == "An Acme desk lamp\n"

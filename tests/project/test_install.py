"""scripts/install, with stand-ins for Python and uv: what it says when something is missing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.pip_settings import as_uv
from tests.project.sources import ROOT

TOOLS = ("sh", "dirname", "cat", "cksum", "mktemp", "rm", "ls", "tail", "grep", "sleep", "tr", "cut")
# A Python 3.12 whose `-m venv` makes an environment with the same stand-in in it; PIP decides how pip ends.
# Its index has uv, where HAS_UV says what that does.
PYTHON = """#!/bin/sh
case "$*" in
    *ensurepip*) exit ${ENSUREPIP:-0} ;;
    *sys.exit*) exit ${TOO_OLD:-0} ;;
    *print*) echo "${VERSION:-3.12.1}" ;;
    "-m venv venv") really_sleep "${SECONDS_OF_VENV:-0}"
        mkdir -p venv/bin && cp "$0" venv/bin/python && echo home >venv/pyvenv.cfg ;;
    "-m pip --version") ;;
    "-m pip config list") echo "global.index-url='https://mirror.example/simple'" ;;
    scripts/pip_settings.py) echo "export UV_DEFAULT_INDEX=https://mirror.example/simple" ;;
    *requirements-installer.txt) [ -n "$HAS_UV" ] || exit 1
        printf '#!/bin/sh\necho "$UV_DEFAULT_INDEX $@" >>calls\n%s\n' "$HAS_UV" >venv/bin/uv
        chmod +x venv/bin/uv ;;
    "-m pip install"*) really_sleep "${SECONDS_OF_PIP:-0}"
        echo "$@" >>installs; [ -z "$PIP" ] || { echo "$PIP"; exit 1; } ;;
    *) exit 9 ;;
esac
"""


class Machine:
    """A folder with the project's requirement files, and a PATH that holds only what the test put there."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.bin = folder / "bin"
        (self.project / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "scripts/install", self.project / "scripts/install")
        for name in ("", "-rehearse", "-query", "-dev", "-installer"):
            (self.project / f"requirements{name}.txt").write_text("a==1\n")
        for tool in (*TOOLS, "mkdir", "cp", "chmod"):
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        (self.bin / "really_sleep").symlink_to(shutil.which("sleep") or "sleep")

    def hurry(self) -> None:
        """A second of the script's is a twentieth from now on."""
        (self.bin / "sleep").unlink()
        self.add("sleep", "#!/bin/sh\nexec really_sleep 0.05\n")

    def add(self, name: str, text: str = PYTHON) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def install(self, *words: str, **environ: str) -> tuple[int, str]:
        done = subprocess.run(
            ["sh", "scripts/install", *words],
            cwd=self.project,
            env={"PATH": str(self.bin), "PIP": "", "HAS_UV": "", **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def calls(self) -> str:
        return (self.project / "calls").read_text()

    def installs(self) -> int:
        log = self.project / "installs"
        return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_first_install_says_one_line_for_each_step(machine: Machine) -> None:
    machine.add("python3")
    assert machine.install() == (
        0,
        "everyregion: making venv/ with Python 3.12.1\n"
        "everyregion: installing the pinned requirements\n"
        "everyregion: without uv: pip installs, which takes about a minute\n",
    )


def test_only_packages_with_a_pinned_hash_are_installed(machine: Machine) -> None:
    machine.add("python3")
    machine.install()
    assert "--require-hashes --only-binary :all:" in (machine.project / "installs").read_text()


def test_a_second_install_says_and_does_nothing(machine: Machine) -> None:
    machine.add("python3")
    machine.install()
    assert machine.install() == (0, "")
    assert machine.installs() == 1


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ([], "requirements.txt"),
        ([], "requirements-rehearse.txt"),
        (["tests"], "requirements-dev.txt"),
        (["query"], "requirements-query.txt"),
        (["tests"], "requirements-query.txt"),
    ],
)
def test_a_changed_requirement_file_installs_again_into_the_same_venv(
    machine: Machine, words: list[str], file: str
) -> None:
    machine.add("python3")
    machine.install(*words)
    (machine.project / file).write_text("a==2\n")
    assert machine.install(*words) == (
        0,
        "everyregion: installing the pinned requirements\n"
        "everyregion: without uv: pip installs, which takes about a minute\n",
    )
    assert machine.installs() == 2


def test_what_tests_is_installed_only_where_something_is_to_be_tested(machine: Machine) -> None:
    machine.add("python3")
    machine.install()
    first = (machine.project / "installs").read_text()
    assert first.endswith("-r requirements.txt -r requirements-rehearse.txt\n")
    machine.install("tests")
    machine.install("tests")
    rest = (machine.project / "installs").read_text().removeprefix(first)
    assert rest.endswith("-r requirements-rehearse.txt -r requirements-query.txt -r requirements-dev.txt\n")
    assert machine.installs() == 2


def test_what_local_queries_need_is_installed_for_whoever_asks(machine: Machine) -> None:
    machine.add("python3")
    machine.install("query")
    machine.install("query")
    machine.install()
    assert machine.installs() == 1
    assert (
        "-r requirements-rehearse.txt -r requirements-query.txt\n"
        in (machine.project / "installs").read_text()
    )


def test_what_tests_holds_what_runs_too(machine: Machine) -> None:
    machine.add("python3")
    machine.install("tests")
    assert machine.install() == (0, "")
    assert machine.installs() == 1
    (machine.project / "requirements.txt").write_text("a==2\n")
    machine.install()
    assert machine.install("tests") == (0, "")
    assert machine.installs() == 2


def test_an_install_that_failed_is_tried_again(machine: Machine) -> None:
    machine.add("python3")
    assert machine.install(PIP="odd")[0] == 1
    assert machine.install()[0] == 0
    assert machine.installs() == 2


def test_no_python_says_how_to_get_one(machine: Machine) -> None:
    code, text = machine.install()
    assert code == 1
    assert "Python 3.10 or newer is needed, and none was found on PATH." in text
    assert "apt install python3 python3-venv" in text


def test_a_python_that_is_too_old_is_named(machine: Machine) -> None:
    machine.add("python3")
    code, text = machine.install(TOO_OLD="1", VERSION="3.8.10")
    assert code == 1
    assert "Python 3.10 or newer is needed, and only Python 3.8.10 was found on PATH." in text


def test_a_newer_python_under_another_name_is_found(machine: Machine) -> None:
    machine.add("python3", "#!/bin/sh\nexit 1\n")
    machine.add("python3.11")
    assert machine.install(VERSION="3.11.2")[1].startswith("everyregion: making venv/ with Python 3.11.2\n")


def test_the_python_that_was_asked_for_must_run(machine: Machine) -> None:
    machine.add("python3")
    code, text = machine.install(PYTHON="python9")
    assert code == 1
    assert "PYTHON=python9 is not a Python 3.10 or newer that runs." in text


def test_a_python_without_ensurepip_names_the_package_to_install(machine: Machine) -> None:
    machine.add("python3")
    code, text = machine.install(ENSUREPIP="1")
    assert code == 1
    assert "Python 3.12.1 is here, but its venv module isn't complete." in text
    assert "apt install python3-venv   (or python3.12-venv)" in text


@pytest.mark.parametrize(
    ("said", "explained"),
    [
        ("Failed to establish a new connection: [Errno -3]", "The package index couldn't be reached."),
        ("SSLError(CERTIFICATE_VERIFY_FAILED)", "a certificate that isn't trusted here"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "A package isn't the one that was pinned."),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for a==1", "make PYTHON=python3.12"),
        ("ERROR: something else", "ERROR: something else"),
    ],
)
def test_a_failed_install_is_explained_and_names_its_log(machine: Machine, said: str, explained: str) -> None:
    machine.add("python3")
    code, text = machine.install(PIP=said)
    assert code == 1
    assert explained in text
    assert text.endswith("  Everything that was printed is in venv/install.log.\n")


def test_a_folder_named_venv_that_is_something_else_is_left_alone(machine: Machine) -> None:
    machine.add("python3")
    kept = machine.project / "venv/letters.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    code, text = machine.install()
    assert code == 1
    assert "venv is there already, and isn't a Python virtual environment." in text
    assert kept.read_text() == "mine"


def test_a_venv_whose_python_is_gone_is_made_again(machine: Machine) -> None:
    machine.add("python3")
    machine.install()
    (machine.project / "venv/bin/python").unlink()
    assert machine.install()[1].startswith("everyregion: making venv/ with Python 3.12.1\n")


def test_asking_for_another_python_makes_the_venv_again(machine: Machine) -> None:
    machine.add("python3")
    machine.install()
    machine.add("python3.13", PYTHON.replace("3.12.1", "3.13.0"))
    assert machine.install(PYTHON="python3.13")[1].startswith(
        "everyregion: making venv/ with Python 3.13.0\n"
    )


def test_uv_makes_a_seeded_venv_where_it_is_there(machine: Machine) -> None:
    machine.add("python3")
    machine.add(
        "uv",
        '#!/bin/sh\necho "$@" >>calls\n[ "$1" = venv ] || exit 0\n'
        f"mkdir -p venv/bin && cp {machine.bin}/python3 venv/bin/python && echo home >venv/pyvenv.cfg\n",
    )
    code, text = machine.install()
    assert (code, text.splitlines()[0]) == (0, "everyregion: making venv/ with uv")
    made, installed = (machine.project / "calls").read_text().splitlines()
    assert made == "venv --quiet --seed --python python3 venv"
    assert "--require-hashes" in installed
    assert machine.installs() == 0


def test_without_uv_on_path_pip_installs_only_uv_and_uv_the_rest(machine: Machine) -> None:
    machine.add("python3")
    assert machine.install(HAS_UV="exit 0") == (
        0,
        "everyregion: making venv/ with Python 3.12.1\neveryregion: installing the pinned requirements\n",
    )
    assert machine.installs() == 0
    assert "--require-hashes --only-binary :all: -r requirements.txt" in machine.calls()


def test_a_mirror_that_pip_is_told_of_is_where_uv_installs_from(machine: Machine) -> None:
    machine.add("python3")
    machine.install(HAS_UV="exit 0")
    assert machine.calls().startswith("https://mirror.example/simple pip install ")


def test_where_the_installed_uv_fails_pip_installs(machine: Machine) -> None:
    machine.add("python3")
    assert machine.install(HAS_UV="exit 1")[0] == 0
    assert machine.installs() == 1


@pytest.mark.parametrize(
    ("slow", "said"),
    [
        ("SECONDS_OF_VENV", "everyregion: making venv/, 10 s"),
        ("SECONDS_OF_PIP", "everyregion: pip installs, 10 s"),
    ],
)
def test_what_takes_long_says_every_ten_seconds_how_far_it_is(machine: Machine, slow: str, said: str) -> None:
    machine.add("python3")
    machine.hurry()
    code, text = machine.install(**{slow: "1.5"})
    assert code == 0
    assert said in text


@pytest.mark.parametrize(
    ("pip_says", "uv_is_told"),
    [
        (["global.index-url='https://a.example/simple'"], {"UV_DEFAULT_INDEX": "https://a.example/simple"}),
        (["global.index-url='https://a'", ":env:.index-url='https://b'"], {"UV_DEFAULT_INDEX": "https://b"}),
        ([":env:.find-links='/wheels /more'"], {"UV_FIND_LINKS": "/wheels,/more"}),
        (
            ["global.extra-index-url='https://a https://b'"],
            {"UV_INDEX": "https://a https://b", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        (["global.cert='/ca.pem'"], {"SSL_CERT_FILE": "/ca.pem"}),
        (["global.disable-pip-version-check='1'", "list.format='columns'"], {}),
    ],
)
def test_what_pip_is_told_is_said_in_uvs_words(pip_says: list[str], uv_is_told: dict[str, str]) -> None:
    assert as_uv(pip_says, {}) == uv_is_told


def test_what_uv_is_told_in_its_own_words_stays() -> None:
    assert as_uv(["global.index-url='https://a'"], {"UV_DEFAULT_INDEX": "https://mine"}) == {}

"""`./dev` on machines that lack things, played with stand-ins for apt-get and python3."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# What a minimal Debian has; everything else on the PATH of these tests is a stand-in.
TOOLS = "basename cat chmod cksum cp dirname env mkdir mktemp readlink rm sed sh true"

PYTHON = """#!/bin/sh
echo "python $*" >>"$CALLS"
case "$*" in
    "-c import ensurepip, venv") [ -e "$MACHINE/has-venv" ] ;;
    "-m venv --clear .venv")
        mkdir -p .venv/bin && cp "$MACHINE/bin/python3" .venv/bin/python && : >"$MACHINE/has-pip" ;;
    "-m pip --version") [ -e "$MACHINE/has-pip" ] ;;
    "-c import sys; print"*) echo "(3, 11)" ;;
esac
"""
APT = """#!/bin/sh
echo "apt-get $*" >>"$CALLS"
case "$*" in install*python3-venv*) : >"$MACHINE/has-venv" ;; esac
"""


class Machine:
    """A checkout and a PATH of its own, with a record of what was called."""

    def __init__(self, folder: Path, *, user_id: int) -> None:
        self.folder = folder
        self.checkout = folder / "shop"
        self.calls = folder / "calls"
        self.checkout.mkdir()
        self.calls.touch()
        for name in ("dev", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, self.checkout / name)
        for tool in TOOLS.split():
            path = shutil.which(tool)
            assert path
            (folder / "bin").mkdir(exist_ok=True)
            (folder / "bin" / tool).symlink_to(path)
        self.stand_in("python3", PYTHON)
        self.stand_in("apt-get", APT)
        self.stand_in("id", f"#!/bin/sh\necho {user_id}\n")

    def stand_in(self, name: str, script: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(script)
        path.chmod(0o755)

    def dev(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        self.calls.write_text("")
        environ = {"PATH": str(self.folder / "bin"), "CALLS": str(self.calls), "MACHINE": str(self.folder)}
        return subprocess.run(
            [self.checkout / "dev", *arguments],
            cwd=self.folder, env=environ, capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip

    def called(self, part: str) -> bool:
        return part in self.calls.read_text()


@pytest.fixture
def root(tmp_path: Path) -> Machine:
    return Machine(tmp_path, user_id=0)


@pytest.fixture
def person(tmp_path: Path) -> Machine:
    return Machine(tmp_path, user_id=1000)


def test_alone_it_lists_its_verbs(person: Machine) -> None:
    result = person.dev()
    assert result.returncode == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        "run", "test", "check", "bench", "shots", "audit", "operators",
        "export", "import", "docs", "lock", "fix",
    ]  # fmt: skip


def test_an_unknown_verb_is_refused_with_the_way_out(person: Machine) -> None:
    result = person.dev("start")
    assert result.returncode == 1
    assert "there is no 'start'" in result.stderr


def test_without_rights_the_exact_line_to_run_is_said(person: Machine) -> None:
    result = person.dev("run")
    assert result.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends python3-venv\n" in result.stderr
    assert not person.called("apt-get")


def test_a_password_less_sudo_is_used(person: Machine) -> None:
    person.stand_in("sudo", '#!/bin/sh\nshift\nexec "$@"\n')
    assert person.dev("run").returncode == 0
    assert person.called("apt-get install -y --no-install-recommends python3-venv")


def test_what_apt_said_is_shown_when_it_failed(root: Machine) -> None:
    root.stand_in("apt-get", "#!/bin/sh\necho no space left on device\nexit 100\n")
    result = root.dev("run")
    assert result.returncode == 1
    assert "no space left on device" in result.stderr
    assert "apt-get could not install: python3-venv" in result.stderr


def test_root_installs_what_is_missing_then_the_server_starts(root: Machine) -> None:
    result = root.dev("run", "--port", "9000")
    assert result.returncode == 0, result.stderr
    assert root.called("apt-get install -y --no-install-recommends python3-venv")
    assert root.called(
        "-m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock"
    )
    assert root.calls.read_text().endswith("python -m server serve --port 9000\n")


def test_the_second_start_installs_nothing(root: Machine) -> None:
    root.dev("run")
    assert root.dev("run").returncode == 0
    assert not root.called("pip")
    assert not root.called("apt-get")
    assert root.called("-m server serve")


def test_a_changed_lock_is_installed_by_the_next_start(root: Machine) -> None:
    root.dev("run")
    with (root.checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    root.dev("run")
    assert root.called("pip install")


def test_a_python_that_moved_on_gets_a_new_environment(root: Machine) -> None:
    root.dev("run")
    (root.checkout / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    assert root.dev("run").returncode == 0
    assert root.called("-m venv --clear .venv")


def test_without_apt_the_missing_packages_are_named(person: Machine) -> None:
    (person.folder / "bin/apt-get").unlink()
    assert "these are missing: python3-venv" in person.dev("run").stderr

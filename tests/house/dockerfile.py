"""Carries out a Dockerfile in plain folders, one a stage, so that its commands can be tried anywhere."""

import fnmatch
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

BUILD_SECONDS = 240
FETCHING = ("PIP_", "SSL_CERT", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


class Step(NamedTuple):
    """One instruction and the rest of its line."""

    instruction: str
    text: str


def steps(dockerfile: str) -> list[Step]:
    """The instructions in order, with continued lines joined and comments left out."""
    lines = [line for line in dockerfile.splitlines() if not line.startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    words = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [Step(instruction.upper(), text.strip()) for instruction, text in words]


class Stage:
    """The file system of one stage under a folder, and what its instructions said so far."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workdir = root
        # Of our environment only what says how packages are fetched from here.
        self.environ = {name: value for name, value in os.environ.items() if name.startswith(FETCHING)}
        self.environ |= {"PATH": f"{_bare_python(root)}:{os.environ['PATH']}", "HOME": str(root)}
        self.user: int | None = None
        self.command: list[str] = []
        self.health: str = ""

    def inside(self, path: str) -> Path:
        """Where a path of the image lies in our folder."""
        return self.root / path.lstrip("/") if path.startswith("/") else self.workdir / path

    def here(self, text: str) -> str:
        """A command's absolute paths, of which the Dockerfile uses /data alone, moved into our folder."""
        return text.replace("/data", str(self.root / "data"))

    def run(self, command: str, *, seconds: float = BUILD_SECONDS) -> None:
        """Runs a shell command as the image would."""
        subprocess.run(
            ["sh", "-c", self.here(command)],
            cwd=self.workdir, env=self.environ, user=self.user, check=True, timeout=seconds,
        )  # fmt: skip

    def start(self) -> subprocess.Popen[bytes]:
        """Starts what CMD says, as the user that USER says."""
        program = [str(self.inside(self.command[0])), *self.command[1:]]
        return subprocess.Popen(program, cwd=self.workdir, env=self.environ, user=self.user, group=self.user)


def build(dockerfile: str, context: Path, folder: Path) -> Stage:
    """Carries out every instruction; returns the last stage.

    Raises:
        subprocess.CalledProcessError: A RUN command failed.
        ValueError: The Dockerfile uses what this small reader does not know.
    """
    stages: dict[str, Stage] = {}
    stage = Stage(folder)
    for instruction, text in steps(dockerfile):
        match instruction:
            case "FROM":
                name = text.split(" AS ")[1] if " AS " in text else "last"
                root = folder / name
                root.mkdir()
                stage = stages[name] = Stage(root)
            case "WORKDIR":
                stage.workdir = stage.inside(text)
                stage.workdir.mkdir(parents=True, exist_ok=True)
            case "ENV":
                pairs = (pair.split("=", 1) for pair in shlex.split(text))
                stage.environ.update({key: stage.here(value) for key, value in pairs})
            case "COPY":
                _copy(stage, text, stages, context)
            case "RUN":
                stage.run(text)
            case "USER":
                # Only root may become somebody else.
                stage.user = int(text.split(":")[0]) if os.geteuid() == 0 else None
            case "HEALTHCHECK":
                stage.health = text.split("CMD ", 1)[1]
            case "CMD":
                stage.command = json.loads(text)
            case "EXPOSE" | "VOLUME" | "STOPSIGNAL":
                pass
            case other:
                raise ValueError(f"this reader of Dockerfiles does not know {other}")
    return stage


def _copy(stage: Stage, text: str, stages: dict[str, Stage], context: Path) -> None:
    words = text.split()
    if words[0].startswith("--from="):
        source = stages[words.pop(0).removeprefix("--from=")].inside(words[0])
    else:
        source = context / words[0]
        _check_sent(words[0], context)
    target = stage.inside(words[1])
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, symlinks=True, ignore=None if "--from" in text else ignored)
    else:
        shutil.copy2(source, target / source.name if words[1].endswith("/") else target)


def _check_sent(name: str, context: Path) -> None:
    """A builder never sees what .dockerignore holds back."""
    sent = True
    for line in (context / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#") and fnmatch.fnmatch(name, line.removeprefix("!")):
            sent = line.startswith("!")
    if not sent:
        raise ValueError(f".dockerignore holds back {name}")


def _bare_python(root: Path) -> Path:
    """A folder for the PATH with nothing but this Python without its venv, as the base image has it."""
    folder = root / "usr" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / "python3"
    if not python.is_symlink():
        python.symlink_to(_python_for_everybody())
    return folder


def _python_for_everybody() -> Path:
    """This Python without its venv, or the system's: the image's account must reach it."""
    name = f"python3.{sys.version_info.minor}"
    candidates = (Path(sys.base_prefix) / "bin" / name, Path("/usr/bin") / name)
    return next((path for path in candidates if _open_to_all(path.resolve())), candidates[0])


def _open_to_all(path: Path) -> bool:
    """Whether any account may run this program."""
    return path.exists() and all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.parents))

"""The Dockerfile's own commands, in order, in clean folders: the image builds, answers, and ends in time."""

import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.dockerfile import Stage, build, steps
from tests.services import free_port

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture
def image() -> Iterator[Stage]:
    # Not tmp_path, which no other user may enter.
    with tempfile.TemporaryDirectory(prefix="showfloor-image-") as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield build(DOCKERFILE, ROOT, path)


def healthy(image: Stage) -> bool:
    try:
        image.run(image.health + " 2>/dev/null", seconds=10)
    except subprocess.CalledProcessError:
        return False
    return True


@pytest.mark.timeout(300)
def test_the_image_builds_answers_as_a_plain_user_and_ends_on_sigterm(image: Stage) -> None:
    image.environ["SHOWFLOOR_PORT"] = str(free_port())
    server = image.start()
    try:
        deadline = time.monotonic() + 30
        while not healthy(image):
            assert server.poll() is None, "the server ended at once"
            assert time.monotonic() < deadline, "the health check never passed"
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=5) == 0
    finally:
        server.kill()
        server.wait()
    assert (image.root / "data" / "showfloor.db").exists()
    assert not healthy(image)


def test_the_image_does_not_run_as_root() -> None:
    users = [step.text for step in steps(DOCKERFILE) if step.instruction == "USER"]
    assert users
    assert not users[-1].startswith(("0", "root"))


def test_every_room_is_in_the_image() -> None:
    copied = {step.text.split()[0] for step in steps(DOCKERFILE) if step.instruction == "COPY"}
    assert {"server", "media", "chat", "checkout", "web", "requirements.lock"} <= copied


def test_compose_opens_the_ports_that_the_image_exposes() -> None:
    exposed = next(step.text.split() for step in steps(DOCKERFILE) if step.instruction == "EXPOSE")
    compose = (ROOT / "compose.yaml").read_text()
    assert re.findall(r'- "\d+:(\d+/\w+)"', compose) == exposed


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "showfloor.service"
    text = (ROOT / "deploy/showfloor.service").read_text()
    # The checkout's place and user are the reader's; here it is only about the syntax.
    unit.write_text(re.sub(r"^(User|ExecStart|WorkingDirectory)=.*\n", "", text, flags=re.MULTILINE) + "\n")
    unit.write_text(unit.read_text().replace("[Service]", "[Service]\nExecStart=/bin/true"))
    result = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=30
    )
    assert "showfloor.service" not in result.stderr, result.stderr

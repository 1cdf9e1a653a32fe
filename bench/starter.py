"""Rasa's own starter bot, made by `rasa init` and untouched, behind its REST channel."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import httpx

from tests.conversation.system import ASSISTANT_PYTHON, ROOT, START_SECONDS, free_port

HOME = ROOT / "var" / "bench" / "starter"
ENVIRONMENT = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}


def rasa(*arguments: str, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start one of Rasa's commands in a folder, with its output in a file."""
    env = {**os.environ, **ENVIRONMENT}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    with log.open("wb") as out:
        return subprocess.Popen(  # noqa: S603 - the assistant's own Python
            [str(ASSISTANT_PYTHON), "-m", "rasa", *arguments],
            cwd=folder,
            env=env,
            stdout=out,
            stderr=out,
            stdin=subprocess.DEVNULL,
        )


def made() -> Path:
    """Return the folder of the trained starter bot; it is made once and kept."""
    if not any(HOME.glob("models/*.tar.gz")):
        shutil.rmtree(HOME, ignore_errors=True)
        HOME.mkdir(parents=True)
        log = HOME.parent / "init.log"
        if rasa("init", "--no-prompt", folder=HOME, log=log).wait():
            raise RuntimeError(f"the starter bot could not be made; see {log}")
    return HOME


class Starter:
    """The running starter bot; `started` is how many seconds passed until its first answer."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        begun = time.monotonic()
        arguments = ("run", "-p", str(self.port), "-i", "127.0.0.1")
        self.process = rasa(*arguments, folder=made(), log=folder / "starter.log")
        self._wait()
        self.started = time.monotonic() - begun

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def _wait(self) -> None:
        hello = {"sender": "first", "message": "hi"}
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if httpx.post(f"{self.url}/webhooks/rest/webhook", json=hello).json():
                    return
            except (httpx.HTTPError, ValueError):
                time.sleep(0.1)
        self.stop()
        raise RuntimeError("the starter bot did not start")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait()

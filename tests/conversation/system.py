"""The real system for conversation tests: real processes, real databases, nothing faked.

Only the model is shared between runs (`make test` trains it when its content hash is new); every
system gets a folder, secrets and ports of its own.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.conversation.proxy import CountingProxy

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 300
MODULES = {"assistant": ["bot"], "worker": ["casedesk", "worker"]}
"""What `python -m` runs where it is not the process's own kind. "assistant-2" is a second one."""
READY = {"assistant": 401, "console": 303}
"""What a process answers to a stranger once it is ready, where that is not 200."""
ASSISTANT_PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kind_of(name: str) -> str:
    """Return what kind of process this is one of."""
    return name.split("-", maxsplit=1)[0]


class System:
    """Edge, assistant and action server of one test session."""

    NAMES = ("edge", "assistant", "actions", "console")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in self.NAMES}
        self.actions = CountingProxy(self.ports["actions"])
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.env = {**os.environ, **self._settings()}
        # Without bytecode every start of the assistant would compile TensorFlow again.
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)
        self.run("init")
        self.run("migrate")

    def _settings(self) -> dict[str, str]:
        ports = {f"{name.upper()}_PORT": str(self.ports[name]) for name in System.NAMES}
        return ports | {
            "FIRSTDAY_HOME": str(self.folder),
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    def run(self, *command: str) -> str:
        """Run one of the operator's commands in this system; return what it printed."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "casedesk", *command],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *names: str) -> None:
        """Start the named processes and wait until each answers."""
        for name in names:
            kind = kind_of(name)
            python = str(ASSISTANT_PYTHON) if kind == "assistant" else sys.executable
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(  # noqa: S603 - our own processes
                    [python, "-m", *MODULES.get(kind, [kind])],
                    cwd=ROOT,
                    env=self._env_of(name),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
        for name in names:
            if name != "worker":  # It listens nowhere.
                self._wait_for(name)

    def _env_of(self, name: str) -> dict[str, str]:
        if name != "assistant":
            return self.env
        return {**self.env, "ACTIONS_PORT": str(self.actions.port)}

    def kill(self, name: str) -> None:
        """End a process at once, as a power cut would."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):  # It may have ended by itself.
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End every process that still runs."""
        for name in list(self.running):
            self.kill(name)
        self.actions.close()

    def url(self, name: str) -> str:
        """Return the address of a process."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def log_of(self, name: str) -> str:
        """Return everything a process wrote."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _wait_for(self, name: str) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.running[name].poll() is not None:
                break
            with contextlib.suppress(httpx.HTTPError):
                # Any answer of the assistant's channel means that its model is loaded.
                status = httpx.get(self.url(name) + _health(name), timeout=5).status_code
                if status == READY.get(kind_of(name), 200):
                    return
            time.sleep(0.3)
        raise AssertionError(f"{name} did not start:\n{self.log_of(name)[-3000:]}")


def _health(name: str) -> str:
    return "/webhooks/firstday/health" if kind_of(name) == "assistant" else "/health"

"""One pipeline measured in fresh processes, so that memory and time are its own.

Run as `python -m bench.nlu.probe train|serve NAME FOLDER`; leaves its answer in the folder.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.nlu.assistant import Assistant, quiet, train
from bench.nlu.examples import HELD_OUT, ROOT, TRAINING, load
from bench.nlu.pipelines import variants

MODEL = "bench.tar.gz"
ANSWER = "answer.json"


def measure(name: str, folder: Path) -> dict[str, Any]:
    """Train a variant and ask it the held-out sentences.

    Returns train_seconds, train_mb, load_seconds, serve_mb, ms_median, ms_p95, model_mb, readings.
    """
    return {**_run("train", name, folder), **_run("serve", name, folder)}


def _run(step: str, name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.nlu.probe", step, name, str(folder)]
    # Rasa speaks on the standard output, so the answer comes in a file.
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)  # noqa: S603
    answer: dict[str, Any] = json.loads((folder / ANSWER).read_text())
    return answer


def _train(name: str, folder: Path) -> dict[str, Any]:
    start = time.perf_counter()
    model = train(variants()[name], load(TRAINING), folder)
    seconds = time.perf_counter() - start
    return {
        "train_seconds": seconds,
        "train_mb": _memory("VmHWM"),
        "model_mb": model.stat().st_size / 1e6,
    }


def _serve(_name: str, folder: Path) -> dict[str, Any]:
    start = time.perf_counter()
    assistant = Assistant(folder / MODEL)
    loaded = time.perf_counter() - start
    readings, times = [], []
    for example in load(HELD_OUT):
        start = time.perf_counter()
        readings.append(asdict(assistant.read(example)))
        times.append(1000 * (time.perf_counter() - start))
    return {
        "load_seconds": loaded,
        "serve_mb": _memory("VmRSS"),
        "ms_median": median(times),
        "ms_p95": quantiles(times, n=20)[-1],
        "readings": readings,
    }


def _memory(key: str) -> float:
    """Read this process's memory in MB: VmRSS now, VmHWM at its highest (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(key + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(f"/proc/self/status has no {key}.")


if __name__ == "__main__":
    quiet()
    step, name, folder = sys.argv[1:]
    answer = {"train": _train, "serve": _serve}[step](name, Path(folder))
    (Path(folder) / ANSWER).write_text(json.dumps(answer))

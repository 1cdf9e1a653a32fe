"""The assistant's own tests, run by the assistant's own Python (3.10, where pytest is absent)."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-assistant/bin/python"
MODULES = sorted(path.stem for path in (ROOT / "tests/assistant").glob("test_*.py"))


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("module", MODULES)
def test_the_assistants_own_tests_pass(module):
    run = subprocess.run(  # noqa: S603  # Fixed arguments.
        [PYTHON, "-W", "ignore", "-m", "unittest", module],
        cwd=ROOT / "tests/assistant",
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "OK" in run.stderr

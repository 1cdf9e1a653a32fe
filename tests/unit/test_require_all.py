"""REQUIRE_ALL=1 leaves no skipped test unnoticed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parent.parent / "conftest.py"

SKIPS = {
    "inside a test": "import pytest\ndef test_it(): pytest.skip('no browser here')\n",
    "by a mark": "import pytest\n@pytest.mark.skip('no browser here')\ndef test_it(): pass\n",
    "by a condition": "import pytest\n"
    "@pytest.mark.skipif(True, reason='no browser here')\ndef test_it(): pass\n",
    "in a fixture": "import pytest\n@pytest.fixture\ndef it(): pytest.skip('no browser here')\n"
    "def test_it(it): pass\n",
    "of a whole file": "import pytest\npytest.skip('no browser here', allow_module_level=True)\n",
}


def run_pytest(folder: Path, source: str, **environ: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(CONFTEST, folder)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_one.py").write_text(source)
    outer = {name: value for name, value in os.environ.items() if name != "REQUIRE_ALL"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**outer, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("source", SKIPS.values(), ids=SKIPS.keys())
def test_a_skip_fails_the_run_and_its_reason_is_shown(tmp_path: Path, source: str):
    ended = run_pytest(tmp_path, source, REQUIRE_ALL="1")

    assert ended.returncode != 0
    assert "REQUIRE_ALL=1 allows no skip" in ended.stdout
    assert "no browser here" in ended.stdout


def test_without_it_a_skip_is_a_skip(tmp_path: Path):
    ended = run_pytest(tmp_path, SKIPS["inside a test"])

    assert ended.returncode == 0
    assert "1 skipped" in ended.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path):
    source = "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n"

    ended = run_pytest(tmp_path, source, REQUIRE_ALL="1")

    assert ended.returncode == 0, ended.stdout

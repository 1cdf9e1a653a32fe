"""What holds for every test: with REQUIRE_ALL=1 a skipped test is a failed one.

A machine without a browser or a database server skips the tests that need them, so that anybody
can work on the rest. Continuous integration has everything; there a skip means that something was
not tested, and silence about it would pass for success.
"""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# These run under the assistant's own Python; see unit/test_bot_assistant_python.py.
collect_ignore = ["assistant"]

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"

# Speed is measured in bench/; a busy machine must not fail a property.
settings.register_profile("firstday", deadline=None)
settings.load_profile("firstday")


def _refuse[Report: (pytest.TestReport, pytest.CollectReport)](report: Report) -> Report:
    expected_failure = hasattr(report, "wasxfail")
    if REQUIRE_ALL and report.skipped and not expected_failure:
        where = report.longrepr
        reason = where[-1] if isinstance(where, tuple) else str(where)
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skip. {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip inside a test into its failure."""
    return _refuse((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole file into an error."""
    return _refuse((yield))


class ByFile(LoadScopeScheduling):
    """Gives each worker one file after the other, and all of the fault tests to one, last.

    A file's tests share what they start; those of `faults/` count seconds, and need the machine.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, _ = nodeid.partition("::")
        return "tests/faults" if file.startswith("tests/faults/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Share the tests out by file when there are several workers (`-n 2`)."""
    return ByFile(config, log)

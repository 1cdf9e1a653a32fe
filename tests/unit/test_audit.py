"""An audit passes when everything was looked up, and what was found is waived, for a while."""

from dataclasses import replace
from datetime import date, timedelta

from run.audit import (
    WAIVERS,
    Finding,
    Looked,
    Waiver,
    load_waivers,
    node_packages,
    problems,
    python_packages,
)

TODAY = date(2026, 12, 1)
WEAK = Finding("aiohttp", "3.9.5", frozenset({"PYSEC-2026-1", "CVE-2026-22815"}))
LIVED_WITH = Waiver(
    "aiohttp", "CVE-2026-22815", "pinned", "a client only", date(2026, 11, 24), date(2027, 2, 22)
)


def passes(looked: Looked, *waivers: Waiver, today: date = TODAY) -> list[str]:
    return list(problems(looked, waivers, today))


def test_nothing_found_and_nothing_waived_passes():
    assert passes(Looked((), ())) == []


def test_a_finding_that_is_waived_under_any_of_its_names_passes():
    assert passes(Looked((WEAK,), ()), LIVED_WITH) == []


def test_a_finding_nobody_waived_is_named():
    (problem,) = passes(Looked((WEAK,), ()))

    assert problem == "not waived: aiohttp 3.9.5: CVE-2026-22815, PYSEC-2026-1"


def test_a_waiver_of_another_package_covers_nothing():
    found = passes(Looked((WEAK,), ()), replace(LIVED_WITH, package="sanic"))

    assert "not waived: aiohttp" in found[0]
    assert found[1].endswith("waives nothing; take it out")


def test_a_waiver_expires():
    (problem,) = passes(Looked((WEAK,), ()), LIVED_WITH, today=date(2027, 2, 23))

    assert "expired on 2027-02-22" in problem


def test_a_waiver_lasts_ninety_days_at_most():
    long = replace(LIVED_WITH, expires_on=LIVED_WITH.decided_on + timedelta(days=91))

    (problem,) = passes(Looked((WEAK,), ()), long)

    assert "longer than 90 days" in problem


def test_what_could_not_be_looked_up_does_not_pass_and_makes_no_waiver_useless():
    (problem,) = passes(Looked((), ("aiohttp", "yarl")), LIVED_WITH)

    assert problem == "could not be looked up: 2 packages, such as aiohttp, yarl"


def test_pip_audits_answer_is_read():
    report = {
        "dependencies": [
            {"name": "yarl", "version": "1.25.1", "vulns": []},
            {"name": "uv", "skip_reason": "not found"},
            {
                "name": "aiohttp",
                "version": "3.9.5",
                "vulns": [
                    {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-22815"], "fix_versions": []}
                ],
            },
        ]
    }

    assert python_packages(report) == Looked((WEAK,), ("uv",))


def test_npms_answer_is_read_and_an_error_of_its_registry_is_no_clean_answer():
    advisory = {"url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc", "title": "x"}
    report = {"vulnerabilities": {"lit": {"range": "<3", "via": [advisory, "other"]}}}

    assert node_packages(report).findings == (
        Finding("lit", "<3", frozenset({"GHSA-aaaa-bbbb-cccc"})),
    )
    assert node_packages({"message": "405"}).unseen


def test_the_waivers_that_stand_are_whole_and_none_lasts_too_long():
    waivers = load_waivers(WAIVERS.read_text(encoding="utf-8"))
    findings = tuple(Finding(one.package, "", frozenset({one.id})) for one in waivers)

    day = min(one.decided_on for one in waivers)

    assert passes(Looked(findings, ()), *waivers, today=day) == []
    assert all(len(one.why) > 20 and len(one.mitigation) > 20 for one in waivers)

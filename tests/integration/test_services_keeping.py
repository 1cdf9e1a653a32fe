"""Keeping and letting go: retention, erasure, key rotation, backups that restore."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select, text, update

from casedesk.clock import FixedClock
from casedesk.domain.errors import DataError, NotFound, NotPossible
from casedesk.interview.answers import given
from casedesk.services import backup, casework, ledger_checks, messaging, retention, rotation
from casedesk.services.acting import Actor
from casedesk.services.cases import open_case_file
from casedesk.services.desk import Desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.erasure import erase
from casedesk.services.filing import Receipt, submit
from casedesk.store.engine import make_engine
from casedesk.store.keys import PRIVATE, read_keys
from casedesk.store.sealed_columns import NOT_TO_THE_DESK, sealed_columns
from casedesk.store.tables import metadata
from casedesk.store.tables.cases import cases
from casedesk.store.tables.operations import heartbeats, outbox
from casedesk.store.tables.reports import report_answers

ANNA = Actor("anna")
SAM = Actor("sam", supervisor=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

KEPT = {name: timedelta(days=30) for name in retention.CLASSES}


def file(desk: Desk, number: int = 1) -> Receipt:
    conversation = f"{number:032x}"
    draft = open_draft(desk, conversation, "young_person")
    answers = {
        "child_age": given(14),
        "incident_kinds": given(["threat_to_share"]),
        "account": given("he threatens me", words="he threatens me"),
        "suspect_identifiers": given([{"kind": "handle", "platform": "", "value": "night.owl.77"}]),
    }
    save_answers(desk, draft.id, answers)
    receipt = submit(desk, conversation)
    casework.note(desk, receipt.reference, "a note of staff", by=ANNA)
    messaging.write_to_reporter(desk, receipt.reference, "a message", by=ANNA)
    return receipt


def closed(desk: Desk, reference: str) -> None:
    with desk.work() as work:
        work.connection.execute(
            update(cases)
            .where(cases.c.reference == reference)
            .values(closed_at=work.now, state="closed", due_at=None, next_action=None)
        )
        work.commit()


def references(desk: Desk) -> list[str]:
    with desk.reading() as work:
        return list(work.connection.scalars(select(cases.c.reference)))


def everything_about(desk: Desk, case_id: str) -> list[str]:
    """Return the tables in which the case's id still stands, the ledger aside."""
    found = []
    with desk.reading() as work:
        for table in metadata.sorted_tables:
            rows = work.connection.execute(select(table)).all()
            if table.name != "ledger" and any(case_id in map(str, row) for row in rows):
                found.append(table.name)
    return found


def test_erasing_leaves_nothing_but_the_ledgers_entries(desk: Desk) -> None:
    receipt = file(desk)
    other = file(desk, 2)
    case_id = open_case_file(desk, receipt.reference, actor="anna").id
    assert "report_answers" in everything_about(desk, case_id)

    erase(desk, receipt.reference, actor="operator", because="asked")

    assert everything_about(desk, case_id) == []
    assert references(desk) == [other.reference]
    assert ledger_checks.broken(desk) is None
    with pytest.raises(NotFound):
        erase(desk, receipt.reference, actor="operator", because="asked")


@on_sqlite
def test_erased_ciphertext_is_gone_from_the_raw_file(desk: Desk) -> None:
    receipt = file(desk)
    with desk.reading() as work:
        sealed = work.connection.scalars(
            select(report_answers.c.sealed).where(report_answers.c.sealed.is_not(None))
        ).all()
    raw = Path(make_url(desk.settings.database_url).database or "")
    assert all(envelope in raw.read_bytes() for envelope in sealed)

    erase(desk, receipt.reference, actor="operator", because="asked")

    assert not any(envelope in raw.read_bytes() for envelope in sealed)


def test_a_held_case_is_not_erased(desk: Desk, clock: FixedClock) -> None:
    receipt = file(desk)
    until = clock.now() + timedelta(days=400)
    casework.hold(desk, receipt.reference, until, by=SAM, reason="a court asked")
    closed(desk, receipt.reference)

    with pytest.raises(NotPossible, match="on hold"):
        erase(desk, receipt.reference, actor="operator", because="asked")
    clock.at += timedelta(days=399)
    assert retention.expire(desk, KEPT) == 0

    clock.at += timedelta(days=1)
    assert retention.expire(desk, KEPT) == 1


def test_only_closed_cases_whose_time_is_over_expire(desk: Desk, clock: FixedClock) -> None:
    old, live = file(desk, 1), file(desk, 2)
    closed(desk, old.reference)

    clock.at += timedelta(days=29)
    assert retention.expire(desk, KEPT) == 0
    clock.at += timedelta(days=1)
    while retention.expire(desk, KEPT):
        pass

    assert references(desk) == [live.reference]


def test_tidying_removes_old_notices_and_signs_of_life_and_keeps_the_first_notice(
    desk: Desk, clock: FixedClock
) -> None:
    receipt = file(desk)
    with desk.work() as work:
        work.connection.execute(insert(heartbeats).values(name="old", at=work.now, facts={}))
        work.commit()
    clock.at += timedelta(days=31)
    retention.tidy(desk, KEPT)

    with desk.reading() as work:
        assert set(work.connection.scalars(select(outbox.c.kind))) == {"case_filed"}
        assert work.connection.scalar(select(heartbeats.c.name)) is None
    assert references(desk) == [receipt.reference]


def test_the_shipped_retention_file_is_whole() -> None:
    assert set(retention.load_retention()) == set(retention.CLASSES)


@pytest.mark.parametrize(
    "content",
    ["", "closed_cases: {days: 0}", "closed_cases: {days: soon}", "[]", "whims: {days: 1}"],
)
def test_a_wrong_retention_file_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "retention.yml"
    file.write_text(content)

    with pytest.raises(DataError):
        retention.load_retention(file)


def test_every_column_of_bytes_is_either_sealed_to_the_desk_or_listed_as_not() -> None:
    sealed = {(one.table.name, one.column.name) for one in sealed_columns()}

    assert ("report_answers", "sealed") in sealed
    assert not sealed & NOT_TO_THE_DESK
    assert all(name in metadata.tables[table].c for table, name in NOT_TO_THE_DESK)


def test_after_rotation_everything_opens_with_the_new_key_alone(desk: Desk) -> None:
    # Given a case with words of every kind
    receipt = file(desk)
    old = read_keys(desk.settings.keys_folder / PRIVATE)

    # When the key is changed, everything sealed again, and the old key retired
    changed = rotation.begin(desk, actor="operator")
    assert rotation.waiting(changed) > 3
    rotation.reseal(changed)
    assert rotation.retire(changed, actor="operator") == 1

    # Then the new key alone opens everything, and the old one nothing
    fresh = rotation.with_keys(changed)
    assert not set(read_keys(desk.settings.keys_folder / PRIVATE)) & set(old)
    case = open_case_file(fresh, receipt.reference, actor="anna")
    assert case.answers["account"].value == "he threatens me"
    assert {entry["note"] for entry in case.timeline} >= {"a note of staff"}
    with pytest.raises(Exception, match="does not hold"):
        open_case_file(desk, receipt.reference, actor="anna")


def test_during_rotation_old_and_new_reports_both_open(
    desk: Desk, desk_of: Callable[[str], Desk]
) -> None:
    before = file(desk, 1)
    changed = rotation.begin(desk, actor="operator")
    after = file(desk_of("console"), 2)

    for receipt in (before, after):
        assert open_case_file(changed, receipt.reference, actor="x").answers["account"]


def test_an_interrupted_rotation_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    receipts = [file(desk, number) for number in range(3)]
    changed = rotation.begin(desk, actor="operator")
    monkeypatch.setattr(rotation, "BATCH", 2)
    seen = 0

    def stop_soon() -> None:
        nonlocal seen
        seen += 1
        if seen == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(changed, stop_soon)
    left = rotation.waiting(changed)
    with pytest.raises(NotPossible, match="--resume"):
        rotation.retire(changed, actor="operator")

    assert rotation.reseal(rotation.with_keys(changed)) == left > 0
    assert rotation.waiting(changed) == 0
    for receipt in receipts:
        open_case_file(changed, receipt.reference, actor="x")


@on_sqlite
def test_a_backup_restores_with_everything_in_it(desk: Desk, tmp_path: Path) -> None:
    # Given a backup, and what happened after it
    receipt = file(desk)
    backup.backup(desk, tmp_path / "kept")
    later = file(desk, 2)
    ledger_checks.write_checkpoint(desk)

    # When it is rehearsed and restored
    rehearsed = backup.rehearse(desk, tmp_path / "kept")
    with pytest.raises(NotPossible, match="--force"):
        backup.restore(desk, tmp_path / "kept", actor="operator")
    restored = backup.restore(desk, tmp_path / "kept", actor="operator", force=True)

    # Then the old state is back, opens, and its ledger holds and says so
    assert rehearsed == restored
    assert restored.fields_opened >= 3
    assert references(desk) == [receipt.reference]
    assert later.reference not in references(desk)
    assert open_case_file(desk, receipt.reference, actor="anna").answers["account"]
    assert ledger_checks.broken(desk) is None
    with desk.reading() as work:
        newest = work.connection.execute(
            text("SELECT act FROM ledger ORDER BY seq DESC LIMIT 2")
        ).scalars()
        assert set(newest) == {"restored", "case_opened"}


@on_postgresql
@pytest.mark.parametrize("empty_database_url", ["postgresql"], indirect=True)
def test_a_postgresql_backup_restores_into_an_empty_database(
    desk: Desk, tmp_path: Path, empty_database_url: str
) -> None:
    receipt = file(desk)
    backup.backup(desk, tmp_path / "kept")
    engine = make_engine(empty_database_url)
    spare = replace(
        desk, engine=engine, settings=replace(desk.settings, database_url=empty_database_url)
    )

    restored = backup.restore(spare, tmp_path / "kept", actor="operator")

    assert restored.fields_opened >= 3
    assert references(spare) == [receipt.reference]
    engine.dispose()


@on_sqlite
def test_a_damaged_backup_is_refused_before_anything_changes(desk: Desk, tmp_path: Path) -> None:
    file(desk)
    kept = tmp_path / "kept"
    backup.backup(desk, kept)
    whole = (kept / "database").read_bytes()
    (kept / "database").write_bytes(whole[:-1] + b"x")

    with pytest.raises(NotPossible, match="not what was backed up"):
        backup.restore(desk, kept, actor="operator", force=True)
    assert len(references(desk)) == 1


def test_a_backup_whose_keys_are_lost_is_refused(desk: Desk, tmp_path: Path) -> None:
    file(desk)
    kept = tmp_path / "kept"
    backup.backup(desk, kept)
    manifest = json.loads((kept / "manifest.json").read_text())
    (kept / "manifest.json").write_text(json.dumps(manifest | {"keys": ["00000000"]}))

    with pytest.raises(NotPossible, match="keys that are not here"):
        backup.restore(desk, kept, actor="operator", force=True)


def test_a_backup_never_overwrites(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "something").touch()

    with pytest.raises(NotPossible, match="not empty"):
        backup.backup(desk, tmp_path / "kept")

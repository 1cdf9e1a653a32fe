"""Labels: what staff call a case to find it again; they change no level, no clock and no order.

The labels there are stand in `data/labels.yml`, for the desk to choose its own.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.errors import DataError, NotPossible
from casedesk.services import timeline
from casedesk.services.acting import Act, Actor, acting
from casedesk.services.desk import Desk
from casedesk.store.tables.cases import case_labels
from casedesk.store.upsert import insert_if_absent

FILE = DATA / "labels.yml"


@dataclass(frozen=True)
class Label:
    """One label: its words, and when it is used."""

    id: str
    label: str
    means: str


def load_labels(file: Path = FILE) -> tuple[Label, ...]:
    """Read the labels; raise DataError naming what is wrong."""
    entries = read_yaml(file).get("labels") or []
    wrong = [
        f"{file}: labels: entry {number} needs id, label and means, and nothing else"
        for number, one in enumerate(entries, start=1)
        if set(one) != {"id", "label", "means"} or not all(one.values())
    ]
    ids = [one.get("id") for one in entries]
    wrong += [f"{file}: labels: {one} stands twice" for one in set(ids) if ids.count(one) > 1]
    if wrong:
        raise DataError(wrong)
    return tuple(Label(**one) for one in entries)


@cache
def known() -> Mapping[str, Label]:
    """Return the labels there are, by id, in the order of the file."""
    return {one.id: one for one in load_labels()}


def put(desk: Desk, reference: str, wanted: Collection[str], *, by: Actor) -> None:
    """Let the case have exactly these labels; one entry says which came and which went.

    Raises NotPossible for a label there is not, and when nothing would change.
    """
    _need_known(wanted)
    with acting(desk, reference, by) as act:
        has = _of(act)
        _change(act, add=set(wanted) - has, remove=has - set(wanted))


def add(desk: Desk, reference: str, label: str, *, by: Actor) -> None:
    """Put one label on a case. Raises NotPossible as `put` does."""
    _need_known([label])
    with acting(desk, reference, by) as act:
        _change(act, add={label} - _of(act), remove=set())


def _need_known(labels: Iterable[str]) -> None:
    if strange := sorted(set(labels) - set(known())):
        raise NotPossible(f"there is no label {', '.join(strange)}")


def _of(act: Act) -> set[str]:
    mine = select(case_labels.c.label).where(case_labels.c.case_id == act.case_id)
    return set(act.work.connection.scalars(mine))


def _change(act: Act, *, add: set[str], remove: set[str]) -> None:
    if not add and not remove:
        raise NotPossible("the case has these labels already")
    for label in sorted(add):
        row = {"label": label, "at": act.work.now, "actor": act.by.name, "case_id": act.case_id}
        insert_if_absent(act.work.connection, case_labels, row)
    gone = case_labels.c.case_id == act.case_id, case_labels.c.label.in_(remove)
    act.work.connection.execute(delete(case_labels).where(*gone))
    facts = {"added": sorted(add), "removed": sorted(remove)}
    timeline.note(act.desk, act.work, act.case_id, "labelled", actor=act.by.name, facts=facts)

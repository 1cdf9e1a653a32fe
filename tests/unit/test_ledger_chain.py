"""The ledger shows every change made behind its back, and where."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casedesk.domain.ledger import (
    EMPTY,
    Act,
    Broken,
    Checkpoint,
    Entry,
    Head,
    append,
    entry_hash,
    verify,
)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    head = EMPTY
    for number in range(length):
        entries.append(append(head, Act(number, "ana", "contact", f"case{number}", b"d")))
        head = entries[-1].head
    return entries


def checkpoint(entries: list[Entry], at: int = 0) -> Checkpoint:
    last = entries[at - 1]
    return Checkpoint(last.seq, last.hash, 9)


def rewritten(entries: list[Entry], position: int) -> list[Entry]:
    """Change one act and repair every hash after it, as somebody with the code could."""
    kept = entries[: position - 1]
    head = kept[-1].head if kept else EMPTY
    for entry in entries[position - 1 :]:
        act = replace(entry.act, actor="eve") if entry.seq == position else entry.act
        kept.append(append(head, act))
        head = kept[-1].head
    return kept


def test_a_chain_that_nobody_touched_holds():
    entries = chain(5)

    assert verify(entries) is None
    assert verify(entries, checkpoint(entries)) is None
    assert verify(entries, checkpoint(entries, 3)) is None


def test_an_empty_ledger_holds_until_a_checkpoint_says_otherwise():
    assert verify([]) is None
    assert verify([], checkpoint(chain(1))) == Broken(1, "the ledger ends before the checkpoint")


@pytest.mark.parametrize("position", [1, 3, 5])
@pytest.mark.parametrize(
    "change",
    [
        {"at": 77},
        {"actor": "eve"},
        {"act": "read"},
        {"object": "case9"},
        {"details": b"x"},
    ],
)
def test_an_edited_entry_is_found(position, change):
    entries = chain(5)
    entry = entries[position - 1]
    entries[position - 1] = replace(entry, act=replace(entry.act, **change))

    assert verify(entries) == Broken(position, "the entry is not what was written")


def test_an_edited_entry_with_a_new_hash_breaks_the_next_one():
    entries = chain(5)
    forged = append(entries[1].head, Act(2, "eve", "contact", "case2"))
    entries[2] = forged

    assert verify(entries) == Broken(4, "the entry does not continue from the one before")


@pytest.mark.parametrize("position", [1, 2, 4])
def test_a_deleted_entry_is_found(position):
    entries = chain(5)
    del entries[position - 1]

    found = verify(entries)

    assert found == Broken(position, "an entry is missing, repeated or out of order")


def test_a_deleted_entry_with_renumbered_followers_is_found():
    entries = chain(5)
    moved = [replace(entry, seq=entry.seq - 1) for entry in entries[3:]]

    assert verify(entries[:2] + moved) == Broken(
        3, "the entry does not continue from the one before"
    )


def test_an_inserted_entry_is_found():
    entries = chain(5)
    inserted = append(entries[1].head, Act(2, "eve", "contact", "case2"))

    assert verify([*entries[:2], inserted, *entries[2:]]) == Broken(
        4, "an entry is missing, repeated or out of order"
    )


def test_reordered_entries_are_found():
    entries = chain(5)
    entries[2], entries[3] = entries[3], entries[2]

    assert verify(entries) == Broken(3, "an entry is missing, repeated or out of order")


def test_a_cut_tail_is_found_by_the_checkpoint_alone():
    entries = chain(5)

    assert verify(entries[:3]) is None
    assert verify(entries[:3], checkpoint(entries)) == Broken(
        4, "the ledger ends before the checkpoint"
    )


def test_a_rewritten_history_is_found_by_the_checkpoint_alone():
    entries = chain(5)
    forged = rewritten(entries, 2)

    assert verify(forged) is None
    assert verify(forged, checkpoint(entries, 4)) == Broken(
        4, "the entry is not the one the checkpoint saw"
    )


def test_a_part_is_verified_from_a_head_known_before():
    entries = chain(5)

    assert verify(entries[2:], checkpoint(entries), since=entries[1].head) is None
    assert verify(entries[3:], since=entries[1].head) == Broken(
        3, "an entry is missing, repeated or out of order"
    )


def test_a_known_head_that_contradicts_the_checkpoint_is_found():
    entries = chain(3)
    wrong = Head(3, bytes(32))

    assert verify([], checkpoint(entries), since=wrong) == Broken(
        3, "the entry is not the one the checkpoint saw"
    )


def test_the_hash_is_what_the_format_says():
    """A known answer: tag and fields, each after its length in eight bytes."""
    fields = [b"firstday ledger entry v1", b"1", bytes(32), b"5", b"ana", b"read", b"c1", b"d"]
    written = b"".join(len(field).to_bytes(8, "big") + field for field in fields)

    entry = append(EMPTY, Act(5, "ana", "read", "c1", b"d"))

    assert entry.hash == hashlib.sha256(written).digest()
    assert entry.prev_hash == bytes(32)
    assert entry.seq == 1


def test_a_checkpoint_is_never_mistaken_for_an_entry():
    assert b"checkpoint" in Checkpoint(1, bytes(32), 5).canonical()
    assert Checkpoint(1, bytes(32), 5).canonical() != Checkpoint(1, bytes(32), 6).canonical()
    assert Checkpoint(11, b"", 5).canonical() != Checkpoint(1, b"", 15).canonical()


WORDS = st.text(max_size=4)
ACTS = st.builds(Act, st.integers(0, 99), WORDS, WORDS, WORDS, st.binary(max_size=4))


@given(ACTS, ACTS)
def test_different_acts_never_share_a_hash(one: Act, other: Act):
    same = entry_hash(1, bytes(32), one) == entry_hash(1, bytes(32), other)

    assert same is (one == other)


@given(st.integers(1, 8), st.data())
def test_any_single_change_to_a_stored_chain_is_found_at_or_after_its_place(length, data):
    entries = chain(length)
    kept = checkpoint(entries)
    position = data.draw(st.integers(1, length))
    kind = data.draw(st.sampled_from(["edit", "delete", "repeat", "rewrite", "cut"]))
    changed = {
        "edit": lambda: [
            replace(one, act=replace(one.act, at=99)) if one.seq == position else one
            for one in entries
        ],
        "delete": lambda: [one for one in entries if one.seq != position],
        "repeat": lambda: [*entries[:position], *entries[position - 1 :]],
        "rewrite": lambda: rewritten(entries, position),
        "cut": lambda: entries[: position - 1],
    }[kind]()

    found = verify(changed, kept)

    assert found is not None
    assert found.position >= position

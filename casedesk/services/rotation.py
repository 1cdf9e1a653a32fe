"""Changing the desk's key without stopping: new reports use the new key, old ones are sealed again.

Old private keys stay in use until nothing is sealed to them and everybody writes with the new one;
`retire` then moves them aside. Interrupted at any point, the same command goes on.
"""

from collections.abc import Callable
from dataclasses import replace

from casedesk.domain.errors import NotPossible
from casedesk.services import ledger
from casedesk.services.desk import Desk
from casedesk.store import keys
from casedesk.store.keys import PRIVATE, read_keys
from casedesk.store.sealed_columns import sealed_columns
from casedesk.store.vault import key_id, new_private_key, public_of

BATCH = 200


def begin(desk: Desk, *, actor: str) -> Desk:
    """Make a new key pair, newest in both files; return the desk that holds it.

    The private half is written first: a key that only seals would lose what it sealed.
    """
    folder = desk.settings.keys_folder
    held = [new_private_key(), *read_keys(folder / PRIVATE)]
    keys.write_private_keys(folder, held)
    keys.write_public_keys(folder, held)
    _record(desk, actor, "key_made", key_id(public_of(held[0])))
    return with_keys(desk)


def with_keys(desk: Desk) -> Desk:
    """Return the desk with the keys that are in its files now."""
    return replace(desk, vault=keys.load_vault(desk.settings))


def waiting(desk: Desk) -> int:
    """Return how many envelopes are not sealed to the newest key."""
    newest = key_id(desk.vault.desk_public)
    with desk.reading() as work:
        return sum(one.count(work.connection, one.other_than(newest)) for one in sealed_columns())


def reseal(desk: Desk, step: Callable[[], None] = lambda: None) -> int:
    """Seal everything to the newest key, in short units of work; return how much was sealed."""
    done = 0
    for column in sealed_columns():
        found = BATCH
        while found == BATCH:
            with desk.work() as work:
                found = column.reseal(work.connection, desk.vault, BATCH)
                work.commit()
            done += found
            for _ in range(found):
                step()
    return done


def retire(desk: Desk, *, actor: str) -> int:
    """Move old keys aside once nothing is sealed to them; return how many.

    Raises NotPossible while something is. Every process must have been restarted since `begin`.
    """
    left = waiting(desk)
    if left:
        raise NotPossible(f"{left} sealed fields still need the old key; run: keys rotate --resume")
    folder = desk.settings.keys_folder
    newest, *old = read_keys(folder / PRIVATE)
    for key in old:
        name = f"retired-{key_id(public_of(key)).hex()}.key"
        keys.write_keys(folder / name, [(public_of(key), key)], mode=0o600)
    keys.write_private_keys(folder, [newest])
    keys.write_public_keys(folder, [newest])
    if old:
        _record(desk, actor, "keys_retired", key_id(public_of(newest)))
    return len(old)


def _record(desk: Desk, actor: str, act: str, key: bytes) -> None:
    with desk.work() as work:
        ledger.append(desk, work, actor=actor, act=act, subject=f"key:{key.hex()}")
        work.commit()

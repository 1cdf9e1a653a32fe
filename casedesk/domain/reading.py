"""Reading the content of a reviewable data file while collecting every problem in it.

A wrong value is noted and replaced by a harmless one, so that reading goes on and the author sees
all mistakes at once. The caller raises DataError when any were noted.
"""

import hashlib
import json
from collections.abc import Iterator

type Problems = list[str]


def content_version(*contents: object) -> str:
    """Return twelve hex digits that change whenever the content does."""
    canonical = json.dumps(contents, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


class Reader:
    """One mapping of a data file: where it stands, what it holds, and which keys were read."""

    def __init__(self, place: str, raw: object, problems: Problems) -> None:
        self.place = place
        self._problems = problems
        self._read: set[str] = set()
        self.raw: dict[str, object] = {}
        if isinstance(raw, dict):
            self.raw = {str(key): value for key, value in raw.items()}
        else:
            self.problem("must be a mapping")

    def problem(self, what: str) -> None:
        """Note a problem with its place."""
        self._problems.append(f"{self.place}: {what}")

    def get(self, key: str) -> object:
        """Return the raw value or None, and count the key as read."""
        self._read.add(key)
        return self.raw.get(key)

    def text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.problem(f"`{key}` must be a text")
        return ""

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """Return one of the allowed words; the last of them stands in for a wrong one."""
        value = self.get(key)
        if isinstance(value, str) and value in allowed:
            return value
        self.problem(f"`{key}` must be one of {', '.join(allowed)}")
        return allowed[-1]

    def verified(self) -> bool:
        """Return false when the entry says `verified: false`; nothing else may be written."""
        verified = self.get("verified")
        if verified not in (None, False):
            self.problem("`verified` may only be `false`; leave it out once the source is read")
        return verified is None

    def mapping(self, key: str) -> "Reader":
        """Return a reader of the mapping under this key."""
        return Reader(f"{self.place}: {key}", self.get(key), self._problems)

    def entries(self, key: str) -> Iterator["Reader"]:
        """Yield a reader for each mapping of the list under this key."""
        value = self.get(key)
        if not isinstance(value, list) or not value:
            self.problem(f"`{key}` must be a list with at least one entry")
            return
        for position, raw in enumerate(value, start=1):
            name = raw.get("id", position) if isinstance(raw, dict) else position
            yield Reader(f"{self.place}: {key}: {name}", raw, self._problems)

    def finish(self) -> None:
        """Note every key that nobody read: most likely it is misspelt."""
        for key in self.raw:
            if key not in self._read:
                self.problem(f"`{key}` is not a known key")

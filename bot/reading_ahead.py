"""Reads messages beside the event loop, all that wait at once in one batch.

The sentence encoder is most of what understanding costs. It needs no Python while it reads, and
eight messages cost it three times what one does; so a turn has its message read here before Rasa
gets it, and the components of the pipeline find what was read with the turn (`readings_of`).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, List, Optional, Sequence, Text, Tuple

from bot.sentence_vectors import Reading, shared_encoder
from bot.turn import turn_in_hand

Readings = Dict[Text, Reading]


def readings_of(texts: Sequence[Text]) -> List[Reading]:
    """Return what each text says; those read ahead are not read again."""
    turn = turn_in_hand()
    known = turn.readings if turn else {}
    missing = [text for text in texts if text not in known]
    if missing:
        known = {**known, **_read(missing)}
    return [known[text] for text in texts]


class ReadingAhead:
    """One thread that reads; whoever asks while it does is served with the next batch."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading-ahead")
        self._waiting: List[Tuple[List[Text], "asyncio.Future[Readings]"]] = []
        self._reader: Optional["asyncio.Task[None]"] = None

    async def read(self, texts: List[Text]) -> Readings:
        """Return what each of these texts says."""
        mine: "asyncio.Future[Readings]" = asyncio.get_running_loop().create_future()
        self._waiting.append((texts, mine))
        if self._reader is None or self._reader.done():
            self._reader = asyncio.ensure_future(self._read_all())
        return await mine

    async def _read_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            texts = list(dict.fromkeys(text for wanted, _ in batch for text in wanted))
            try:
                loop = asyncio.get_running_loop()
                found = await loop.run_in_executor(self._thread, _read, texts)
            except Exception as error:  # noqa: BLE001 - each of those who wait is told
                _tell(batch, error)
            else:
                _tell(batch, found)


def _read(texts: Sequence[Text]) -> Readings:
    return dict(zip(texts, shared_encoder().read(texts), strict=True))


def _tell(
    batch: "List[Tuple[List[Text], asyncio.Future[Readings]]]", found: "Readings | Exception"
) -> None:
    for wanted, mine in batch:
        if mine.done():  # Whoever asked has gone.
            continue
        if isinstance(found, Exception):
            mine.set_exception(found)
        else:
            mine.set_result({text: found[text] for text in wanted})

"""Reads messages beside the event loop, all that wait at once in one batch.

The sentence encoder is most of what understanding costs. It needs no Python while it reads, and
eight messages cost it three times what one does; so a turn has its message read here before Rasa
gets it, and the components of the pipeline find the vectors with the turn (`vectors_of`).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Dict, List, Optional, Sequence, Text, Tuple

import numpy as np

from bot.sentence_vectors import shared_encoder
from bot.turn import turn_in_hand

Vectors = Dict[Text, np.ndarray]


def vectors_of(texts: Sequence[Text]) -> np.ndarray:
    """Return one vector per text, shape (texts, 384); what was read ahead is not read again."""
    turn = turn_in_hand()
    known = turn.vectors if turn else {}
    missing = [text for text in texts if text not in known]
    if missing:
        known = {**known, **_read(missing)}
    return np.stack([known[text] for text in texts])


class ReadingAhead:
    """One thread that reads; whoever asks while it does is served with the next batch."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reading-ahead")
        self._waiting: List[Tuple[List[Text], "asyncio.Future[Vectors]"]] = []
        self._reader: Optional["asyncio.Task[None]"] = None

    async def read(self, texts: List[Text]) -> Vectors:
        """Return the vector of each of these texts."""
        mine: "asyncio.Future[Vectors]" = asyncio.get_running_loop().create_future()
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


def _read(texts: Sequence[Text]) -> Vectors:
    return dict(zip(texts, shared_encoder().encode(texts), strict=True))


def _tell(
    batch: "List[Tuple[List[Text], asyncio.Future[Vectors]]]", found: "Vectors | Exception"
) -> None:
    for wanted, mine in batch:
        if mine.done():  # Whoever asked has gone.
            continue
        if isinstance(found, Exception):
            mine.set_exception(found)
        else:
            mine.set_result({text: found[text] for text in wanted})

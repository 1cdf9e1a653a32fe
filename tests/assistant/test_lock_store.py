"""The shared lock, on a real Redis server."""

import asyncio
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
from typing import List
from unittest import mock

from rasa.core.lock_store import LockError

from bot import lock_store
from bot.lock_store import SharedLockStore

SERVER = shutil.which("redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@unittest.skipUnless(SERVER, "no redis-server; apt-get install redis-server")
class SharedLockTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        port = free_port()
        options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", folder.name]
        self.server = subprocess.Popen(  # noqa: S603 - Debian's server, arguments made here
            [str(SERVER), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.addCleanup(self.end_server)
        self.url = f"redis://127.0.0.1:{port}/0"
        self.wait(port)

    def wait(self, port: int) -> None:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        self.fail("redis-server did not start")

    def end_server(self) -> None:
        self.server.kill()
        self.server.wait()

    def test_two_assistants_take_turns_of_one_conversation_one_after_the_other(self) -> None:
        order: List[str] = []

        async def turn(store: SharedLockStore, name: str) -> None:
            async with store.lock("c"):
                order.append(f"{name} begins")
                await asyncio.sleep(0.1)
                order.append(f"{name} ends")

        async def both() -> None:
            await asyncio.gather(*(turn(SharedLockStore(self.url), name) for name in "ab"))

        asyncio.run(both())

        self.assertEqual(order[0].split()[0], order[1].split()[0])
        self.assertEqual(4, len(order))

    def test_turns_of_two_conversations_go_on_at_once(self) -> None:
        async def turns() -> float:
            store, begun = SharedLockStore(self.url), time.monotonic()

            async def turn(conversation: str) -> None:
                async with store.lock(conversation):
                    await asyncio.sleep(0.5)

            await asyncio.gather(turn("c"), turn("d"))
            return time.monotonic() - begun

        self.assertLess(asyncio.run(turns()), 0.95)

    def test_the_lock_of_an_assistant_that_died_ends_by_itself(self) -> None:
        async def dies_then_next() -> float:
            await SharedLockStore(self.url)._take("c")  # noqa: SLF001 - and never lets go
            begun = time.monotonic()
            async with SharedLockStore(self.url).lock("c"):
                return time.monotonic() - begun

        with mock.patch.object(lock_store, "HELD_SECONDS", 0.5):
            self.assertAlmostEqual(0.5, asyncio.run(dies_then_next()), delta=0.4)

    def test_whoever_waits_too_long_is_told_so(self) -> None:
        async def held_too_long() -> None:
            first, second = SharedLockStore(self.url), SharedLockStore(self.url)
            async with first.lock("c"), second.lock("c"):
                self.fail("both hold it")

        with mock.patch.object(lock_store, "WAITS_SECONDS", 0.2), self.assertRaises(LockError):
            asyncio.run(held_too_long())

    def test_without_redis_the_conversation_goes_on(self) -> None:
        async def turn() -> str:
            store = SharedLockStore(self.url)
            async with store.lock("c"):
                self.end_server()
            async with store.lock("c"):
                return "answered"

        with self.assertLogs("bot.lock_store", "ERROR"):
            self.assertEqual("answered", asyncio.run(turn()))

    def test_what_goes_wrong_inside_a_turn_comes_out_of_it(self) -> None:
        async def turn() -> None:
            async with SharedLockStore(self.url).lock("c"):
                raise KeyError

        with self.assertRaises(KeyError):
            asyncio.run(turn())


if __name__ == "__main__":
    unittest.main()

"""A line as thin and far as slow 3G between a browser and a server on this machine; all of the browser's traffic passes, its service worker's too."""

import asyncio
import threading
from contextlib import suppress

RATE = 400_000 / 8  # bytes a second, each way, shared by all connections
ROUND = 0.4  # seconds there and back
PART = 1460


class SlowLine:
    """port: where the browser connects. down: bytes carried to it so far. open: whether anything passes."""

    def __init__(self, to: int) -> None:
        self.to, self.down, self.port, self.open = to, 0, 0, True
        self.free = {"up": 0.0, "down": 0.0}  # when the line has carried all it was given
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        server = self.loop.run_until_complete(asyncio.start_server(self._joined, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self.loop.run_forever()

    async def _joined(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            if self.open:
                await asyncio.sleep(ROUND)  # the handshake of a connection
                far, forth = await asyncio.open_connection("127.0.0.1", self.to)
                await asyncio.gather(self._carried(near, forth, "up"), self._carried(far, back, "down"))
        back.close()

    async def _carried(self, source: asyncio.StreamReader, to: asyncio.StreamWriter, way: str) -> None:
        waiting: asyncio.Queue = asyncio.Queue()
        hand = asyncio.create_task(self._handed(waiting, to))
        while data := await source.read(PART):
            self.free[way] = max(self.free[way], self.loop.time()) + len(data) / RATE
            self.down += len(data) if way == "down" else 0
            waiting.put_nowait((self.free[way] + ROUND / 2, data))
        waiting.put_nowait((self.loop.time(), b""))
        await hand

    async def _handed(self, waiting: asyncio.Queue, to: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while True:
                due, data = await waiting.get()
                await asyncio.sleep(due - self.loop.time())
                if not data or not self.open:
                    break
                to.write(data)
                await to.drain()
        to.close()

"""A line that does to each connection what bad networks do: cuts it within the request or the answer, resets it, delivers a request twice, stalls, or dribbles."""

from __future__ import annotations

import random
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

RESET = struct.pack("ii", 1, 0)  # SO_LINGER with no time: closing sends RST
STALLS = 0.6  # seconds, longer than the phone waits
DRIBBLE = 40  # bytes at a time
LONGEST = 1200  # bytes after which a line may be cut


class HostileLine:
    """to: the server's port. fates: how often each has been dealt so far. kind: once true, connections pass untouched."""

    def __init__(self, to: int, seed: int) -> None:
        self.to, self.kind = to, False
        self.chance, self.fates = random.Random(seed), Counter[str]()
        self.deal: dict[str, Callable[[socket.socket], None]] = {
            "passed": self._pass, "request cut": self._cut_request, "answer cut": self._cut_answer, "answer lost": self._lose_answer, "reset": self._reset, "delivered twice": self._twice, "stalled": self._stall, "dribbled": self._dribble,
        }
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.port = self.ear.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def end(self) -> None:
        self.ear.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.ear.accept()
                fate = "passed" if self.kind else self.chance.choice(list(self.deal))
                self.fates[fate] += 1
                Thread(target=self._dealt, args=(fate, near), daemon=True).start()

    def _dealt(self, fate: str, near: socket.socket) -> None:
        with near, suppress(OSError):
            self.deal[fate](near)

    def _asked(self, request: bytes) -> bytes:
        """The whole answer of the server."""
        with socket.create_connection(("127.0.0.1", self.to)) as far:
            far.sendall(request)
            return b"".join(iter(lambda: far.recv(65536), b""))

    def _pass(self, near: socket.socket) -> None:
        near.sendall(self._asked(whole_request(near)))

    def _cut_request(self, near: socket.socket) -> None:
        """The server gets a part, and waits for the rest until the line is closed."""
        request = whole_request(near)
        with socket.create_connection(("127.0.0.1", self.to)) as far:
            far.sendall(request[: self.chance.randrange(1, min(LONGEST, len(request)))])

    def _cut_answer(self, near: socket.socket) -> None:
        answer = self._asked(whole_request(near))
        near.sendall(answer[: self.chance.randrange(1, min(LONGEST, len(answer)))])

    def _lose_answer(self, near: socket.socket) -> None:
        self._asked(whole_request(near))

    def _reset(self, near: socket.socket) -> None:
        whole_request(near)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    def _twice(self, near: socket.socket) -> None:
        """The same bytes reach the server twice, side by side; the phone hears the second answer."""
        request = whole_request(near)
        first = Thread(target=self._asked, args=(request,), daemon=True)
        first.start()
        near.sendall(self._asked(request))
        first.join()

    def _stall(self, near: socket.socket) -> None:
        answer = self._asked(whole_request(near))
        time.sleep(STALLS)
        near.sendall(answer)

    def _dribble(self, near: socket.socket) -> None:
        answer = self._asked(whole_request(near))
        for at in range(0, len(answer), DRIBBLE):
            near.sendall(answer[at : at + DRIBBLE])


def whole_request(near: socket.socket) -> bytes:
    """Head and body, as long as the head says; OSError where it ends before."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += more(near)
    head, _gap, body = got.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += more(near)
    return head + b"\r\n\r\n" + body


def more(near: socket.socket) -> bytes:
    data = near.recv(65536)
    if not data:
        raise OSError("ended before it was whole")
    return data

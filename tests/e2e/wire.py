"""The line between a phone and the server, which can be cut, or lose the server's answers on their way back."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Thread


class Wire:
    """up: whether anything passes. carried: bytes of answers so far. lose: of how many batches yet to come the answer is lost on its way back, the batch itself having arrived."""

    def __init__(self, to: int) -> None:
        self.to = to
        self.up = True
        self.carried = self.lose = 0
        self.deaf: set[socket.socket] = set()
        self.open: list[socket.socket] = []
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.port = self.ear.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """No network, also for what is on its way."""
        self.up = False
        self._close(self.open)

    def mend(self) -> None:
        self.up = True

    def end(self) -> None:
        self.cut()
        self._close([self.ear])

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self.ear.accept()
                if not self.up:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self.to))
                self.open += [near, far]
                Thread(target=self._forth, args=(near, far), daemon=True).start()
                Thread(target=self._back, args=(far, near), daemon=True).start()

    def _forth(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            while data := near.recv(65536):
                if self.lose and data.startswith(b"POST /dong-bo/"):
                    self.lose -= 1
                    self.deaf.add(far)
                far.sendall(data)
        self._close([near, far])

    def _back(self, far: socket.socket, near: socket.socket) -> None:
        with suppress(OSError):
            while data := far.recv(65536):
                if far in self.deaf:
                    break
                near.sendall(data)
                self.carried += len(data)
        self._close([near, far])

    @staticmethod
    def _close(sockets: list[socket.socket]) -> None:
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


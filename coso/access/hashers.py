"""Passwords as argon2id, tuned for a small server (docs/adr: sign-in).

32 MiB, two passes and one lane take about 65 ms and lie above OWASP's floor (19 MiB, two passes); at most four run at a time,
so that a rush of sign-ins waits in a queue instead of taking all the memory.
"""

from __future__ import annotations

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 4
_turn = BoundedSemaphore(AT_ONCE)


class CosoArgon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 32 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _turn:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with _turn:
            return bool(super().verify(password, encoded))

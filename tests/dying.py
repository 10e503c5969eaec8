"""A process that dies at one of its statements, as by a power cut."""

import os
import signal


class Dying:
    """An execute wrapper: `with connection.execute_wrapper(Dying(40)): …` is killed at the fortieth statement; 0: never."""

    def __init__(self, last: int) -> None:
        self.left = last

    def __call__(self, execute, *what):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*what)

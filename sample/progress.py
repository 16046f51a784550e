"""A line that says every few seconds how far something long has come, whatever it is doing."""

from __future__ import annotations

import threading
import time
from typing import Protocol, Self

BEAT = 3.0
"""Seconds between two lines."""


class Stream(Protocol):
    """Where lines are written."""

    def write(self, words: str, /) -> object:
        """Write words as they are."""

    def flush(self) -> None:
        """Let it be seen."""


class Progress:
    """Words of progress for the block: the newest and the seconds so far, at once and then on each beat.

    Args:
        stream: where they are written.
        over: whether each line is written over the one before, as on a terminal.
        beat: seconds between two lines.
    """

    def __init__(self, stream: Stream, *, over: bool, beat: float = BEAT) -> None:
        self._stream, self._over, self._beat = stream, over, beat
        self._words = ""
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="progress", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._over:
            self._write("\r\033[K")

    def say(self, words: str) -> None:
        """Take the words that tell how far it is; the first are written at once."""
        first, self._words = not self._words, words
        if first:
            self._line()
            self._thread.start()

    def _go_on(self) -> None:
        while not self._ended.wait(self._beat):
            self._line()

    def _line(self) -> None:
        words = f"{self._words} … {time.monotonic() - self._began:.0f} s"
        if self._over:
            self._write(f"\r\033[K{words}")
        else:
            self._write(f"{words}\n")

    def _write(self, words: str) -> None:
        self._stream.write(words)
        self._stream.flush()

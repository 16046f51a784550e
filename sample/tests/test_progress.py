"""Whoever waits for the sample office is told how far it is, even while one step takes long."""

from __future__ import annotations

import time
from io import StringIO

from django.core.management.base import OutputWrapper

from sample.progress import Progress


def test_a_long_silent_step_is_told_on_every_beat_with_its_newest_words() -> None:
    written = StringIO()
    with Progress(OutputWrapper(written), over=False, beat=0.01) as progress:
        progress.say("Drawing")
        progress.say("Loading: 1,200 persons in 800 cases")
        time.sleep(0.2)
    lines = written.getvalue().splitlines()
    assert lines[0] == "Drawing … 0 s"
    assert lines.count("Loading: 1,200 persons in 800 cases … 0 s") > 1


def test_a_terminal_has_one_line_that_is_gone_at_the_end() -> None:
    written = StringIO()
    with Progress(written, over=True, beat=60) as progress:
        progress.say("Drawing")
    assert written.getvalue() == "\r\033[KDrawing … 0 s\r\033[K"

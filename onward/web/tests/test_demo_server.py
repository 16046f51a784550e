"""The demo's server ends at the first Ctrl-C, busy or not, and a folder has one of them."""

import http.client
import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from onward.web.demo_server import AlreadyRuns, PortRefused, alone, free_port, serve, tell, wait_for
from tests.kills.server import surroundings

ONE = """
import sys
from onward.web.demo_server import serve
serve(int(sys.argv[1]), 2, lambda: print("ready", flush=True), lambda line: print(line, flush=True))
"""
LONGEST = 8.0
RESPAWN = 15.0
"""Seconds in which a dead worker is missed and another one starts, on a busy machine."""


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(committed_db: str, port: int) -> Iterator[subprocess.Popen[str]]:
    """The demo's server in a process of its own, ready to answer."""
    command = [sys.executable, "-c", ONE, str(port)]
    pipe = subprocess.PIPE
    surrounding = surroundings(committed_db)
    with subprocess.Popen(command, cwd=settings.ROOT, env=surrounding, stdout=pipe, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        family = below(started.pid)
        yield started
        later = below(started.pid) if started.poll() is None else []  # who took the place of a dead worker
        for one in (started.pid, *family, *later):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)


def below(process: int) -> list[int]:
    """Every process that `process` started, and those that they started."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [one for child in map(int, found) for one in (child, *below(child))]


def alive(process: int) -> bool:
    """Whether the process runs still; one that waits to be counted by its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ask(port: int) -> None:
    """Ask a page and wait for the answer, or for the server's end."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with suppress(OSError, http.client.HTTPException):
        line.request("GET", "/sign-in/")
        line.getresponse().read()
    line.close()


def answered(port: int, page: str, until: float) -> int:
    """Ask a page until somebody listens: when one worker was killed, the other may still be starting."""
    while True:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            line.request("GET", page)
            return line.getresponse().status
        except ConnectionRefusedError:
            assert time.monotonic() < until, "nobody listens any more"
            time.sleep(0.1)
        finally:
            line.close()


def test_one_ctrl_c_stops_a_busy_demo_and_leaves_no_process(demo: subprocess.Popen[str], port: int) -> None:
    ask(port)
    family = below(demo.pid)
    assert len(family) >= 3, "the server and its two workers"
    asking = [threading.Thread(target=ask, args=[port]) for _ in range(8)]
    for one in asking:
        one.start()
    began = time.monotonic()
    demo.send_signal(signal.SIGINT)
    demo.wait(LONGEST)
    assert time.monotonic() - began < LONGEST
    assert demo.stdout is not None
    assert "Stopping" in demo.stdout.read()
    assert not [one for one in family if alive(one)]
    for one in asking:
        one.join()


def test_a_worker_that_hangs_is_ended_all_the_same(demo: subprocess.Popen[str]) -> None:
    family = below(demo.pid)
    for one in family:
        os.kill(one, signal.SIGSTOP)  # as deaf as one that waits for itself
    demo.send_signal(signal.SIGINT)
    demo.wait(LONGEST)
    assert not [one for one in family if alive(one)]


def test_a_worker_that_was_killed_is_replaced_and_the_other_one_goes_on(
    demo: subprocess.Popen[str], port: int
) -> None:
    ask(port)
    [server] = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
    before = set(below(int(server)))
    os.kill(max(before), signal.SIGKILL)
    until = time.monotonic() + RESPAWN
    while len(now := {one for one in below(demo.pid) if alive(one)} - {int(server)}) < len(before) or (
        now == before
    ):
        assert time.monotonic() < until, "nobody took the place of the worker"
        assert demo.poll() is None, "the whole server ended"
        time.sleep(0.1)
    assert answered(port, "/accounts/login/", until) == 200
    demo.send_signal(signal.SIGINT)
    demo.wait(LONGEST)
    assert not [one for one in now if alive(one)], "nor is the new one left behind at the end"


def test_the_command_of_the_manual_replaces_workers_too() -> None:
    manual = (Path(settings.ROOT) / "docs" / "running.md").read_text(encoding="utf-8")
    [command] = [line for line in manual.splitlines() if line.startswith(".venv/bin/granian")]
    assert "--respawn-failed-workers" in command


def test_a_second_demo_of_a_folder_is_told_where_the_first_one_is(tmp_path: Path) -> None:
    mark = tmp_path / "demo.running"
    with alone(mark) as held:
        tell(held, "http://localhost:8000")
        with pytest.raises(AlreadyRuns, match=r"at http://localhost:8000\..*kill"), alone(mark):
            pass
    with alone(mark):
        pass  # its end makes room


def test_a_file_left_by_a_demo_that_was_killed_stops_nobody(tmp_path: Path) -> None:
    mark = tmp_path / "demo.running"
    mark.write_text("1 http://localhost:8000\n")
    with alone(mark):
        assert mark.read_text().split() == [str(os.getpid())]


@pytest.fixture
def stranger() -> Iterator[int]:
    """Somebody else's server at a port, which would even share it."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def test_a_port_that_is_in_use_is_refused_in_a_sentence(
    stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_PORT", str(stranger))
    with pytest.raises(PortRefused, match=f"Port {stranger} is in use by another program; .*ONWARD_PORT="):
        free_port()


@pytest.mark.parametrize("given", ["eighty", "0", "65536", "-1", "²"])
def test_what_is_no_port_is_refused_in_a_sentence(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_PORT", given)
    with pytest.raises(PortRefused, match=r"say a number from 1 to 65535"):
        free_port()


def test_a_server_is_not_started_at_a_port_that_was_taken_meanwhile(stranger: int) -> None:
    told: list[str] = []
    with pytest.raises(PortRefused):
        serve(stranger, 1, lambda: told.append("ready"), told.append)
    assert told == []


def test_ready_is_the_answer_of_the_demo_s_own_server(port: int) -> None:
    class Other(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", port), Other) as other,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as ours,
    ):
        threading.Thread(target=other.serve_forever, daemon=True).start()
        with pytest.raises(PortRefused):
            wait_for(port, ours, "our mark")
        assert ours.stdin is not None
        ours.stdin.close()
        other.shutdown()

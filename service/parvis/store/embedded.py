"""The private PostgreSQL of the embedded default: a real server, shared by all processes that use one data folder.

`start(data)` gives a URL and keeps the server running until `close()`, or until the process is gone, however it went.

Three locks in `data/postgres.run` make this safe. They are flocks: the kernel drops them when a process dies.

    users        shared, held by each process that uses the server, for its life
    supervisor   held by the one process that owns the server (`supervisor.py`); the file says how to reach it
    door         held while somebody starts, joins, leaves or stops the server

Whoever enters takes the door, says "I am here" in `users`, and starts a supervisor if there is none. The supervisor
stops the server only while it holds the door and nobody is in `users`: so the last to leave never crosses a newcomer.
"""

import fcntl
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

READY_WITHIN = 30.0  # seconds from launch to the first connection, crash recovery included
STOPPED_WITHIN = 75.0  # seconds; a little more than the supervisor's own patience with the server
_DOOR_WITHIN = 120.0  # seconds: another process may be making the cluster, or stopping the server
_REPORT_WITHIN = 90.0  # seconds: making the cluster, then READY_WITHIN
_WATCH_EVERY = 0.5
_WATCH_AT_MOST = 30.0
_LOG_LIMIT = 10_000_000  # bytes
_SOCKET_PATH_LIMIT = 103  # bytes of sun_path without the final zero: 107 on Linux, 103 on macOS

log = logging.getLogger(__name__)


class EmbeddedError(Exception):
    """The private PostgreSQL cannot be used; the message is one sentence for a person, saying what to do."""


class State(msgspec.Struct, frozen=True):
    """What a supervisor says of itself, in the file it holds locked."""

    pid: int
    url: str
    socket: str
    durable: bool


class Report(msgspec.Struct, frozen=True):
    """What a supervisor tells the process that launched it: either of the two."""

    state: State | None = None
    error: str = ""


class Files:
    """Where everything of one private PostgreSQL lies, under the data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cluster = data / "postgres"
        self.log = data / "postgres.log"
        self.run = data / "postgres.run"
        self.door = self.run / "door"
        self.users = self.run / "users"
        self.supervisor = self.run / "supervisor"
        self.short_socket = self.run / "socket"  # names the socket's folder when the cluster's path is too long for one


class Embedded:
    """One use of the private PostgreSQL. `url` is a libpq URL; it stays the same while anybody uses the server."""

    def __init__(self, files: Files, durable: bool) -> None:
        """Join the server, or start it. Raises EmbeddedError, or OSError when the folder cannot be used."""
        self._files = files
        self._durable = durable
        self._closing = threading.Event()
        self._presence = os.fdopen(open_lock(files.users))
        try:
            with the_door(files):
                fcntl.flock(self._presence, fcntl.LOCK_SH)
                self.url = _running(files, durable).url
        except BaseException:
            self._presence.close()
            raise
        self._watch = threading.Thread(target=self._keep_supervised, name="embedded-postgres", daemon=True)
        self._watch.start()

    def close(self) -> None:
        """Leave; the last one out returns when the server is down. Harmless to repeat."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._watch.join()
        with self._presence, the_door(self._files):
            self._presence.close()
            if nobody_is_here(self._files):
                _stop(self._files)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _keep_supervised(self) -> None:
        """Bring a supervisor back when it was killed: without one, nobody would restart or stop the server."""
        pause = _WATCH_EVERY
        while not self._closing.wait(pause):
            try:
                if not _is_supervised(self._files):
                    with the_door(self._files):
                        _running(self._files, self._durable)
                pause = _WATCH_EVERY
            except (EmbeddedError, OSError) as error:
                log.warning("The private PostgreSQL could not be brought back yet: %s", error)
                pause = min(2 * pause, _WATCH_AT_MOST)


def start(data: Path, *, durable: bool = True) -> Embedded:
    """Use the private PostgreSQL of a data folder: start it, or join it when another process already did.

    `durable=False` is for tests only: an acknowledged write may be lost when the machine stops. Raises EmbeddedError.
    """
    try:
        files = Files(data.resolve())
        files.run.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Embedded(files, durable)
    except OSError as error:
        raise EmbeddedError(
            f"The data folder {data} cannot be used ({error}): let this account write there, or name another folder "
            "in PARVIS_DATA."
        ) from error


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """True as soon as the condition holds, False when the time is over. Looks every 10 ms."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def open_lock(path: Path) -> int:
    """A descriptor of a lock file. No child process inherits it (PEP 446), so none keeps the lock by accident."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(lock: int) -> bool:
    """Take the lock for oneself, now or not at all."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def nobody_is_here(files: Files) -> bool:
    """No process uses the server. Ask it only while holding the door."""
    users = open_lock(files.users)
    try:
        return try_lock(users)
    finally:
        os.close(users)


def is_deserted(files: Files) -> bool:
    """Nobody is left; the door then stays held until this process ends, so that nobody enters a stopping server."""
    door = open_lock(files.door)
    if try_lock(door) and nobody_is_here(files):
        return True
    os.close(door)
    return False


def is_ready(files: Files, pid: int | None = None) -> bool:
    """The server says in its pid file (`pg_ctl` reads the same line) that it takes connections; as `pid`, if given."""
    try:
        lines = (files.cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready" and (pid is None or lines[0] == str(pid))


def log_end(files: Files, since: int = 0) -> str:
    """The last lines of the server's log after an offset in bytes, for an error message."""
    with suppress(OSError):
        lines = files.log.read_bytes()[since:].decode(errors="replace").splitlines()
        return " | ".join(line.strip() for line in lines[-5:] if line.strip()) or "nothing"
    return "nothing"


def bound_log(files: Files) -> None:
    with suppress(FileNotFoundError):
        if files.log.stat().st_size > _LOG_LIMIT:
            os.truncate(files.log, 0)  # every writer appends, so none leaves a hole


def socket_fits(folder: Path) -> bool:
    """The path of a socket in this folder is short enough for the kernel."""
    return len(os.fsencode(folder / ".s.PGSQL.5432")) <= _SOCKET_PATH_LIMIT


def check_version(cluster: Path, ours: int) -> None:
    theirs = (cluster / "PG_VERSION").read_text().strip()
    if theirs != str(ours):
        raise EmbeddedError(
            f"{cluster} was made by PostgreSQL {theirs}, and this is PostgreSQL {ours}: dump it with PostgreSQL {theirs} "
            f"and restore it into a new folder, or run PostgreSQL {theirs} yourself and name it in DATABASE_URL, "
            "or move the folder away to start empty."
        )


def clear_leftovers(cluster: Path, socket_folder: Path) -> None:
    """Stop a server that outlived its supervisor; remove lock files that PostgreSQL would wrongly believe.

    It takes any living process of that number for itself. A number of no process is left to its own, finer checks.
    """
    lock = cluster / "postmaster.pid"
    if lock.exists():
        try:
            pid = abs(int(lock.read_text().split("\n")[0]))
        except ValueError:
            lock.unlink()  # cut short by a crash: PostgreSQL would refuse it
        else:
            end(lambda number: os.kill(pid, number), lambda: not _is_server_of(pid, cluster))
            if _lives(pid):
                lock.unlink(missing_ok=True)
    (socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def end(send: Callable[[int], None], is_over: Callable[[], bool]) -> None:
    """Fast shutdown first (clients are sent away, data written), harsher ways when that takes too long."""
    for number, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        if not is_over():
            with suppress(ProcessLookupError):
                send(number)
            wait_until(is_over, patience)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server_of(pid: int, cluster: Path) -> bool:
    """That process is postgres, and works in this cluster's folder (every postgres does)."""
    process = Path(f"/proc/{pid}")
    if Path("/proc/self").exists():
        with suppress(OSError):
            return (process / "comm").read_text().strip() == "postgres" and (process / "cwd").samefile(cluster)
        return False
    command = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return "postgres" in command and str(cluster) in command


@contextmanager
def the_door(files: Files) -> Iterator[None]:
    """Nobody else starts, joins, leaves or stops the server meanwhile."""
    door = open_lock(files.door)
    try:
        if not wait_until(lambda: try_lock(door), _DOOR_WITHIN):
            raise EmbeddedError(
                f"Another process has been starting or stopping the database of {files.data} for too long: "
                "end it, then try again."
            )
        yield
    finally:
        os.close(door)


def _is_supervised(files: Files) -> bool:
    seat = open_lock(files.supervisor)
    try:
        return not try_lock(seat)
    finally:
        os.close(seat)


def _running(files: Files, durable: bool) -> State:
    """The state of a server that answers, launched if need be. The caller holds the door."""
    seat = open_lock(files.supervisor)
    deadline = time.monotonic() + READY_WITHIN
    try:
        while time.monotonic() < deadline:
            if try_lock(seat):
                return _launch(files, seat, durable)
            state = _state(seat)
            if state and durable and not state.durable:
                raise EmbeddedError(
                    f"The database of {files.data} is running without durability, for tests: stop its other users first."
                )
            if state and is_ready(files) and _answers(state):
                return state
            time.sleep(0.01)
    finally:
        os.close(seat)
    raise EmbeddedError(f"The database of {files.data} does not answer: see {files.log}, ending in: {log_end(files)}")


def _launch(files: Files, seat: int, durable: bool) -> State:
    """Start a supervisor, detached: it inherits the locked seat, so that there is never a moment without owner."""
    os.ftruncate(seat, 0)  # an older supervisor's pid must not be believed
    command = [
        sys.executable,
        "-m",
        "parvis.store.supervisor",
        str(files.data),
        str(seat),
        "durable" if durable else "fast",
    ]
    errors = os.open(files.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            pass_fds=(seat,),
            start_new_session=True,  # Ctrl-C in the terminal is for its users only
        ) as process:
            assert process.stdout is not None
            told, _, _ = select.select([process.stdout], [], [], _REPORT_WITHIN)
            line = process.stdout.readline() if told else b""
            report = msgspec.json.decode(line, type=Report) if line else Report()
            if told and not report.state:
                process.stdout.read()  # until the supervisor has ended
            process.kill()  # the launched process is over once it has forked; if it hangs, it is now
    finally:
        os.close(errors)
    if not report.state:
        raise EmbeddedError(report.error or f"PostgreSQL did not start: see {files.log}, ending in: {log_end(files)}")
    return report.state


def _state(seat: int) -> State | None:
    with suppress(msgspec.DecodeError):
        return msgspec.json.decode(os.pread(seat, 8192, 0), type=State)
    return None


def _answers(state: State) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(Path(state.socket, ".s.PGSQL.5432")))
        except OSError:
            return False
        return True


def _stop(files: Files) -> None:
    """Have the supervisor stop the server, and wait for it. The caller holds the door, and nobody is here."""
    seat = open_lock(files.supervisor)
    try:
        state = None if try_lock(seat) else _state(seat)
        if state:
            with suppress(ProcessLookupError):
                os.kill(state.pid, signal.SIGTERM)
            wait_until(lambda: try_lock(seat), STOPPED_WITHIN)
    finally:
        os.close(seat)

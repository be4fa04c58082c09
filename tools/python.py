"""The Python environment in .venv: uv at the version and hashes of uv.lock, then every package that uv.lock names."""

import importlib.util
import sys
import tomllib

from steps import CACHE, ROOT, SetupError, answers, fingerprint, is_marked, run, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
MARK = VENV / ".parvis-packages"
HOME_MARK = VENV / ".parvis-folder"
MADE_FROM = [ROOT / "pyproject.toml", ROOT / "uv.lock", ROOT / "tools" / "build_hook.py"]


def prepare(with_node: bool) -> None:
    """Installs what the lock file names, and Node with it where the machine has none."""
    wanted = fingerprint(MADE_FROM, str(ROOT), f"node:{with_node}")
    if is_marked(MARK, wanted) and PYTHON.exists() and UV.exists():
        return
    make_environment()
    install_uv()
    if with_node:
        say("installing the Python packages and Node (first time: about 15 s)")
    else:
        say("installing the Python packages (first time: about 10 s)")
    MARK.unlink(missing_ok=True)
    run(
        *(UV, "sync", "--frozen", "--python", PYTHON),
        *(("--group", "node") if with_node else ()),
        trouble="The Python packages could not be installed:",
    )
    MARK.write_text(wanted)


def make_environment() -> None:
    """A virtual environment that works and was made for this very folder: its scripts hold their own address."""
    if is_marked(HOME_MARK, str(ROOT)) and answers(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))") is not None:
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python cannot make virtual environments: install its venv module "
            f"(Debian, Ubuntu: apt-get install python3.{sys.version_info.minor}-venv) and run this again."
        )
    say("making the Python environment in .venv")
    run(sys.executable, "-m", "venv", "--clear", VENV, trouble="The Python environment could not be made:")
    HOME_MARK.write_text(str(ROOT))


def install_uv() -> None:
    """uv as uv.lock pins it, hashes checked; later versions come by `uv sync`, which then replaces itself."""
    if answers(UV, "--version") is not None:
        return
    say("installing uv, which installs the rest")
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    uv = next(package for package in lock["package"] if package["name"] == "uv")
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in uv["wheels"])
    requirements = CACHE / "uv.txt"
    requirements.write_text(f"uv=={uv['version']} {hashes}\n")
    if answers(PYTHON, "-m", "pip", "--version") is None:
        run(PYTHON, "-m", "ensurepip", trouble="pip could not be added to .venv:")
    run(
        *(PYTHON, "-m", "pip", "install", "--quiet", "--only-binary=:all:", "--require-hashes", "-r", requirements),
        trouble="uv could not be installed (is the Python package index within reach?):",
    )

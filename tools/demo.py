"""Runs the demo until it is interrupted, and ends calmly: `demo.py PORT [watch]`; `watch` also rebuilds the widget.

Ctrl-C reaches the demo by itself, for the terminal sends it to every process of the command. We only wait until the
demo has put everything away, so that make does not take an ending that was asked for, for a failure.
"""

import signal
import subprocess
import sys

from steps import NODE_NOTE, ROOT

ASKED_TO_END = {0, 130, -signal.SIGINT, 143, -signal.SIGTERM}


def main(port: str, watch: bool) -> int:
    """The demo's exit code, and 0 when somebody asked it to end."""
    # A handler that does nothing, rather than SIG_IGN: the demo would inherit that.
    signal.signal(signal.SIGINT, lambda *_: None)
    demo = subprocess.Popen([ROOT / ".venv" / "bin" / "parvis", "demo", "--port", port], cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: demo.terminate())
    watcher = subprocess.Popen([NODE_NOTE.read_text(), "widget/build.mjs", "--watch"], cwd=ROOT) if watch else None
    try:
        code = demo.wait()
    finally:
        if watcher:
            watcher.terminate()
            watcher.wait()
    return 0 if code in ASKED_TO_END else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "watch" in sys.argv[2:]))

"""What `./relay` starts: it settles what ends the command and where it prints, before anything else is loaded.

Loading takes a second or two. Who presses Ctrl-C in that time has ended something that had not begun: nothing is said.
"""

import os
import signal
import sys
from typing import Final

ENDINGS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def run() -> int:
    """Run what was typed. Returns with what the command ends."""
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:  # under `&` it may be ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from operate.command.__main__ import main

    end_like_ctrl_c()
    print_to_anything()
    return main()


def end_like_ctrl_c() -> None:
    """Let a closed terminal and `kill` do what Ctrl-C does: letters are let go of, unfinished files deleted."""
    for name in ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # under nohup it is ignored
            signal.signal(number, signal.default_int_handler)


def print_to_anything() -> None:
    """Let what is printed go to a terminal that does not know all letters, and to an output that is closed (`>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - until the end
        getattr(sys, name).reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(run())

"""`python -m visemes` and the `visemes` command."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    """Run the command line of this process and return its exit status."""
    prepare_process()
    from visemes.cli import run

    return run(sys.argv[1:])


def prepare_process() -> None:
    """Make termination clean up as Ctrl-C does, and keep a poor console from choking on IPA."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a process has text streams


if __name__ == "__main__":
    sys.exit(main())

"""The command line: arguments in, words for people (or NDJSON for programs) out. No logic lives here.

`run` is the whole program: it never lets an exception through, and its result is the exit status.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from visemes.errors import CancelledError

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """The exit status of a command line. 0 is success, every other number is in docs/cli.md."""
    try:
        from visemes.cli import app, failure

        try:
            return app.invoke(arguments)
        except Exception as error:  # noqa: BLE001 - the last place where one can be told to a person
            return failure.report(error, arguments)
    except KeyboardInterrupt:
        return _cancelled()
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`): say nothing, and keep Python from saying it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _cancelled() -> int:
    """For an interrupt so early that nothing else is there to report it."""
    error = CancelledError()
    sys.stderr.write(f"visemes: {error.message}\n")
    return error.exit_code

"""`visemes serve`."""

import sys


def serve() -> None:
    """One warm process for add-ons: JSON requests on stdin, events on stdout, one a line. See docs/api.md."""
    from visemes.events import Events, line_writer
    from visemes.serve import lines_of
    from visemes.serve import serve as answer

    out = Events(line_writer(sys.stdout))
    # Whatever a library prints must not get between the events.
    sys.stdout = sys.stderr
    answer(lines_of(sys.stdin.fileno()), out)

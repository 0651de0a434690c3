"""One clear line and a hint for every error, whoever raised it."""

from __future__ import annotations

import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, Final

from visemes.errors import CancelledError, UsageError, VisemesError, did_you_mean
from visemes.events import Events, error_fields, line_writer

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Set (to anything) it shows the traceback of internal errors.
DEBUG_VARIABLE: Final = "VISEMES_DEBUG"


class ReportedError(Exception):
    """Carries the exit status of a failure that has been told already."""

    def __init__(self, exit_code: int) -> None:
        super().__init__()
        self.exit_code = exit_code


def report(error: Exception, arguments: Sequence[str]) -> int:
    """Tell an error to whoever listens and return the exit status."""
    if isinstance(error, ReportedError):
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        raise error
    known = understood(error)
    told = error_fields(known)
    if told["code"] == "internal" and (os.environ.get(DEBUG_VARIABLE) or wants_ndjson(arguments)):
        traceback.print_exception(error)
    if wants_ndjson(arguments):
        Events(line_writer(sys.stdout)).error(known)
    else:
        sys.stderr.write(as_text(known))
    return int(told["exit_code"])


def as_text(error: Exception, *, prefix: str = "visemes: ") -> str:
    """An error as one line, and its hint as another."""
    told = error_fields(error)
    hint = told["hint"]
    if told["code"] == "internal":
        hint += f" (with {DEBUG_VARIABLE}=1 set, it shows where)"
    return f"{prefix}{told['message']}\n" + (f"  hint: {hint}\n" if hint else "")


def wants_ndjson(arguments: Sequence[str]) -> bool:
    """Whether the command line asks for events, even one that cannot be parsed."""
    text = " ".join(arguments)
    return "--progress ndjson" in text or "--progress=ndjson" in text


def understood(error: Exception) -> Exception:
    """The parser's complaints as our own errors; anything else as it is."""
    if isinstance(error, VisemesError):
        return error
    if type(error).__name__ == "Abort":
        return CancelledError()
    if not hasattr(error, "format_message"):
        return error
    message = re.sub(r"\s*\(Possible options:.*\)|\s*Did you mean.*$", "", error.format_message()).rstrip(".")
    message = message.replace("Value error, ", "")
    return UsageError(message[:1].lower() + message[1:], _hint(error))


def _hint(error: Exception) -> str:
    """What the parser knows about a way out: the nearest command or option, else where the help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "visemes"
    if str(getattr(error, "message", "")).startswith("Missing command"):
        return f"one of: {', '.join(_known(error, context))}"
    wrong = getattr(error, "option_name", "") or _unknown_command(error)
    known = _known(error, context) if wrong else ()
    suggestion = did_you_mean(wrong, known) if known else ""
    return suggestion if suggestion.startswith("did you mean") else f"see {path} --help"


def _unknown_command(error: Exception) -> str:
    match = re.match(r"No such command '([^']*)'", getattr(error, "message", ""))
    return match[1] if match else ""


def _known(error: Exception, context: object) -> tuple[str, ...]:
    """Every option, or every command, that would have been right there."""
    command = getattr(context, "command", None)
    if getattr(error, "option_name", ""):
        return tuple(name for parameter in getattr(command, "params", ()) for name in parameter.opts if name.startswith("--"))
    return tuple(getattr(command, "commands", ()))

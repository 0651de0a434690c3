"""What MFA says when it fails, as one line and what to do."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from visemes.errors import AlignerError, NotInstalledError, VisemesError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from visemes.align.mfa import Models
    from visemes.align.program import Ended

#: What to do where words and sound do not fit.
UNFIT: Final = "is the transcript right, and of the model's language? a wider beam may help: --aligner-set beam=100"

#: What is found in its words → our message and hint. {mfa} is how it is started, {acoustic} and {dictionary} what it was told.
_KNOWN: Final = (
    (
        r"No module named '_?kalpy|No module named 'pywrapfst|could not find '?(?:fstcompile|ngram|align-equal)",
        "MFA is installed without its Kaldi engine",
        "install it with conda: conda create -n aligner -c conda-forge montreal-forced-aligner",
    ),
    (
        r"phones? in the dictionary that (?:do|does) not have acoustic models|phones that do not have acoustic models",
        "the dictionary {dictionary} has phones that the model {acoustic} does not know",
        "give both of one language: --aligner-set model=… --aligner-set dictionary=…",
    ),
    (
        r"no successful alignments|NoAlignmentsError|Could not align|could not be decoded|Error decoding",
        "found no way to fit the words to the sound with {acoustic}",
        UNFIT,
    ),
    (
        r"EnvironmentLocationNotFound|environment.{0,40}(?:not found|does not exist)|The given prefix does not exist",
        "there is no such conda environment",
        "see them with: conda env list",
    ),
    (
        r"could not be parsed as an MFA model|ModelLoadError|BadZipFile",
        "the model {acoustic} cannot be read",
        "fetch it anew: {mfa} model download acoustic {acoustic}",
    ),
)

_NOT_FOUND: Final = re.compile(r'Could not find a model named "([^"]+)"(?: for (\w+))?')
_NO_FILE: Final = re.compile(r'Could not find "([^"]+)"')


def error_for(ended: Ended, models: Models, started: Sequence[str]) -> VisemesError:
    """The error of a run that failed or wrote nothing. started: the command that starts MFA."""
    said = " ".join(ended.said.split())
    mfa = shlex.join(["mfa" if len(started) == 1 else part for part in started])
    if match := _NOT_FOUND.search(said):
        kind = match[2] or ("dictionary" if match[1] == models.dictionary != models.acoustic else "acoustic")
        what = "acoustic model" if kind == "acoustic" else kind
        return NotInstalledError(f"MFA's {what} {match[1]}", f"{mfa} model download {kind} {match[1]}")
    if match := _NO_FILE.search(said):
        return AlignerError("mfa", f"there is no file {match[1]}", "check the model and dictionary that were named")
    names = {"mfa": mfa, "acoustic": models.acoustic, "dictionary": models.dictionary}
    for pattern, message, hint in _KNOWN:
        if re.search(pattern, said, re.IGNORECASE):
            return AlignerError("mfa", message.format(**names), hint.format(**names))
    last = ended.said.splitlines()[-1] if ended.said else "it said nothing"
    return AlignerError("mfa", f"failed with exit status {ended.status}: {last[:300]}", f"try it alone: {mfa} validate")

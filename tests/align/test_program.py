"""Other programs: what they say, how they end, and that nothing of them is left."""

from __future__ import annotations

import sys
import time

import pytest

from visemes.align.program import plain, run_program
from visemes.errors import AlignerError, NotInstalledError


def python(code, **options):
    return run_program("snake", [sys.executable, "-c", code], **({"seconds": 30} | options))


def test_status_and_last_words():
    ended = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert ended.status == 3
    assert sorted(ended.said.splitlines()) == ["err", "out"]


def test_much_talk_does_not_block():
    ended = python("print('x' * 9_000_000); print('the end')")
    assert ended.said.endswith("the end")
    assert len(ended.said) < 100_000


def test_arguments_are_never_read_by_a_shell(tmp_path):
    target = tmp_path / "made"
    ended = run_program("echo", [sys.executable, "-c", "import sys; print(sys.argv[1])", f"; touch {target} $(id)"], seconds=30)
    assert ended.said == f"; touch {target} $(id)"
    assert not target.exists()


def test_variables_reach_it():
    assert python("import os; print(os.environ['TIDE'])", variables={"TIDE": "low"}).said == "low"


def test_a_program_that_is_not_there():
    with pytest.raises(NotInstalledError) as caught:
        run_program("tide", ["/no/such/program"], seconds=1, remedy="wait for it")
    assert caught.value.message == "tide (/no/such/program) is not installed"
    assert caught.value.hint == "wait for it"


def test_what_it_started_ends_with_it():
    child = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    begun = time.monotonic()
    with pytest.raises(AlignerError, match="was stopped after 1 s"):
        python(child, seconds=1)
    assert time.monotonic() - begun < 15


def test_progress_grows_and_stays_below_the_end():
    told = []
    python("import time; time.sleep(0.5)", told=told.append)
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] < 1


def test_colours_frames_and_blanks_are_taken_off():
    text = "\x1b[31m╭─ Error ─╮\x1b[0m\n│  wrong   name │\r\n╰──╯\n\n"
    assert plain(text) == "Error\nwrong name"

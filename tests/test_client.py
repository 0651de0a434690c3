"""The client the add-ons carry, against the real engine and against processes that misbehave."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time

import pytest

from visemes import client
from visemes.client import EngineError, Run, Server, find_engine

ENGINE = [sys.executable, "-m", "visemes"]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def finished(run: Run) -> list[dict]:
    events = []
    limit = time.monotonic() + 60
    while not run.done and time.monotonic() < limit:
        events += run.poll()
        time.sleep(0.01)
    return events


def test_a_command_from_start_to_result(harbour, tmp_path):
    run = Run(ENGINE, ["export", str(harbour), "--fps", "12", "-o", str(tmp_path / "a.json"), "-f", "json"])
    kinds = {event["type"] for event in finished(run)}
    assert run.exit_code == 0
    assert run.error is None
    assert {"progress", "result"} <= kinds
    assert [result["path"] for result in run.results] == [str(tmp_path / "a.json")]
    assert json.loads((tmp_path / "a.json").read_text())["kind"] == "line"


def test_wait_and_an_error():
    run = Run(ENGINE, ["export", "no-such.wav", "--text", "a"])
    assert run.wait(60) == 3
    assert run.error["code"] == "audio"
    assert run.error["hint"]
    assert run.poll() == []


def test_a_usage_mistake_is_an_event_too():
    run = Run(ENGINE, ["export", "a.wav", "--fsp", "1"])
    assert run.wait(60) == 2
    assert (run.error["code"], run.error["hint"]) == ("usage", "did you mean '--fps'?")


def test_an_engine_that_dies_leaves_its_last_words():
    run = Run(python("import sys; print('no event'); sys.exit('boom')"), [])
    assert run.wait(30) == 1
    assert run.error["message"] == "boom"
    assert "no event" in run.error_output


def test_cancel_ends_a_process_that_would_never_end():
    run = Run(python("import time; time.sleep(600)"), [])
    started = time.monotonic()
    run.cancel()
    assert time.monotonic() - started < 10
    assert run.done
    assert run.exit_code


def test_waiting_has_a_limit():
    run = Run(python("import time; time.sleep(600)"), [])
    with pytest.raises(TimeoutError):
        run.wait(0.2)
    run.cancel()


def test_much_error_output_never_blocks():
    run = Run(
        python("import sys; sys.stderr.write('x' * 79 + '\\n') * 1; [sys.stderr.write('y' * 79 + '\\n') for _ in range(20000)]"), []
    )
    assert run.wait(60) == 0
    assert len(run.error_output.splitlines()) == client.TAIL_LINES


def test_the_hosts_python_does_not_reach_the_engine(monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    environment = client.engine_environment()
    assert not {"PYTHONHOME", "PYTHONPATH"} & set(environment)
    assert environment["PYTHONUTF8"] == "1"


def test_finding_the_engine(monkeypatch, tmp_path):
    tool = tmp_path / ("visemes.bat" if os.name == "nt" else "visemes")
    tool.write_text("#!/bin/sh\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(client.ENGINE_VARIABLE, raising=False)
    assert find_engine() == [str(tool)]
    assert find_engine(str(tool)) == [str(tool)]
    monkeypatch.setenv(client.ENGINE_VARIABLE, str(tmp_path / "other"))
    with pytest.raises(EngineError, match="other"):
        find_engine()
    monkeypatch.delenv(client.ENGINE_VARIABLE)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert find_engine(extra=[str(tool)]) == [str(tool)]
    with pytest.raises(EngineError, match="not installed"):
        find_engine()


def test_no_such_program():
    with pytest.raises(EngineError) as caught:
        Run(["/no/such/engine"], [])
    assert caught.value.hint


def test_a_server_answers_and_ends_with_its_input(harbour):
    server = Server(ENGINE)
    first = server.request("export", sound=str(harbour), fps=12, inline=True)
    second = server.request("ping")
    bad = server.request("export", sound="no.wav", text="a")
    assert server.answer(second)["type"] == "result"
    assert server.answer(first)["line"]["sound"] == "harbour.wav"
    with pytest.raises(EngineError) as caught:
        server.answer(bad)
    assert caught.value.code == "audio"
    assert any(event["type"] == "ready" for event in server.poll())
    server.close()
    assert not server.is_running
    with pytest.raises(EngineError, match="ended"):
        server.request("ping")


def test_a_server_cancels(harbour):
    server = Server(ENGINE)
    number = server.request("export", sound=str(harbour))
    server.cancel(number)
    with pytest.raises(EngineError) as caught:
        server.answer(number)
    assert caught.value.code == "cancelled"
    server.close()


def test_a_server_that_is_no_server():
    server = Server(python("print('hello')"))
    with pytest.raises(EngineError, match="ended"):
        server.answer(1, timeout=30)
    server.close()


def test_the_file_works_alone(tmp_path, root):
    """As an add-on carries it: copied, and run by a Python that has no visemes."""
    source = (root / "core" / "visemes" / "client.py").read_text(encoding="utf-8")
    (tmp_path / "carried.py").write_text(source, encoding="utf-8")
    code = f"import carried; s = carried.Server({ENGINE!r}); print(s.answer(s.request('ping'))['type']); s.close()"
    command = [sys.executable, "-S", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("result\n", "")

"""The command line from end to end, on a short spoken line."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from visemes import errors, pipeline

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "The old boat drifted past the harbour, and nobody waved."


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def takes(tmp_path, harbour) -> Path:
    """Three sounds with their words beside them, the second one broken."""
    folder = tmp_path / "takes"
    folder.mkdir()
    for name in ("a", "c"):
        shutil.copy(harbour, folder / f"{name}.wav")
        shutil.copy(harbour.with_suffix(".txt"), folder / f"{name}.txt")
    shutil.copy(folder / "c.txt", folder / "c.lab")
    (folder / "c.txt").unlink()
    (folder / "b.wav").write_bytes(b"")
    (folder / "b.txt").write_text("nothing")
    return folder


def test_export_shows_the_exposure_sheet(visemes, harbour, tmp_path):
    ran = visemes("export", harbour, "--text", WORDS, "--fps", "12", "-o", "out.csv", "--sheet")
    assert ran.status == 0, ran.err
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text().splitlines()))
    shown = ran.out.splitlines()
    assert shown[0].split() == ["frame", "time", "word", "phone", "viseme"]
    assert [line.split()[:2] for line in shown[1:]] == [[row["frame"], row["time"]] for row in rows]
    assert {"boat", "harbour", "nobody"} <= {row["word"] for row in rows}
    assert {row["viseme"] for row in rows} >= {"A", "G", "X"}  # b p m, f v, rest


@pytest.mark.parametrize("flag", ["--sub-frames", "--dense", "--draft"])
def test_keys_stand_on_parts_of_frames_only_when_asked(visemes, harbour, tmp_path, flag):
    ran = visemes("export", harbour, "--text", WORDS, "--fps", "12", "-m", "arkit52", flag, "-o", "out.json", "-f", "json")
    assert ran.status == 0, ran.err
    frames = [key["frame"] for curve in json.loads((tmp_path / "out.json").read_text())["curves"] for key in curve["keys"]]
    parts = [frame for frame in frames if isinstance(frame, str)]
    assert bool(parts) == (flag == "--sub-frames")
    assert {frame.split("/")[1] for frame in parts} <= {"2", "4"}


def test_several_outputs_in_one_run(visemes, harbour, tmp_path):
    ran = visemes(
        "export",
        harbour,
        "-o",
        "a.tsv",
        "-o",
        "b.TextGrid",
        "-o",
        "c.dat",
        "-o",
        "-",
        "-f",
        "tsv",
        "-f",
        "textgrid",
        "-f",
        "dat",
        "-f",
        "json",
    )
    assert ran.status == 0, ran.err
    assert files_in(tmp_path) == {"a.tsv", "b.TextGrid", "c.dat"}
    line = json.loads(ran.out)
    assert line["sound"] == "harbour.wav"
    assert (tmp_path / "c.dat").read_text().startswith("MohoSwitch1\n")


def test_the_same_input_gives_the_same_bytes(visemes, harbour):
    command = ("export", harbour, "--map", "arkit52", "-o", "-", "-f", "json", "-q")
    assert visemes(*command).out == visemes(*command).out != ""


def test_grid_options_reach_the_keys(visemes, harbour):
    ran = visemes(
        "export", harbour, "--fps", "23.976", "--step", "2", "--start-frame", "101", "--offset", "2f", "-o", "-", "-f", "json"
    )
    grid = json.loads(ran.out)["grid"]
    assert grid == {"fps": "24000/1001", "start_frame": 101, "step": 2, "offset": "1001/12000"}


def test_style_options_reach_the_settings(visemes, harbour):
    ran = visemes(
        "export",
        harbour,
        "--style",
        "cartoon",
        "--jaw",
        "1.25",
        "--lead",
        "1f",
        "--fps",
        "25",
        "--set",
        "tongue=0.5",
        "-o",
        "-",
        "-f",
        "json",
    )
    settings = json.loads(ran.out)["settings"]
    assert settings | {"style": "cartoon", "jaw": 1.25, "lead": 0.04, "tongue": 0.5} == settings


def test_given_timings_are_used_as_they_are(visemes, harbour, tmp_path):
    rows = [("HH", 0.5, 0.6), ("AA1", 0.6, 0.8), ("M", 0.8, 1.0)]
    grid = "\n".join(f"x 1 {start} {end - start:.2f} {label}" for label, start, end in rows)
    (tmp_path / "given.ctm").write_text(grid + "\n")
    ran = visemes("export", harbour, "--timeline", "given.ctm", "-o", "-", "-f", "json")
    assert ran.status == 0, ran.err
    phones = json.loads(ran.out)["timeline"]["phones"]
    assert [(p["phone"], p["start"], p["end"]) for p in phones] == [("h", 0.5, 0.6), ("ɑ", 0.6, 0.8), ("m", 0.8, 1.0)]


def test_only_the_words_of_one_speaker_move_the_mouth(visemes, harbour):
    said = "ANNA: The old boat drifted\nBEN: past the harbour, and\nANNA: nobody waved."
    ran = visemes("export", harbour, "--text", said, "--speaker", "ben", "-o", "-", "-f", "csv")
    rows = list(csv.DictReader(ran.out.splitlines()))
    assert [w for w in dict.fromkeys(row["word"] for row in rows) if w] == ["past", "the", "harbour", "and"]
    assert {row["viseme"] for row in rows[:8]} == {"X"}
    nobody = visemes("export", harbour, "--text", said, "--speaker", "Bern", "-o", "out.csv")
    assert nobody.status == 2
    assert nobody.errors == ["visemes: unknown speaker 'Bern'"]
    assert nobody.hints == ["  hint: did you mean 'BEN'?"]


def test_each_speaker_gets_a_result(visemes, harbour, tmp_path):
    said = "ANNA: The old boat drifted\nBen: past the harbour, and\nANNA: nobody waved."
    (tmp_path / "keys").mkdir()
    ran = visemes("export", harbour, "--text", said, "--each-speaker", "-f", "csv", "-o", "keys")
    assert ran.status == 0, ran.err
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["harbour.ANNA.csv", "harbour.Ben.csv"]
    shown = {}
    for path in (tmp_path / "keys").iterdir():
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        shown[path.stem] = [word for word in dict.fromkeys(row["word"] for row in rows) if word]
    assert shown == {
        "harbour.ANNA": ["The", "old", "boat", "drifted", "nobody", "waved"], "harbour.Ben": ["past", "the", "harbour", "and"],
    }  # fmt: skip
    assert "harbour.ANNA.csv, " in ran.err
    ran = visemes("align", harbour, "--text", said, "--each-speaker", "-o", "a.TextGrid", "-o", "a.srt")
    assert ran.status == 0, ran.err
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.ANNA.TextGrid", "a.ANNA.srt", "a.Ben.TextGrid", "a.Ben.srt"]
    assert "nobody waved" in (tmp_path / "a.ANNA.srt").read_text(encoding="utf-8")
    assert "nobody waved" not in (tmp_path / "a.Ben.srt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--text", "nobody is named"), "nobody is named"),
        (("--text", "ANNA: The old boat", "--speaker", "ANNA"), "both --speaker and --each-speaker"),
        (("--text", "ANNA: The old boat", "-o", "-", "-f", "csv"), "standard output takes one result"),
    ],
)
def test_what_each_speaker_cannot_do(visemes, harbour, options, words):
    ran = visemes("export", harbour, "--each-speaker", *options)
    assert ran.status == 2
    assert words in ran.err


@pytest.mark.parametrize("how", ["words", "phones"])
def test_without_a_transcript_what_is_heard_moves_the_mouth(visemes, harbour, tmp_path, how):
    if how == "words":
        pytest.importorskip("pocketsphinx")
    shutil.copy(harbour, tmp_path / "a.wav")
    assert visemes("export", harbour, "-o", "told.csv").status == 0
    ran = visemes("export", "a.wav", "--recognize", how, "-o", "heard.csv")
    assert ran.status == 0, ran.err
    told, heard = (list(csv.DictReader((tmp_path / name).read_text().splitlines())) for name in ("told.csv", "heard.csv"))
    same = sum(a["viseme"] == b["viseme"] for a, b in zip(told, heard, strict=True)) / len(told)
    assert same > (0.6 if how == "words" else 0.4)


def test_self_training_stays_close_and_is_repeatable(visemes, takes, tmp_path):
    def starts():
        return [p["start"] for p in json.loads((tmp_path / "takes" / "a.json").read_text())["phones"]]

    command = ("align", "takes/a.wav", "takes/b.wav", "takes/c.wav", "-o", "takes/", "-f", "json", "-q")
    assert visemes(*command).status == 9  # b is broken
    before = starts()
    assert visemes(*command, "--self-train").status == 9
    taught = starts()
    assert visemes(*command, "--self-train").status == 9
    assert starts() == taught != before
    assert max(abs(a - b) for a, b in zip(before, taught, strict=True)) < 0.05


def test_adapting_stays_close_and_is_repeatable(visemes, takes, tmp_path):
    def starts():
        return [p["start"] for p in json.loads((tmp_path / "takes" / "a.json").read_text())["phones"]]

    command = ("align", "takes/a.wav", "takes/c.wav", "-o", "takes/", "-f", "json", "-q")
    found = []
    for options in ((), ("--adapt-voice",), ("--adapt-voice",), ("--adapt-voice", "--self-train")):
        assert visemes(*command, *options).status == 0
        found.append(starts())
    before, adapted, again, taught = found
    assert adapted == again != before
    assert taught != adapted
    for other in (adapted, taught):
        assert max(abs(a - b) for a, b in zip(before, other, strict=True)) < 0.08


@pytest.mark.slow
def test_a_killed_run_on_a_long_sound_goes_on_where_it_stopped(visemes, harbour, tmp_path, monkeypatch):
    import wave

    with wave.open(str(harbour)) as file:
        parameters, sound = file.getparams(), file.readframes(file.getnframes())
    with wave.open(str(tmp_path / "scene.wav"), "wb") as file:
        file.setparams(parameters)
        file.writeframes(sound * 18)
    (tmp_path / "scene.txt").write_text(f"{WORDS} " * 18)
    whole = visemes("export", "scene.wav", "-o", "-", "-f", "csv").out
    from visemes.align import builtin

    listen, heard = builtin.listen, []

    def killed(*args):
        if heard:
            raise KeyboardInterrupt
        heard.append(listen(*args))
        return heard[0]

    monkeypatch.setattr(builtin, "listen", killed)
    assert visemes("export", "scene.wav", "-o", "out.csv").status == 130
    assert files_in(tmp_path) == {"scene.wav", "scene.txt", "out.csv.partial"}
    monkeypatch.setattr(builtin, "listen", listen)
    assert visemes("export", "scene.wav", "-o", "out.csv").status == 0
    assert files_in(tmp_path) == {"scene.wav", "scene.txt", "out.csv"}
    assert (tmp_path / "out.csv").read_text() == whole


def test_align_writes_a_textgrid_beside_the_sound(visemes, takes):
    ran = visemes("align", takes / "a.wav")
    assert ran.status == 0, ran.err
    text = (takes / "a.visemes.textgrid").read_text()
    assert '"harbour"' in text
    again = visemes("export", takes / "a.wav", "--timeline", takes / "a.visemes.textgrid", "-o", "-", "-f", "json")
    assert "harbour" in [word["word"] for word in json.loads(again.out)["timeline"]["words"]]


def test_align_refuses_formats_that_need_animation(visemes, harbour):
    ran = visemes("align", harbour, "-o", "a.csv")
    assert (ran.status, len(ran.errors)) == (2, 1)
    assert "visemes export" in ran.hints[0]


def test_a_batch_goes_on_after_a_failing_file(visemes, takes, tmp_path):
    (tmp_path / "out").mkdir()
    ran = visemes("export", takes / "a.wav", takes / "b.wav", takes / "c.wav", "-o", "out", "-f", "tsv")
    assert ran.status == 9
    assert files_in(tmp_path / "out") == {"a.tsv", "c.tsv"}
    assert ran.errors[-1].startswith("visemes: 1 of 3 files failed: ")
    assert "b.wav" in ran.errors[-1]
    assert len(ran.errors) == 2


def test_a_pattern_the_shell_left_alone_is_looked_up(visemes, takes, tmp_path):
    (takes / "b.wav").unlink()
    ran = visemes("export", takes / "*.wav", "-f", "tsv", "-q")
    assert (ran.status, ran.err) == (0, "")
    assert {"a.visemes.tsv", "c.visemes.tsv"} <= files_in(takes)


def test_a_batch_in_events(visemes, takes):
    ran = visemes("export", takes / "a.wav", takes / "b.wav", "-f", "tsv", "--progress", "ndjson")
    events = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 9
    result = next(e for e in events if e["type"] == "result")
    assert result["path"] == str(takes / "a.visemes.tsv")
    assert result["sound"] == str(takes / "a.wav")
    assert [(e["code"], e["exit_code"]) for e in events if e["type"] == "error"] == [("audio", 3), ("batch", 9)]
    stages = list(dict.fromkeys(e["stage"] for e in events if e["type"] == "progress" and e["sound"] == str(takes / "a.wav")))
    assert stages == list(pipeline.STAGES)
    assert ran.err == ""


def test_chatter_leaves_standard_output_to_the_result(visemes, harbour):
    ran = visemes("export", harbour, "--fps", "12", "-o", "-", "-f", "tsv", "--sheet")
    assert all(len(row.split("\t")) == 2 for row in ran.out.splitlines())
    assert "frame  time" in ran.err


def test_check_tells_what_the_mouth_does_not_do(visemes, harbour, tmp_path):
    ran = visemes("export", harbour, "--fps", "25", "-o", "a.json", "-o", "a.csv", "-f", "json", "--report")
    assert (ran.status, "pass" in ran.out) == (0, True)
    assert visemes("check", "a.json", "--strict").status == 0
    line = json.loads((tmp_path / "a.json").read_text())
    for exposure in line["exposures"]:
        if exposure["viseme"] in {"A", "G"}:
            exposure["viseme"] = "D"
    (tmp_path / "open.json").write_text(json.dumps(line))
    assert visemes("check", "open.json").status == 0
    strict = visemes("check", "open.json", "--strict", "--json")
    report = json.loads(strict.out)["reports"][0]
    assert (strict.status, report["verdict"]) == (10, "fail")
    assert {event["verdict"] for event in report["events"]} == {"fail"}


def test_check_takes_other_tools_keys_with_what_they_lack(visemes, harbour):
    visemes("export", harbour, "--fps", "25", "-o", "a.json", "-f", "json", "-o", "a.tsv", "-f", "tsv")
    assert visemes("check", "a.tsv").status == 2
    told = visemes("check", "a.tsv", "--timeline", "a.json", "--map", "rhubarb", "--fps", "25")
    assert (told.status, "closures" in told.out) == (0, True), told.err


def test_maps_commands(visemes, tmp_path):
    listed = visemes("maps", "list")
    assert {"rhubarb", "arkit52", "preston_blair"} <= {line.split()[0] for line in listed.out.splitlines()}
    assert "closure" in visemes("maps", "show", "arkit52").out
    assert json.loads(visemes("maps", "schema").out)["$schema"]
    assert visemes("maps", "new", "mine").status == 0
    assert visemes("maps", "validate", "mine.toml").out == "mine.toml: good\n"
    assert visemes("maps", "new", "mine").status == 6
    (tmp_path / "mine.toml").write_text((tmp_path / "mine.toml").read_text().replace("rest", "rset", 1))
    wrong = visemes("maps", "validate", "mine.toml")
    assert wrong.status == 5
    assert all("mine.toml" in line for line in wrong.errors)
    assert wrong.errors


def test_rig_guess_writes_a_profile_that_validates(visemes, tmp_path):
    (tmp_path / "names.txt").write_text(
        "\n".join(
            f"Face.vrc.v_{n}" for n in ["sil", "pp", "ff", "th", "dd", "kk", "ch", "ss", "nn", "rr", "aa", "e", "ih", "oh", "ou"]
        )
    )
    ran = visemes("rig", "guess", "--names", "names.txt", "-o", "rig.json")
    assert ran.status == 0, ran.err
    assert "vrchat" in ran.out
    assert visemes("rig", "validate", "rig.json").status == 0
    assert json.loads(visemes("rig", "schema").out)["$schema"]


def test_formats_and_doctor(visemes):
    names = [row["name"] for row in json.loads(visemes("formats", "--json").out)["formats"]]
    assert {line.split()[0] for line in visemes("formats").out.splitlines()[1:]} == set(names)
    findings = json.loads(visemes("doctor", "--json").out)["findings"]
    assert {"numpy", "aligner", "espeak-ng"} <= {finding["name"] for finding in findings}
    assert {"torch", "lip-sync expert"} <= {finding["name"] for finding in findings if not finding["needed"]}
    assert all(finding["ok"] or finding["remedy"] for finding in findings)


def test_doctor_says_what_is_missing_and_how_to_get_it(visemes, monkeypatch):
    monkeypatch.setattr("visemes.doctor.REQUIRED", {"numpy": "signals", "no-such-package": "testing"})
    ran = visemes("doctor")
    assert ran.status == 8
    missing = next(line for line in ran.out.splitlines() if "no-such-package" in line)
    assert missing.startswith("MISSING")
    assert missing.endswith("pip install no-such-package")


def test_doctor_says_when_the_lip_sync_expert_is_damaged(visemes, monkeypatch, tmp_path):
    from visemes.sync import expert

    (tmp_path / "expert.safetensors").write_bytes(b"half")
    load = expert.load_expert
    monkeypatch.setattr(expert, "load_expert", lambda: load(tmp_path / "expert.safetensors"))
    ran = visemes("doctor")
    assert ran.status == 0
    line = next(line for line in ran.out.splitlines() if line[4:].startswith("lip-sync expert"))
    assert "is no sound safetensors file" in line


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["exprot"], "did you mean 'export'?"),
        (["export", "a.wav", "--fsp", "12"], "did you mean '--fps'?"),
        (["maps", "shwo"], "did you mean 'show'?"),
        (["export"], "see visemes export --help"),
        (["export", "a.wav", "--step", "two"], "see visemes export --help"),
        (["maps"], "one of: list, show, validate, schema, new"),
    ],
)
def test_usage_mistakes_are_one_line_with_a_hint(visemes, arguments, hint):
    ran = visemes(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 2
    assert ran.hints == [f"  hint: {hint}"]


def test_help_and_version(visemes):
    import visemes as package

    assert visemes().out.startswith("Usage: visemes")
    assert visemes("--version").out == f"visemes {package.__version__}\n"
    assert "--timeline" in visemes("export", "--help").out


def test_every_exit_status_is_documented(root):
    text = (root / "docs" / "cli.md").read_text(encoding="utf-8")

    def tree(kind):
        yield kind
        for child in kind.__subclasses__():
            yield from tree(child)

    for kind in tree(errors.VisemesError):
        assert f"| {kind.exit_code} |" in text, kind


def test_an_internal_error_is_one_line_and_a_traceback_only_when_asked(visemes, harbour, monkeypatch):
    def broken(*_arguments, **_named):
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(pipeline, "align_job", broken)
    ran = visemes("export", harbour, "-o", "a.csv")
    assert (ran.status, len(ran.errors), len(ran.hints)) == (1, 1, 1)
    assert "Traceback" not in ran.err
    monkeypatch.setenv("VISEMES_DEBUG", "1")
    assert "Traceback" in visemes("export", harbour, "-o", "a.csv").err


def test_ctrl_c_in_a_stage_writes_nothing(visemes, harbour, monkeypatch, tmp_path):
    def interrupted(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "animate_job", interrupted)
    ran = visemes("export", harbour, harbour.with_name("bakery.wav"), "-o", tmp_path, "-f", "csv")
    assert ran.status == 130
    assert ran.errors == ["visemes: cancelled, nothing half-written is left"]
    assert not files_in(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_the_middle_is_one_line_and_leaves_nothing(tmp_path, harbour, number):
    """A real process, stopped as soon as it says that it aligns."""
    # Python ignores SIGINT when the tests themselves were started in the background.
    listen = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    launch = f"{listen}; from visemes.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", launch, "export", str(harbour), "-o", "out.json", "-f", "json", "--progress", "ndjson"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            if json.loads(line).get("stage") == "align":
                process.send_signal(number)
                break
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(out.splitlines()[-1])["code"] == "cancelled"
    assert "Traceback" not in err
    assert not files_in(tmp_path)


def test_a_reader_that_goes_away_is_no_error(tmp_path, harbour):
    command = f"{sys.executable} -m visemes maps show arkit52 | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.startswith("arkit52")
    assert done.stderr == ""

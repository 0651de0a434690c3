"""The Montreal Forced Aligner as a program: what it is told, what is made of its answers and of its complaints.

`mfa` is a stand-in that refuses every option MFA's own source does not have; `test_the_real_one` runs where MFA is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from visemes.align import aligner_named, kind_named
from visemes.align.base import Settings, SpokenWord, Utterance
from visemes.align.mfa import default_models, known_models, models_for
from visemes.audio import Sound, read_sound
from visemes.errors import AlignerError, CancelledError, NotInstalledError, UsageError
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript

NOISE = np.random.default_rng(3).normal(0, 0.05, 32000).astype(np.float32)
SOUND = Sound(NOISE, 16000, "noise")


def words_of(text):
    return pronounce(parse_transcript(text), Lexicon())[0]


def settings(**values):
    return Settings({name: str(value) for name, value in values.items()})


def align(text, sound=SOUND, language="", **values):
    return aligner_named("mfa", settings(**values)).align(sound, words_of(text), language=language)


def left_over(mfa) -> list[str]:
    return [path.name for path in mfa.folder.parent.iterdir() if path.name.startswith("visemes-mfa")]


def test_a_line_comes_back_with_words_and_phones(any_mfa):
    found = align("Hi there.")
    assert [(w.label, w.start, w.end) for w in found.words] == [("Hi", 0.1, 1.0), ("there", 1.0, 1.9)]
    assert [(p.label, p.stress) for p in found.phones] == [("h", None), ("aɪ", 1), ("ð", None), ("ɛ", 1), ("ɹ", None)]
    assert found.phones[1].start == pytest.approx(0.55)
    assert (found.duration, found.aligner, found.language, found.warnings) == (2.0, "mfa:english_us_arpa", "en-us", ())
    assert left_over(any_mfa) == []


def test_one_line_is_one_call_of_align_one_where_there_is_one(any_mfa):
    align("hi")
    commands = [call[0] for call in any_mfa.calls]
    assert commands in (["align_one"], ["align_one", "align"])


def test_a_batch_is_one_corpus(any_mfa):
    lines = [
        Utterance(Sound(NOISE[: 16000 + 1600 * i], 16000), words_of(text)) for i, text in enumerate(["hi", "there", "hi there"])
    ]
    aligner = aligner_named("mfa").prepared(lines)
    found = [aligner.align(line.sound, line.words) for line in lines]
    assert [call[0] for call in any_mfa.calls] == ["align"]
    assert [[w.label for w in timeline.words] for timeline in found] == [["hi"], ["there"], ["hi", "there"]]
    assert [timeline.duration for timeline in found] == [1.0, 1.1, 1.2]
    assert left_over(any_mfa) == []


def test_lines_of_a_batch_in_several_languages_are_a_run_each(mfa):
    lines = [Utterance(SOUND, words_of("hi"), "en-us"), Utterance(SOUND, words_of("hi"), "de")]
    aligner = aligner_named("mfa").prepared(lines)
    assert [call[2:4] for call in mfa.calls] == [["english_us_arpa"] * 2, ["german_mfa"] * 2]
    assert aligner.align(SOUND, lines[1].words, language="de").aligner == "mfa:german_mfa"
    assert len(mfa.calls) == 2


def test_speakers_are_told_apart_by_folder(mfa, tmp_path):
    lines = [Utterance(SOUND, words_of(text)) for text in ("ANNA: hi", "BOB: hi there", "there")]
    seen = []
    import visemes.align.mfa as module

    original = module.run_program
    module.run_program = lambda *a, **k: seen.append(sorted(p.name for p in Path(a[1][2]).iterdir())) or original(*a, **k)
    try:
        aligner_named("mfa").prepared(lines)
    finally:
        module.run_program = original
    assert seen == [["ANNA", "BOB", "speaker"]]


def test_a_line_of_a_batch_that_mfa_leaves_out_is_an_error_of_its_own(mfa):
    lines = [Utterance(SOUND, words_of(text)) for text in ("hi", "nowhere")]
    aligner = aligner_named("mfa").prepared(lines)
    assert aligner.align(SOUND, lines[0].words).words
    with pytest.raises(AlignerError, match="no way to fit"):
        aligner.align(SOUND, lines[1].words)


def test_numbers_are_told_as_they_are_said_and_come_back_as_written(mfa):
    found = align("hi 1984")
    assert [w.label for w in found.words] == ["hi", "1984"]
    assert found.words[1].end == pytest.approx(1.9)
    assert len(found.phones_in(found.words[1])) == 12


def test_a_word_mfa_does_not_know_is_heard_by_our_own_aligner_in_its_time(mfa):
    found = align("hi waved there")
    word = found.words[1]
    own = found.phones_in(word)
    assert [p.label for p in own] == ["w", "eɪ", "v", "d"]
    assert (own[0].start, own[-1].end) == (word.start, word.end)
    assert found.warnings == ("mfa:english_us_arpa has no phones for 'waved'; our own aligner found them in the word's time",)


def test_a_word_mfa_left_out_gets_the_room_between_its_neighbours(mfa):
    found = align("hi unheard there")
    assert [w.label for w in found.words] == ["hi", "unheard", "there"]
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(found.words))
    assert found.phones_in(found.words[1])


def test_silence_and_no_words_need_no_mfa(mfa):
    quiet = Sound(np.zeros(16000, np.float32), 16000)
    assert aligner_named("mfa").align(quiet, words_of("hi")).words == ()
    assert aligner_named("mfa").align(SOUND, []).words == ()
    assert mfa.calls == []


@pytest.mark.parametrize(
    ("values", "kind", "message", "hint"),
    [
        ({"model": "absent_mfa", "dictionary": "d"}, NotInstalledError, "MFA's acoustic model absent_mfa is not installed",
         "mfa model download acoustic absent_mfa"),
        ({"dictionary": "absent_dict"}, NotInstalledError, "MFA's dictionary absent_dict is not installed",
         "mfa model download dictionary absent_dict"),
        ({"dictionary": "other_phones"}, AlignerError,
         "mfa: the dictionary other_phones has phones that the model english_us_arpa does not know",
         "give both of one language: --aligner-set model=… --aligner-set dictionary=…"),
        ({"model": "unfit_mfa"}, AlignerError, "mfa: found no way to fit the words to the sound with unfit_mfa",
         "is the transcript right, and of the model's language? a wider beam may help: --aligner-set beam=100"),
        ({"model": "kalpyless_mfa"}, AlignerError, "mfa: MFA is installed without its Kaldi engine",
         "install it with conda: conda create -n aligner -c conda-forge montreal-forced-aligner"),
        ({"model": "strange_mfa"}, AlignerError, "mfa: failed with exit status 1: the sky fell", "try it alone: mfa validate"),
        ({"model": "broken_mfa"}, AlignerError, "mfa: wrote what cannot be read: line.TextGrid: is no TextGrid text file",
         "in Praat: Save, Save as text file"),
    ],
)  # fmt: skip
def test_what_mfa_complains_about_is_one_line_and_what_to_do(mfa, values, kind, message, hint):
    with pytest.raises(kind) as caught:
        align("hi", **values)
    assert (caught.value.message, caught.value.hint) == (message, hint)
    assert left_over(mfa) == []


def test_a_run_that_takes_too_long_is_ended(mfa):
    begun = time.monotonic()
    with pytest.raises(AlignerError) as caught:
        align("hi", model="slow_mfa", timeout=1)
    assert time.monotonic() - begun < 20
    assert caught.value.message == "mfa: was stopped after 1 s"
    assert_gone(int((mfa.folder / "pid").read_text()))
    assert left_over(mfa) == []


def test_a_cancelled_run_is_ended(mfa):
    def told(_value):
        if (mfa.folder / "pid").exists():
            raise CancelledError

    with pytest.raises(CancelledError):
        aligner_named("mfa", settings(model="slow_mfa")).align(SOUND, words_of("hi"), told)
    assert_gone(int((mfa.folder / "pid").read_text()))


def assert_gone(pid):
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").is_file() and Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail(f"{pid} still runs")


def test_a_wider_beam_is_passed_on(mfa):
    align("hi", beam=100)
    assert mfa.calls[0][-4:] == ["--beam", "100", "--retry_beam", "400"]


@pytest.mark.parametrize("values", [{"beam": "wide"}, {"timeout": "-1"}, {"beam": "0"}, {"timeout": "1.5"}])
def test_settings_that_cannot_be(values):
    with pytest.raises(UsageError, match="is no whole number above 0"):
        aligner_named("mfa", Settings(values))


def test_without_mfa_the_install_line_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("CONDA_EXE", "MAMBA_EXE"):
        monkeypatch.delenv(name, raising=False)
    lack = kind_named("mfa").lack(Settings())
    assert lack == ("the Montreal Forced Aligner", "conda create -n aligner -c conda-forge montreal-forced-aligner")
    lack = kind_named("mfa").lack(settings(environment="aligner"))
    assert lack
    assert lack.what.startswith("conda")


@pytest.mark.parametrize(("environment", "option"), [("aligner", "-n"), ("/envs/aligner", "-p")])
def test_a_conda_environment_is_run_by_conda(mfa, monkeypatch, environment, option):
    conda = mfa.folder / "conda"
    conda.write_text(f'#!/bin/sh\necho "$1" "$2" "$3" "$4" >> "{mfa.folder}/conda calls"\nshift 4\nexec "{mfa.folder}/mfa" "$@"\n')
    conda.chmod(0o755)
    monkeypatch.delenv("CONDA_EXE", raising=False)
    monkeypatch.delenv("MAMBA_EXE", raising=False)
    assert align("hi", environment=environment).words
    assert (mfa.folder / "conda calls").read_text() == f"run {option} {environment} mfa\n"
    with pytest.raises(NotInstalledError) as caught:
        align("hi", environment=environment, model="absent_mfa")
    assert caught.value.hint == f"{conda} run {option} {environment} mfa model download acoustic absent_mfa".replace(
        str(conda), f"'{conda}'"
    )


def test_an_environment_with_mfa_is_found_where_conda_lists_it(mfa, monkeypatch, tmp_path):
    home = tmp_path / "home"
    environment = home / "envs" / "speech"
    (environment / "bin").mkdir(parents=True)
    shutil.copy(mfa.folder / "mfa", environment / "bin" / "mfa")
    (home / ".conda").mkdir()
    (home / ".conda" / "environments.txt").write_text(f"{home}/envs/other\n{environment}\n")
    (mfa.folder / "mfa").rename(mfa.folder / "not-mfa")
    (mfa.folder / "conda").write_text(
        f'#!/bin/sh\ntest "$3" = "{environment}" || exit 7\nshift 4\nexec "{mfa.folder}/not-mfa" "$@"\n'
    )
    (mfa.folder / "conda").chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONDA_EXE", "MAMBA_EXE"):
        monkeypatch.delenv(name, raising=False)
    assert kind_named("mfa").lack(Settings()) is None
    assert align("hi").words


@pytest.mark.parametrize(
    ("language", "values", "expected"),
    [
        ("", {}, ("english_us_arpa", "english_us_arpa")),
        ("en-us", {}, ("english_us_arpa", "english_us_arpa")),
        ("en-gb", {}, ("english_mfa", "english_uk_mfa")),
        ("pt-br", {}, ("portuguese_mfa", "portuguese_brazil_mfa")),
        ("fr-be", {}, ("french_mfa", "french_mfa")),
        ("de", {"model": "mine.zip", "dictionary": "mine.dict"}, ("mine.zip", "mine.dict")),
        ("xx", {"model": "klingon_mfa"}, ("klingon_mfa", "klingon_mfa")),
        ("", {"model": "english_mfa"}, ("english_mfa", "english_uk_mfa")),
        ("es", {"dictionary": "own.dict"}, ("spanish_mfa", "own.dict")),
    ],
)
def test_the_models_of_a_language(language, values, expected):
    assert models_for(language, Settings(values)) == expected


def test_a_language_without_a_model_wants_one_named():
    with pytest.raises(UsageError) as caught:
        models_for("tlh", Settings())
    assert caught.value.message == "mfa: no model is known for the language 'tlh'"
    assert caught.value.hint == "name one: --aligner-set model=NAME"


def test_every_language_of_the_table_is_one_espeak_knows():
    from visemes.lexicon.g2p import espeak_pronunciations

    for language in known_models():
        assert default_models(language)
    assert espeak_pronunciations(["a"], "de")


@pytest.mark.parametrize(
    ("language", "acoustic", "dictionary", "expected"),
    [
        ("de", "german_mfa.zip", "german_mfa.dict", True),
        ("de", "german_mfa.zip", None, False),
        ("de", None, "german_mfa.dict", False),
        ("en-us", "english_us_arpa.zip", "english_us_arpa.dict", False),
        ("", "english_us_arpa.zip", "english_us_arpa.dict", False),
        ("tlh", None, None, False),
    ],
)
def test_auto_takes_mfa_for_other_languages_whose_models_are_there(mfa, tmp_path, language, acoustic, dictionary, expected):
    root = tmp_path / "mfa root" / "pretrained_models"
    for kind, name in (("acoustic", acoustic), ("dictionary", dictionary)):
        (root / kind).mkdir(parents=True)
        if name:
            (root / kind / name).write_text("x")
    assert kind_named("mfa").suits(language, Settings()) == expected


def test_from_the_command_line(mfa, visemes, harbour, tmp_path):
    ran = visemes("align", harbour, "--text", "hi there", "--aligner", "mfa", "-o", "a.json", "-f", "json")
    assert ran.status == 0, ran.err
    assert '"aligner": "mfa:english_us_arpa"' in (tmp_path / "a.json").read_text()
    ran = visemes("align", harbour, "--text", "hi", "--aligner", "mfa", "--aligner-set", "model=absent_mfa", "-o", "b.TextGrid")
    assert ran.status == 8
    assert ran.hints == ["  hint: mfa model download acoustic absent_mfa"]


def test_many_sounds_from_the_command_line_are_one_run(mfa, visemes, harbour, tmp_path):
    (tmp_path / "out").mkdir()
    for name, text in (("a", "hi"), ("b", "hi there"), ("c", "nowhere")):
        shutil.copy(harbour, tmp_path / f"{name}.wav")
        (tmp_path / f"{name}.txt").write_text(text)
    ran = visemes("align", "a.wav", "b.wav", "c.wav", "--aligner", "mfa", "-o", "out/", "-f", "json")
    assert ran.status == 9
    assert [call[0] for call in mfa.calls] == ["align"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]
    assert "mfa: found no way to fit the words to the sound" in ran.err


@pytest.mark.parametrize(("there", "aligner"), [(True, "mfa:german_mfa"), (False, "builtin")])
def test_auto_from_the_command_line(mfa, visemes, harbour, tmp_path, there, aligner):
    for kind, name in (("acoustic", "german_mfa.zip"), ("dictionary", "german_mfa.dict")):
        (tmp_path / "mfa root" / "pretrained_models" / kind).mkdir(parents=True)
        if there:
            (tmp_path / "mfa root" / "pretrained_models" / kind / name).write_text("x")
    ran = visemes("align", harbour, "--text", "hi there", "--language", "de", "-o", "a.json", "-f", "json")
    assert ran.status == 0, ran.err
    assert f'"aligner": "{aligner}"' in (tmp_path / "a.json").read_text()
    ran = visemes("align", harbour, "--text", "hi there", "-o", "b.json", "-f", "json")  # English stays with ours
    assert '"aligner": "builtin"' in (tmp_path / "b.json").read_text()


@pytest.mark.slow
def test_the_real_one(harbour):
    """Runs where MFA and its English models are installed: word times within 50 ms of our own on a clear line."""
    program = shutil.which("mfa")
    if not program or subprocess.run([program, "version"], capture_output=True, check=False).returncode:
        pytest.skip("no working mfa on the PATH")
    text = harbour.with_suffix(".txt").read_text(encoding="utf-8")
    sound, words = read_sound(harbour), words_of(text)
    try:
        theirs = aligner_named("mfa").align(sound, words)
    except NotInstalledError as missing:
        pytest.skip(str(missing))
    ours = aligner_named("builtin").align(sound, words)
    differences = [abs(a.start - b.start) for a, b in zip(theirs.words, ours.words, strict=True)]
    assert np.median(differences) < 0.05
    assert isinstance(words[0], SpokenWord)

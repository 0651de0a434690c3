"""Which aligner does a line, and what is said when it cannot."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from visemes import align
from visemes.align.auto import AutoAligner, choice
from visemes.align.base import Aligner, AlignerKind, BatchAligner, Lack, Settings, SpokenWord, Utterance
from visemes.audio import Sound
from visemes.errors import AlignerError, CancelledError, UnknownNameError
from visemes.timeline import Phone, Timeline, Word

HI = SpokenWord("hi", ((("HH", "AY1"),),))
SOUND = Sound(np.random.default_rng(0).normal(0, 0.1, 16000).astype(np.float32), 16000, "hi")


@dataclass
class Tide:
    """An aligner for Welsh that remembers what it was asked and fails when it is told to."""

    name: ClassVar[str] = "tide"
    fails: ClassVar[Exception | None] = None
    asked: ClassVar[list[str]] = []
    settings: Settings = field(default_factory=Settings)

    def align(self, sound, words, progress=None, resume=None, *, language=""):
        Tide.asked.append(f"align {language}")
        if Tide.fails:
            raise Tide.fails
        return Timeline(1.0, (Word(0.1, 0.5, "hi"),), (Phone(0.1, 0.5, "aɪ"),), language=language, aligner="tide")

    def prepared(self, lines, progress=None):
        Tide.asked.append(f"prepared {[line.language for line in lines]}")
        if Tide.fails:
            raise Tide.fails
        return self


@pytest.fixture(autouse=True)
def tide(monkeypatch):
    """A second aligner in the registry, for Welsh."""
    kind = AlignerKind("tide", "for Welsh", {"moon": "full or new"}, Tide, lambda _: None, lambda tag, _: tag == "cy", batches=True)
    monkeypatch.setitem(sys.modules, "tide_aligner", SimpleNamespace(ALIGNER=kind))
    monkeypatch.setattr(align, "ALIGNERS", {"builtin": "visemes.align.builtin", "tide": "tide_aligner"})
    monkeypatch.setattr(align, "CHOICES", ("auto", "builtin", "tide"))
    monkeypatch.setattr(Tide, "asked", [])
    monkeypatch.setattr(Tide, "fails", None)
    return kind


@pytest.mark.parametrize(("language", "expected"), [("", "builtin"), ("en-us", "builtin"), ("cy", "tide"), ("de", "builtin")])
def test_auto_takes_what_suits_the_language(language, expected):
    assert choice(language, Settings()) == expected
    assert AutoAligner().align(SOUND, [HI], language=language).aligner == expected


def test_auto_passes_over_what_is_not_installed(monkeypatch, tide):
    lacking = AlignerKind("tide", "", {}, Tide, lambda _: Lack("the moon", "wait"), lambda *_: True)
    monkeypatch.setitem(sys.modules, "tide_aligner", SimpleNamespace(ALIGNER=lacking))
    assert choice("cy", Settings()) == "builtin"


def test_auto_falls_back_and_says_why(monkeypatch):
    monkeypatch.setattr(Tide, "fails", AlignerError("tide", "the moon is down", "wait"))
    found = AutoAligner().align(SOUND, [HI], language="cy")
    assert found.aligner == "builtin"
    assert found.warnings[0] == "aligned by builtin, because tide failed: tide: the moon is down (wait)"


def test_a_cancelled_run_is_not_done_another_way(monkeypatch):
    monkeypatch.setattr(Tide, "fails", CancelledError())
    with pytest.raises(CancelledError):
        AutoAligner().align(SOUND, [HI], language="cy")


def test_a_batch_goes_to_the_aligner_that_does_many_at_once():
    lines = [Utterance(SOUND, [HI], language) for language in ("cy", "de", "cy")]
    AutoAligner().prepared(lines)
    assert Tide.asked == ["prepared ['cy', 'cy']"]


def test_a_failed_batch_is_not_tried_again_line_by_line(monkeypatch):
    monkeypatch.setattr(Tide, "fails", AlignerError("tide", "ebb"))
    aligner = AutoAligner().prepared([Utterance(SOUND, [HI], "cy")] * 2)
    assert "tide: ebb" in aligner.align(SOUND, [HI], language="cy").warnings[0]
    assert Tide.asked == ["prepared ['cy', 'cy']"]


def test_each_aligner_gets_its_own_settings_alone():
    aligner = AutoAligner(Settings({"moon": "new", "sun": "up"}, download=True))
    aligner.align(SOUND, [HI], language="cy")
    assert aligner._named("tide").settings == Settings({"moon": "new"}, download=True)


def test_names_and_settings_that_do_not_exist_are_told_with_the_nearest():
    with pytest.raises(UnknownNameError, match="unknown aligner 'builtn'") as caught:
        align.aligner_named("builtn")
    assert caught.value.hint == "did you mean 'builtin'?"
    with pytest.raises(UnknownNameError, match="unknown setting of the aligner tide 'moo'") as caught:
        align.aligner_named("tide", Settings({"moo": "1"}))
    assert caught.value.hint == "did you mean 'moon'?"


def test_auto_takes_the_settings_of_all_of_them():
    align.kind_named("auto").check(Settings({"moon": "new"}))
    with pytest.raises(UnknownNameError):
        align.kind_named("auto").check(Settings({"sun": "up"}))


def test_every_registered_aligner_is_one(monkeypatch):
    monkeypatch.undo()
    for name in align.ALIGNERS:
        kind = align.kind_named(name)
        assert kind.name == name
        assert kind.what
        lack = kind.lack(Settings())
        assert lack is None or (lack.what and lack.remedy)
        if lack is None and name != "ctc":
            aligner = align.aligner_named(name)
            assert isinstance(aligner, Aligner)
            assert isinstance(aligner, BatchAligner) == kind.batches


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (["--aligner", "tied"], "unknown aligner 'tied'", "did you mean 'tide'?"),
        (["--aligner", "tide", "--aligner-set", "mon=1"], "unknown setting of the aligner tide 'mon'", "did you mean 'moon'?"),
        (["--aligner-set", "moon"], "--aligner-set moon: is no NAME=VALUE", "write it like --aligner-set model=english_mfa"),
        (["--aligner", "tide", "--self-train"], "the aligner tide cannot be taught", "leave out --self-train or --aligner"),
        (
            ["--aligner", "tide", "--adapt-voice"],
            "the aligner tide does not adapt to a voice",
            "leave out --adapt-voice or --aligner",
        ),
    ],
)
def test_the_command_line_refuses_before_any_work(visemes, harbour, arguments, error, hint):
    for command in ("align", "export"):
        ran = visemes(command, harbour, "--text", "hi", *arguments)
        assert ran.status == 2
        assert ran.errors == [f"visemes: {error}"]
        assert ran.hints == [f"  hint: {hint}"]
        assert Tide.asked == []


def test_the_command_line_uses_the_aligner_it_is_told(visemes, harbour, tmp_path):
    ran = visemes("align", harbour, "--text", "hi", "--aligner", "tide", "--aligner-set", "moon=new", "-o", "a.json", "-f", "json")
    assert ran.status == 0, ran.err
    assert '"aligner": "tide"' in (tmp_path / "a.json").read_text()


def test_many_sounds_are_done_at_once_by_an_aligner_that_can(visemes, harbour, tmp_path):
    (tmp_path / "out").mkdir()
    for name in ("a", "b"):
        shutil.copy(harbour, tmp_path / f"{name}.wav")
        (tmp_path / f"{name}.txt").write_text("hi")
    ran = visemes("align", "a.wav", "b.wav", "--aligner", "tide", "-o", "out/", "-f", "json")
    assert ran.status == 0, ran.err
    assert Tide.asked == ["prepared ['en-us', 'en-us']", "align en-us", "align en-us"]

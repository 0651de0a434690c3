"""Outputs: which file in which format."""

from __future__ import annotations

from pathlib import Path

import pytest

from visemes.errors import OutputError, UnknownNameError, UsageError
from visemes.jobs import Output
from visemes.outputs import check_distinct, for_each, plan_outputs

SOUND = Path("takes/line.wav")


def planned(targets=(), formats=()) -> list[tuple[str, str]]:
    return [(Path(o.target).as_posix(), o.format) for o in plan_outputs(SOUND, list(targets), list(formats))]


def test_default_is_the_lossless_format_beside_the_sound():
    assert planned() == [("takes/line.visemes.json", "json")]


def test_formats_alone_go_beside_the_sound():
    assert planned(formats=["csv", "textgrid"]) == [("takes/line.visemes.csv", "csv"), ("takes/line.visemes.textgrid", "textgrid")]


def test_one_format_is_for_the_files_whose_endings_do_not_say_it():
    assert planned(["a.json", "b.tsv"], ["json"]) == [("a.json", "json"), ("b.tsv", "tsv")]
    assert planned(["a.tsv"], ["json"]) == [("a.tsv", "json")]


def test_formats_with_one_ending_get_two_names():
    names = planned(formats=["json", "rhubarb-json"])
    assert names == [("takes/line.visemes.json", "json"), ("takes/line.visemes.rhubarb-json.json", "rhubarb-json")]


def test_a_folder_takes_the_sounds_name(tmp_path):
    assert planned([f"{tmp_path}/"], ["csv"]) == [((tmp_path / "line.csv").as_posix(), "csv")]
    assert planned([str(tmp_path)]) == [((tmp_path / "line.json").as_posix(), "json")]


def test_files_say_their_format():
    assert planned(["a.csv", "b.tsv"]) == [("a.csv", "csv"), ("b.tsv", "tsv")]
    assert planned(["a.json", "-"], ["json", "tsv"]) == [("a.json", "json"), ("-", "tsv")]
    assert planned(["a.txt", "b.txt"], ["TSV"]) == [("a.txt", "tsv"), ("b.txt", "tsv")]


@pytest.mark.parametrize(
    ("targets", "formats", "words"),
    [
        (["a.json"], [], "-f json or -f rhubarb-json"),
        (["-"], [], "say which with -f"),
        (["-", "-"], ["csv"], "give '-o -' once"),
        (["a.csv", "b.csv"], ["csv", "csv", "csv"], "give one -f for each -o"),
        (["a.csv", "./a.csv"], [], "own name"),
        (["a.xyz"], [], "give one with -f"),
    ],
)
def test_contradictions_are_explained(targets, formats, words):
    with pytest.raises(UsageError) as caught:
        planned(targets, formats)
    assert words in caught.value.hint


def test_unknown_formats_are_named_with_the_nearest():
    for targets in ([], ["a.csv"]):
        with pytest.raises(UnknownNameError) as caught:
            planned(targets, ["textgird"])
        assert caught.value.hint == "did you mean 'textgrid'?"


def test_a_missing_folder_is_told_with_the_way_to_make_it():
    with pytest.raises(OutputError) as caught:
        planned(["nowhere/"])
    assert caught.value.hint == "create it first: mkdir -p nowhere/"


def test_two_sounds_may_not_meet_in_one_file():
    check_distinct(["-", "a", "b"])
    with pytest.raises(UsageError, match="two results"):
        check_distinct([Output("a/x.csv", "csv").target, "a/../a/x.csv"])


def test_each_speaker_gets_every_output():
    made = for_each((Output("keys/a.csv", "csv"), Output("a.visemes.json", "json")), ["ANNA", "OLD MAN #2"])
    assert [(Path(o.target).as_posix(), o.speaker) for o in made] == [
        ("keys/a.ANNA.csv", "ANNA"), ("keys/a.OLD_MAN_2.csv", "OLD MAN #2"),
        ("a.visemes.ANNA.json", "ANNA"), ("a.visemes.OLD_MAN_2.json", "OLD MAN #2"),
    ]  # fmt: skip


@pytest.mark.parametrize(("target", "names"), [("-", ["A"]), ("a.csv", ["A#", "A/"])])
def test_speakers_need_files_of_their_own(target, names):
    with pytest.raises(UsageError):
        for_each((Output(target, "csv"),), names)


@pytest.mark.parametrize("name", ["../..", "a/b", "a\\b", "..", "C:", "nul\0"])
def test_a_speakers_name_never_leads_elsewhere(name):
    (made,) = for_each((Output("keys/a.csv", "csv"),), [name])
    assert Path(made.target).parent == Path("keys")
    assert "\0" not in made.target

from __future__ import annotations

import subprocess
import sys

import pytest

from visemes.errors import UnknownNameError, UsageError
from visemes.export import EXPORTERS, EXTENSIONS, choose_format


def test_every_exporter_is_known_by_its_own_name_and_says_what_it_is():
    for name, exporter in EXPORTERS.items():
        assert exporter.name == name
        assert exporter.description
        assert all(extension.startswith(".") and extension == extension.lower() for extension in exporter.extensions)
    assert [name for name, exporter in EXPORTERS.items() if exporter.lossless] == ["json"]


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        ("a.tsv", "tsv"),
        ("b/A.TSV", "tsv"),
        ("a.TextGrid", "textgrid"),
        ("a.csv", "csv"),
        ("a.xml", "xml"),
        ("a.dat", "dat"),
        ("a.b.srt", "srt"),
    ],
)
def test_an_ending_that_means_one_format(path, format_):
    assert choose_format(path) == format_


def test_an_explicit_format_wins_over_the_ending():
    assert choose_format("a.tsv", "dat") == "dat"
    assert choose_format("-", "JSON") == "json"


def test_an_ending_that_means_several_formats_lists_them():
    assert EXTENSIONS[".json"] == ("json", "rhubarb-json")
    with pytest.raises(UsageError, match=r"a\.json: '\.json' can be 2 formats \(say which: -f json or -f rhubarb-json\)"):
        choose_format("a.json")


@pytest.mark.parametrize("path", ["a.docx", "a", "-", ".json.d/x"])
def test_an_ending_that_means_nothing(path):
    with pytest.raises(UsageError, match="give one with -f: json, csv, tsv"):
        choose_format(path)


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match=r"unknown format 'textgird' \(did you mean 'textgrid'\?\)"):
        choose_format("a", "textgird")


def test_formats_load_nothing_heavy():
    code = (
        "import sys, visemes.export, visemes.imports; print([m for m in ('numpy', 'scipy', 'av', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

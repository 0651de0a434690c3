"""What docs/maps.md and docs/rigs.md show is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from visemes.maps import load_map, map_names
from visemes.rigs import load_profile

DOCS = Path(__file__).parents[2] / "docs"


def blocks(name: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)


def test_the_table_lists_every_map_with_its_visemes_and_style() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|[^|]+\| (\d+) \| (2d|3d) \|$", (DOCS / "maps.md").read_text(encoding="utf-8"), re.MULTILINE)
    listed = {name: (int(count), style) for names, count, style in rows for name in re.findall(r"`(\w+)`", names)}
    assert listed == {name: (len(load_map(name).visemes), load_map(name).style) for name in map_names()}


def test_the_examples_are_good_files(tmp_path: Path) -> None:
    for number, (name, load) in enumerate([("maps.md", load_map), ("rigs.md", load_profile)]):
        path = tmp_path / f"{number}.toml"
        path.write_text(blocks(name)[0], encoding="utf-8")
        load(path)


def test_the_usual_openings_are_those_of_arkit() -> None:
    table = load_map("arkit52")
    text = (DOCS / "maps.md").read_text(encoding="utf-8").partition("Usual values:")[2].partition("### ")[0]
    for phones, low, high in re.findall(r"\| ([^|\d]+) \| ([\d.]+)(?:–([\d.]+))? \|", text):
        for phone in re.split(r"[,\s]+", phones.strip()):
            opening = table.visemes[table.for_phone(phone)[0][0]].opening
            assert float(low) - 0.06 <= opening <= float(high or low) + 0.06, phone


@pytest.mark.parametrize("name", map_names())
def test_every_map_file_explains_itself_in_comments(name: str) -> None:
    from visemes.maps import map_path

    assert map_path(name).read_text(encoding="utf-8").startswith("# ")

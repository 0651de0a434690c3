"""The game's archive is unpacked: a made-up one, written by the tool's own description of it."""

import importlib.util
import struct

import pytest


@pytest.fixture(scope="module")
def tool(root):
    spec = importlib.util.spec_from_file_location("queen_speech", root / "tools" / "queen_speech.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(number, words):
    text = words.encode("latin-1")
    row = struct.pack(">HHB", 0, number, len(text)) + text
    return row + b"\0" * (-len(row) % 4)


def dialogue(key, hero, other):
    """A tree of one level, the hero's lines, the other one's lines."""
    said, answered = (b"".join(line(number, words) for number, words in lines) for lines in (hero, other))
    start = 32 + 96 + len(said)
    head = struct.pack(">5h6h3H", -1, 0, key, len(hero), len(other), *[0] * 6, start, 0, 0)
    return b"\0" * 20 + head + b"\0" * (32 - len(head)) + b"\0" * 96 + said + answered


def archive(files):
    table, data, offset = b"", b"", 15 + 21 * len(files)
    for name, content in files.items():
        table += struct.pack(">12sBII", name.encode(), 1, offset + len(data), len(content))
        data += content
    return b"QTBL" + b"CEM10\0\0\0\1" + struct.pack(">H", len(files)) + table + data


def test_recordings_are_found_with_their_words(tool, tmp_path):
    talk = dialogue(7, [(6, "Hello*GDthere."), (0x2A, "Nobody recorded this.")], [(0x1F, "Hm.*XY00(237,112)Who is it?*24")])
    sounds = {"070006J1.SB": b"one", "070006J2.SB": b"two", "07001FP1.SB": b"three", "07001FP2.SB": b"four", "07001FP3.SB": b""}
    path = tmp_path / tool.ARCHIVE
    path.parent.mkdir(parents=True)
    path.write_bytes(archive({"BUD1.DOG": talk, "SKY.PCX": b"picture", **sounds}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["queen_speech.py", str(tmp_path)])
        assert tool.main() == 0
    found = {str(p.relative_to(tmp_path / "queen")): p.read_bytes() for p in sorted((tmp_path / "queen").rglob("*")) if p.is_file()}
    assert found == {
        "joe/070006J1.mp3": b"one",
        "joe/070006J1.txt": b"Hello\n",
        "joe/070006J2.mp3": b"two",
        "joe/070006J2.txt": b"there.\n",
        "bud/07001FP1.mp3": b"three",
        "bud/07001FP1.txt": b"Hm.\n",
        "bud/07001FP2.mp3": b"four",
        "bud/07001FP2.txt": b"Who is it?\n",
    }


def test_other_files_are_refused(tool):
    with pytest.raises(ValueError, match="not the game's archive"):
        tool.files(b"RIFF" + b"\0" * 40)

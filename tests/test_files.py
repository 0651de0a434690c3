from __future__ import annotations

import errno
import io
import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from visemes import files
from visemes.errors import OutputError
from visemes.files import check_target, write, write_all


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_result_appears_with_nothing_beside_it(tmp_path):
    write(tmp_path / "a.json", b"one\n")
    write(str(tmp_path / "a.json"), b"two\n")
    assert (tmp_path / "a.json").read_bytes() == b"two\n"
    assert left(tmp_path) == ["a.json"]


def test_several_results_of_one_run_all_appear(tmp_path):
    write_all([(tmp_path / "a.tsv", b"a"), (tmp_path / "b.json", b"b")])
    assert left(tmp_path) == ["a.tsv", "b.json"]


def test_one_bad_target_and_none_appears(tmp_path):
    (tmp_path / "old.tsv").write_bytes(b"old")
    with pytest.raises(OutputError, match="its folder does not exist") as caught:
        write_all([(tmp_path / "old.tsv", b"new"), (tmp_path / "missing" / "b.json", b"b")])
    assert str(tmp_path / "missing") in caught.value.hint
    assert left(tmp_path) == ["old.tsv"]
    assert (tmp_path / "old.tsv").read_bytes() == b"old"


def test_a_folder_is_no_target(tmp_path):
    for target in (tmp_path, str(tmp_path)):
        with pytest.raises(OutputError, match="is a folder"):
            write(target, b"")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OutputError, match="is a file, not a folder"):
        write(tmp_path / "a" / "b.json", b"")


class Full(io.BytesIO):
    """A disk that fills up half-way."""

    def write(self, data):
        super().write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_the_old_result(tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    target.write_bytes(b"old")

    def full(handle, mode):
        os.close(handle)
        return Full()

    monkeypatch.setattr(files, "open", full, raising=False)
    with pytest.raises(OutputError, match=r"a\.json: no space left on device"):
        write(target, b"new")
    assert left(tmp_path) == ["a.json"]
    assert target.read_bytes() == b"old"


def test_ctrl_c_leaves_the_old_result(tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    target.write_bytes(b"old")

    def interrupted(self, _):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(target, b"new")
    assert left(tmp_path) == ["a.json"]
    assert target.read_bytes() == b"old"


def test_a_folder_that_may_not_be_written_to(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere, and runs many a CI
    with pytest.raises(OutputError, match="may not be written to"):
        check_target(tmp_path / "a.json")


def test_a_protected_file_is_not_replaced(tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    target.write_bytes(b"mine")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != target)
    with pytest.raises(OutputError, match="write-protected"):
        write(target, b"new")
    assert target.read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt" or getattr(os, "geteuid", int)() == 0, reason="rights bind no administrator")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="may not be written to"):
            write(tmp_path / "a.json", b"")
    finally:
        tmp_path.chmod(0o700)


def test_checking_a_target_writes_nothing(tmp_path):
    check_target(tmp_path / "a.json")
    check_target("-")
    assert left(tmp_path) == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_new_results_have_the_rights_of_new_files_and_old_ones_keep_theirs(tmp_path):
    (tmp_path / "plain").write_bytes(b"")
    write(tmp_path / "new", b"")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    (tmp_path / "new").chmod(0o640)
    write(tmp_path / "new", b"x")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.json").write_bytes(b"old")
    (tmp_path / "link.json").symlink_to(tmp_path / "real" / "a.json")
    write(tmp_path / "link.json", b"new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real" / "a.json").read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="POSIX devices")
def test_devices_and_pipes_are_written_in_place(tmp_path):
    write("/dev/null", b"gone")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write(pipe, b"through")
    reader.join(timeout=10)
    assert read == [b"through"]
    assert left(tmp_path) == ["pipe"]


def test_standard_output_takes_bytes(capfdbinary):
    write("-", "aɪ\r\n".encode())
    assert capfdbinary.readouterr().out == "aɪ\r\n".encode()


def test_standard_output_of_a_host_takes_text(monkeypatch):
    console = io.StringIO()
    monkeypatch.setattr(sys, "stdout", console)
    write("-", "aɪ\n".encode())
    assert console.getvalue() == "aɪ\n"


def test_a_reader_that_hangs_up(monkeypatch):
    class Closed(io.RawIOBase):
        def writable(self):
            return True

        def write(self, _):
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    class Console:
        buffer = Closed()

        def flush(self):
            pass

    monkeypatch.setattr(sys, "stdout", Console())
    with pytest.raises(OutputError, match="standard output: broken pipe"):
        write("-", b"x")

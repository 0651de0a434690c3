"""Films of a made-up face through the whole check, with a network that sees brightness and hears loudness."""

from __future__ import annotations

import json
import wave
from fractions import Fraction

import numpy as np
import pytest

from visemes.sync.base import RATE
from visemes.sync.boxes import BoxTrack
from visemes.sync.public import KINDS, films
from visemes.sync.public.faces import Box
from visemes.sync.public.films import FaceReport, check_face
from visemes.sync.run import Request
from visemes.sync.watch import Where

av = pytest.importorskip("av")

#: Where the face is in the first picture, and its mouth: a red patch that is bright while there is sound.
FACE = Box(60, 30, 80, 100)
MOUTH = Box(82, 100, 36, 18)


def syllables(frames, seed=1):
    rng = np.random.default_rng(seed)
    return np.repeat(np.arange(frames) % 2 == 0, rng.integers(4, 10, frames))[:frames]


def picture(is_open, moved=0):
    """A patterned face on a patterned ground, `moved` pixels to the right."""
    rows, columns = np.mgrid[0:160, 0:220]
    scene = (110 + 30 * np.sin(rows / 5) * np.cos(columns / 7))[..., None] * np.ones(3)
    y, x = rows - FACE.y, columns - FACE.x - moved
    face = ((x - FACE.width / 2) / (FACE.width / 2)) ** 2 + ((y - FACE.height / 2) / (FACE.height / 2)) ** 2 <= 1
    scene[face] = (200 + 25 * np.sin(x / 3) * np.sin(y / 4))[face][:, None] * (1, 0.8, 0.7)
    mouth = (abs(columns - moved - MOUTH.x - MOUTH.width / 2) < MOUTH.width / 2) & (
        abs(rows - MOUTH.y - MOUTH.height / 2) < MOUTH.height / 2
    )
    scene[mouth] = (250, 20, 20) if is_open else (40, 0, 0)
    return scene.clip(0, 255).astype(np.uint8)


def write_film(path, opened, fps=25, drift=0.0):
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=Fraction(fps))
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 220, 160, "yuv420p", 4_000_000
        for number, is_open in enumerate(opened):
            frame = av.VideoFrame.from_ndarray(picture(is_open, round(drift * number)), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode())
    return path


def write_sound(path, loud, seed=3):
    noise = np.random.default_rng(seed).normal(0, 0.1, 640 * len(loud)) * np.repeat(loud, 640)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes((noise * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    return path


class Seer:
    """A network of sorts: vectors of the redness of the mouth's place, and of loudness."""

    is_sound = True

    def __init__(self):
        self.seen = []

    def see(self, pictures):
        self.seen.append(pictures)
        side = pictures.shape[1]
        inside = pictures[:, round(0.72 * side) : round(0.84 * side), round(0.4 * side) : round(0.6 * side), 2]
        red = (inside.mean(axis=(1, 2)) / 255).astype(np.float32)
        return np.stack([red[i : i + 5] for i in range(max(0, len(red) - 4))]) if len(red) > 4 else np.zeros((0, 5), np.float32)

    def hear(self, samples):
        count = len(samples) // 640
        loud = (np.abs(samples[: 640 * count]).reshape(count, 640).max(axis=1) > 0.05).astype(np.float32)
        return np.stack([loud[i : i + 5] for i in range(max(0, count - 4))])


@pytest.fixture(scope="module")
def finder():
    from visemes.sync.baseline import Baseline

    return Baseline()


def checked(tmp_path, finder, *, early=0, fps=25, drift=0.0, region=(*FACE,), kind="wav2lip", frames=90):
    """A film whose sound is `early` frames of 25 too early, checked."""
    loud = syllables(frames + 40)
    times = np.arange(round(frames * fps / 25)) / fps
    film = write_film(tmp_path / "face.mp4", loud[20 + np.floor(times * 25 + 1e-6).astype(int)], fps, drift)
    sound = write_sound(tmp_path / "face.wav", loud[20 + early : 20 + early + frames])
    seer = Seer()
    return check_face(Request(film, sound, where=Where(region=region)), KINDS[kind], seer, finder), seer


@pytest.mark.parametrize(("early", "verdict"), [(0, "pass"), (2, "warn"), (5, "fail"), (-3, "warn")])
def test_a_known_offset_is_told(tmp_path, finder, early, verdict):
    report, _ = checked(tmp_path, finder, early=early)
    assert (report.scores.offset, report.verdict, report.reason) == (early, verdict, "")
    assert report.scores.steadiness == 1
    assert report.face == pytest.approx(FACE, abs=1)


@pytest.mark.parametrize("fps", [12, 30])
def test_films_of_other_rates(tmp_path, finder, fps):
    report, _ = checked(tmp_path, finder, early=3, fps=fps)
    assert abs(report.scores.offset - 3) <= 1
    assert report.frame == pytest.approx(1 / fps)


def test_the_face_is_carried_along_with_the_head(tmp_path, finder):
    report, seer = checked(tmp_path, finder, drift=0.5, frames=60)
    assert report.scores.offset == 0
    pictures = np.concatenate([seer.seen[0], *(piece[4:] for piece in seer.seen[1:])])
    last = int(np.flatnonzero(syllables(100)[20:80])[-1])
    assert last > 45  # the head has moved by more than half of the mouth's width
    blue, green, red = pictures[last, 70:78, 42:54].mean(axis=(0, 1))
    assert red > 3 * max(blue, green)


@pytest.mark.parametrize("kind", KINDS)
def test_the_network_sees_its_own_crop_in_blue_green_red(tmp_path, finder, kind):
    _, seer = checked(tmp_path, finder, kind=kind, frames=20)
    side = KINDS[kind].side
    first = seer.seen[0][0].astype(float)
    assert first.shape == (side, side, 3)
    crop = KINDS[kind].crop(FACE)
    expected = picture(syllables(60)[20])
    rows = np.clip((crop.y + (np.arange(side) + 0.5) * crop.height / side).astype(int), 0, 159)
    columns = np.clip((crop.x + (np.arange(side) + 0.5) * crop.width / side).astype(int), 0, 219)
    inside = (crop.y + (np.arange(side) + 0.5) * crop.height / side) < 160
    difference = np.abs(first - expected[rows][:, columns][..., ::-1])[inside]
    swapped = np.abs(first - expected[rows][:, columns])[inside]
    assert difference.mean() < min(12, swapped.mean() / 1.5)  # compression and sampling; red in the place of blue is farther off


def test_without_a_box_the_face_is_around_the_mouth_that_moves(tmp_path, finder):
    report, _ = checked(tmp_path, finder, region=None)
    middle = report.face.x + report.face.width / 2
    assert middle == pytest.approx(MOUTH.x + MOUTH.width / 2, abs=MOUTH.width / 2)
    assert report.face.y < MOUTH.y
    assert report.face.y + report.face.height > MOUTH.y + MOUTH.height


def test_a_still_picture_is_not_told(tmp_path, finder):
    film = write_film(tmp_path / "still.mp4", [False] * 60)
    sound = write_sound(tmp_path / "s.wav", syllables(60))
    report = check_face(Request(film, sound, where=Where(region=(*FACE,))), KINDS["wav2lip"], Seer(), finder)
    assert report.verdict == "unreadable"
    assert json.loads(json.dumps(report.document()))["verdict"] == "unreadable"


def test_a_track_without_a_mouth(tmp_path, finder):
    film = write_film(tmp_path / "f.mp4", syllables(60))
    sound = write_sound(tmp_path / "s.wav", syllables(60))
    track = BoxTrack(Fraction(25), np.full((60, 4), np.nan), 220, 160)
    report = check_face(Request(film, sound, where=Where(track=track)), KINDS["wav2lip"], Seer(), finder)
    assert (report.verdict, report.reason, report.face) == ("unreadable", films.NO_MOUTH, None)
    assert report.document()["face"] is None


@pytest.mark.parametrize("what", ["silent", "short"])
def test_what_tells_nothing(tmp_path, finder, what):
    frames = 60 if what == "silent" else 8
    loud = np.zeros(frames, bool) if what == "silent" else syllables(frames)
    film = write_film(tmp_path / "f.mp4", syllables(frames))
    sound = write_sound(tmp_path / "s.wav", loud)
    report = check_face(Request(film, sound, where=Where(region=(*FACE,))), KINDS["wav2lip"], Seer(), finder)
    assert (report.verdict, report.reason, report.scores) == ("unreadable", films.NOTHING, None)
    assert list(report.lines()) == ["f.mp4: cannot tell", f"  why: {films.NOTHING}", *(f"  note: {note}" for note in report.notes)]


def test_another_sound_is_not_steady(tmp_path, finder):
    film = write_film(tmp_path / "f.mp4", syllables(100, seed=1))
    sound = write_sound(tmp_path / "s.wav", syllables(100, seed=8))
    report = check_face(Request(film, sound, where=Where(region=(*FACE,))), KINDS["wav2lip"], Seer(), finder)
    assert (report.verdict, report.reason) == ("unreadable", films.UNSTEADY)
    lines = list(report.lines())
    assert lines[1] == f"  why: {films.UNSTEADY}"
    assert not any("sound is" in line and "early" in line for line in lines)


def test_numbers_come_with_their_offset():
    from visemes.sync.public import Scores

    report = FaceReport("a.mp4", "SyncNet", Scores(6.5, 7.25, 3, 100, 15, 0.97), "", 1 / 24, Box(1, 2, 3, 4), ("a note",))
    assert list(report.lines()) == [
        "a.mp4: out of sync (outside ITU-R BT.1359)",
        "  the sound is early by 120 ms, 2.9 frames",
        "  LSE-D 6.500, LSE-C 7.250 at an offset of +3 frames of 25 a second",
        "  steadiness 0.97, 100 runs of five frames, read by SyncNet",
        "  note: a note",
    ]
    document = report.document()
    assert (document["offset_ms"], document["lse_d"], document["lse_c"], document["frames_per_second"]) == (120, 6.5, 7.25, RATE)

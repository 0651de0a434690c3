"""Guides from film to film: what changes, what must not, and when."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from double import LIPS, Double
from lossless import HEAD, colours, drawn, film, heard, stored, write
from shoots import RATE, Head, babble

from visemes.audio import Sound, read_sound
from visemes.errors import FilmError, OutputError, UsageError
from visemes.frames import FrameGrid
from visemes.guide import run
from visemes.guide.run import Request, make_guide
from visemes.guide.soundtrack import Source
from visemes.guide.states import MAP
from visemes.guide.takes import open_take
from visemes.line import Curve, Key, Line
from visemes.maps import load_map
from visemes.sync.baseline import Baseline
from visemes.sync.watch import Where
from visemes.timeline import Phone, Timeline, Word


def said(seconds=1.0, jaw=0.7, fps=25, step=1):
    """A line whose mouth is shut for the first half and open for the second."""
    half = Fraction(round(seconds * fps / 2))
    keys = tuple(Key(frame, value, interpolation="stepped") for frame, value in ((Fraction(0), 0.0), (half, jaw)))
    timeline = Timeline(duration=seconds, words=(Word(0.0, seconds, "ah"),), phones=(Phone(0.0, seconds, "ɑ"),))
    grid = FrameGrid(Fraction(fps), start_frame=0, step=step)
    return Line("x.wav", MAP, "sil", grid, timeline, (), (), (Curve("jawOpen", "jaw", keys),))


def request(path, line=None, *, fps=None, where=None, sound=True, **how):
    """A guide of a film, its mouth where the drawn head has it."""
    take = open_take(path, fps)
    own = read_sound(path, RATE) if sound else None
    given = own or Sound(np.zeros(RATE, np.float32), RATE)
    where = Where(region=HEAD.mouth(0.0)) if where is None else where
    return Request(take, given, own, Source(path) if sound else None, line or said(), load_map(MAP), where, **how)


def guided(path, target, *arguments, generator=None, **how):
    return make_guide(request(path, *arguments, **how), generator or Double(), Baseline(), None, target)


def far_from_mouth(shape, head=HEAD, around=2.6):
    """Pixels outside the square that is shown to the generator, computed from the head alone."""
    x, y, wide, high = head.mouth(0.0)
    half = around * wide / 2
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return (np.abs(columns + 0.5 - x - wide / 2) > half + 1) | (np.abs(rows + 0.5 - y - high / 2) > half + 1)


def under_mask(shape, head=HEAD, around=2.6, side=96):
    """Pixels that may change: those near which the generator's mask, laid over its square, is above 0."""
    x, y, wide, high = head.mouth(0.0)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    u = (columns + 0.5 - x - wide / 2) / (around * wide) * side + side / 2
    v = (rows + 0.5 - y - high / 2) / (around * wide) * side + side / 2
    reach = int(np.ceil(side / (around * wide))) + 1
    near = np.zeros(shape, bool)
    mask = Double().hidden > 0
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            i, j = np.floor(v).astype(int) + dy, np.floor(u).astype(int) + dx
            inside = (i >= 0) & (i < side) & (j >= 0) & (j < side)
            near |= np.where(inside, mask[np.clip(i, 0, side - 1), np.clip(j, 0, side - 1)], np.False_)
    return near


@pytest.mark.parametrize("kind", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "bgr0", "bgra", "gbrp10le"])
def test_nothing_outside_the_mask_changes_by_a_bit(tmp_path, kind):
    film(tmp_path / "film.mkv", kind=kind)
    done = guided(tmp_path / "film.mkv", tmp_path / "guide.mkv")
    assert done.pictures == done.repainted == 25
    may = under_mask((HEAD.height, HEAD.width))
    changed = 0
    for (before, time, planes), (after, later, others) in zip(
        stored(tmp_path / "film.mkv"), stored(tmp_path / "guide.mkv"), strict=True
    ):
        assert before == after == kind
        assert time == later
        for plane, made in zip(planes, others, strict=True):
            down, across = HEAD.height // plane.shape[0], HEAD.width // plane.shape[1]
            allowed = may.reshape(plane.shape[0], down, plane.shape[1], across).all(axis=(1, 3))
            different = (plane != made) if plane.ndim == 2 else (plane != made).any(axis=2)
            assert not (different & ~allowed).any()
            changed += int(different.sum())
    assert changed > 1000


def test_brightness_alone_becomes_colours_and_stays_the_same_elsewhere(tmp_path):
    film(tmp_path / "film.mkv", kind="gray")
    guided(tmp_path / "film.mkv", tmp_path / "guide.mkv")
    before, made = colours(tmp_path / "film.mkv"), colours(tmp_path / "guide.mkv")
    may = under_mask((HEAD.height, HEAD.width))
    assert np.array_equal(made[:, ~may], before[:, ~may])
    assert np.ptp(made[-1][may].astype(int), axis=1).max() > 60


def test_the_mouth_opens_when_the_line_says_so(tmp_path):
    film(tmp_path / "film.mkv", kind="yuv444p")
    guided(tmp_path / "film.mkv", tmp_path / "guide.mkv")
    made = colours(tmp_path / "guide.mkv").astype(int)
    x, y, wide, high = HEAD.mouth(0.0)
    middle = made[:, round(y + high / 2), round(x + wide / 2)]
    lower = made[:, round(y + high / 2 + 0.2 * wide), round(x + wide / 2)]
    is_lips = np.abs(lower - LIPS).max(axis=1) < 40
    assert np.abs(middle - LIPS).max() < 60
    assert is_lips.tolist() == [i >= 12 for i in range(25)]


def test_each_layout_and_the_strip(tmp_path):
    film(tmp_path / "film.mkv", kind="yuv444p")
    before = colours(tmp_path / "film.mkv")
    made = {}
    for kind in ("plain", "side-by-side", "overlay"):
        guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", kind=kind)
        made[kind] = colours(tmp_path / "guide.mkv").astype(int)
    width = HEAD.width
    assert np.array_equal(made["side-by-side"][:, :, :width], before)
    assert np.array_equal(made["side-by-side"][:, :, width:], made["plain"])
    assert made["overlay"].shape == before.shape
    deep = far_from_mouth(before.shape[1:3], around=0.6)
    halves = np.abs(made["overlay"] - (before.astype(int) + made["plain"]) / 2)[:, ~deep]
    assert np.percentile(halves, 95) <= 3
    assert np.array_equal(made["overlay"][:, far_from_mouth(before.shape[1:3])], before[:, far_from_mouth(before.shape[1:3])])
    guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", labels=True)
    strip = colours(tmp_path / "guide.mkv").astype(int)
    top = HEAD.height - round(0.085 * HEAD.height)
    assert np.array_equal(strip[:, : top - 2], made["plain"][:, : top - 2])
    assert np.abs(strip[0, -1, 0] - [24, 26, 28]).max() <= 2
    assert not np.array_equal(strip[3, top:], strip[4, top:])


def test_the_same_bytes_every_time_and_whatever_is_held(tmp_path, monkeypatch):
    film(tmp_path / "film.mkv")
    guided(tmp_path / "film.mkv", tmp_path / "a.mkv")
    guided(tmp_path / "film.mkv", tmp_path / "b.mkv")
    assert (tmp_path / "a.mkv").read_bytes() == (tmp_path / "b.mkv").read_bytes()
    monkeypatch.setattr(run, "MOST", 6)
    guided(tmp_path / "film.mkv", tmp_path / "c.mkv")
    assert np.array_equal(colours(tmp_path / "a.mkv"), colours(tmp_path / "c.mkv"))


def test_pieces_are_painted_with_pictures_beside_them(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "MOST", 10)
    film(tmp_path / "film.mkv")
    painter = Double()
    guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", generator=painter)
    assert [len(frames) for frames, *_ in painter.calls] == [14, 18, 9]
    for frames, references, states, samples, fps in painter.calls:
        assert frames.shape[1:] == references.pictures.shape[1:] == (96, 96, 3)
        assert states.shape == (len(frames), 7)
        assert fps == 25
        assert len(samples) == round((0.2 + (len(frames) - 1) / 25 + 0.5) * RATE)


def test_size_rate_times_and_sound_are_kept(tmp_path):
    head = Head(width=132, height=90, x=70, y=44, size=70)
    samples = babble(1.5, 3)
    times = np.sort(np.random.default_rng(5).choice(45, 30, replace=False)) / 30
    times -= times[0]
    write(tmp_path / "film.mkv", drawn(times, samples, head), times, samples, fps=Fraction(30))
    guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", where=Where(region=head.mouth(0)))
    before, after = list(stored(tmp_path / "film.mkv")), list(stored(tmp_path / "guide.mkv"))
    assert [time for _, time, *_ in after] == [time for _, time, *_ in before]
    assert after[0][2][0].shape == (90, 132)
    kept = heard(tmp_path / "guide.mkv")
    assert np.array_equal(kept, heard(tmp_path / "film.mkv")[: len(kept)])
    assert len(kept) >= times[-1] * RATE - 1024


def test_another_sound_is_heard_from_the_first_picture_on(tmp_path):
    film(tmp_path / "film.mkv")
    other = babble(0.8, 9)
    write(tmp_path / "line.mkv", drawn([0.0], other), [0.0], other)
    wanted = request(tmp_path / "film.mkv")
    wanted = Request(
        wanted.take,
        wanted.sound,
        wanted.own,
        Source(tmp_path / "line.mkv", wanted.take.origin),
        wanted.line,
        wanted.viseme_map,
        wanted.where,
    )
    make_guide(wanted, Double(), Baseline(), None, tmp_path / "guide.mkv")
    assert np.array_equal(heard(tmp_path / "guide.mkv"), np.rint(other * 32767).astype(np.int16))


@pytest.mark.parametrize("ending", ["mp4", "mov"])
def test_films_everybody_plays(tmp_path, ending):
    film(tmp_path / "film.mkv")
    guided(tmp_path / "film.mkv", tmp_path / f"guide.{ending}")
    made, before = colours(tmp_path / f"guide.{ending}").astype(int), colours(tmp_path / "film.mkv").astype(int)
    far = far_from_mouth(before.shape[1:3])
    assert made.shape == before.shape
    assert np.abs(made - before)[:, far].mean() < 4
    sound = read_sound(tmp_path / f"guide.{ending}", RATE)
    assert sound.duration == pytest.approx(1.0, abs=0.15)


def test_numbered_pictures_and_odd_sizes(tmp_path):
    from PIL import Image

    head = Head(width=101, height=75, x=50, y=36, size=60)
    times = np.arange(8) / 12
    (tmp_path / "frames").mkdir()
    for i, picture in enumerate(drawn(times, babble(1.0), head)):
        Image.fromarray(picture).save(tmp_path / "frames" / f"shot.{1001 + i}.png")
    done = guided(
        tmp_path / "frames", tmp_path / "guide.mkv", said(fps=12), fps=Fraction(12), where=Where(region=head.mouth(0)), sound=False
    )
    assert done.pictures == 8
    made, before = colours(tmp_path / "guide.mkv"), drawn(times, babble(1.0), head)
    may = far_from_mouth((75, 101), head)
    assert np.array_equal(made[:, may], before[:, may])
    assert heard(tmp_path / "guide.mkv") is None
    assert [round(time * 12) for _, time, _ in stored(tmp_path / "guide.mkv")] == list(range(8))


def test_each_shot_by_itself_to_the_frame(tmp_path):
    """Two heads at two places, a cut between them on a frame that 25 a second does not hit."""
    first, second = Head(x=50, y=50, size=70), Head(x=110, y=60, size=70)
    fps, cut = 60, 47
    samples = babble(2.0)
    times = np.arange(120) / fps
    frames = np.concatenate([drawn(times[:cut], samples, first), 255 - drawn(times[cut:], samples, second, seed=4)])
    write(tmp_path / "film.mkv", frames, times, samples, fps=Fraction(fps))
    boxes = np.array([first.mouth(0) if i < cut else second.mouth(0) for i in range(120)])
    from visemes.sync.boxes import BoxTrack

    painter = Double()
    done = guided(
        tmp_path / "film.mkv", tmp_path / "guide.mkv", said(2.0, fps=60), generator=painter,
        where=Where(track=BoxTrack(Fraction(fps), boxes, 160, 120)),
    )  # fmt: skip
    assert [run.shot for run in done.runs] == [0, 1]
    lengths = [len(frames) for frames, *_ in painter.calls]
    assert lengths == [cut, 120 - cut]
    assert any("2 shots" in note for note in done.notes)
    light = [frames.mean() for frames, *_ in painter.calls]
    for (pictures, references, *_), mean in zip(painter.calls, light, strict=True):
        assert abs(references.pictures.mean() - mean) < 12
        assert abs(pictures[0].mean() - pictures[-1].mean()) < 12


def test_frames_without_a_mouth_stay_as_they_are(tmp_path):
    film(tmp_path / "film.mkv", seconds=2.0)
    from visemes.sync.boxes import BoxTrack

    boxes = np.tile(np.array(HEAD.mouth(0)), (50, 1))
    boxes[20:30] = np.nan
    done = guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", where=Where(track=BoxTrack(Fraction(25), boxes, 160, 120)))
    same = [
        all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
        for (_, _, before), (_, _, after) in zip(stored(tmp_path / "film.mkv"), stored(tmp_path / "guide.mkv"), strict=True)
    ]
    assert same == [20 <= i < 30 for i in range(50)]
    assert (done.pictures, done.repainted) == (50, 40)
    assert any("10 of 50 frames show no mouth" in note for note in done.notes)


def test_no_mouth_and_no_ending_leave_nothing(tmp_path):
    times, samples = np.arange(25) / 25, babble(1.0)
    write(tmp_path / "film.mkv", np.full((25, 64, 64, 3), 90, np.uint8), times, samples)
    with pytest.raises(FilmError, match="no mouth"):
        guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", where=Where())
    with pytest.raises(UsageError, match="guides are written as"):
        guided(tmp_path / "film.mkv", tmp_path / "guide.gif")
    with pytest.raises(OutputError):
        guided(tmp_path / "film.mkv", tmp_path / "nowhere" / "guide.mkv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mkv"]


def test_what_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    film(tmp_path / "film.mkv")
    monkeypatch.setattr(run, "MOST", 4)

    class Stops(Double):
        def paint(self, *arguments):
            if len(self.calls) == 3:
                raise KeyboardInterrupt
            return super().paint(*arguments)

    (tmp_path / "guide.mkv").write_bytes(b"an older guide")
    with pytest.raises(KeyboardInterrupt):
        guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", generator=Stops())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.mkv", "guide.mkv"]
    assert (tmp_path / "guide.mkv").read_bytes() == b"an older guide"


def still(path, seconds=1.0):
    from PIL import Image

    picture = drawn([0.0], np.zeros(RATE, np.float32))[0]
    Image.fromarray(picture).save(path)
    return picture, open_take(path, Fraction(24), seconds)


def test_a_still_speaks_and_nothing_else_moves(tmp_path):
    picture, take = still(tmp_path / "portrait.png", 1.26)
    sound = Sound(babble(1.26), RATE)
    wanted = Request(take, sound, None, None, said(1.26, fps=24), load_map(MAP), Where(region=HEAD.mouth(0)))
    done = make_guide(wanted, Double(), Baseline(), None, tmp_path / "guide.mkv")
    made = colours(tmp_path / "guide.mkv")
    assert len(made) == done.pictures == 31  # the first whole number of frames that lasts 1.26 s
    far = far_from_mouth(picture.shape[:2])
    assert np.array_equal(made[:, far], np.broadcast_to(picture[far], (31, far.sum(), 3)))
    assert not np.array_equal(made[0], made[-1])


def test_a_still_has_to_be_told_where_its_mouth_is(tmp_path):
    _, take = still(tmp_path / "portrait.png")
    sound = Sound(babble(1.0), RATE)
    for where, message in ((Where(), "does not show where"), (Where(region=(900, 10, 40, 20)), "outside the picture")):
        wanted = Request(take, sound, None, None, said(), load_map(MAP), where)
        with pytest.raises(UsageError, match=message):
            make_guide(wanted, Double(), Baseline(), None, tmp_path / "guide.mkv")


def test_a_still_may_have_the_add_ons_track(tmp_path):
    from visemes.sync.boxes import BoxTrack

    _, take = still(tmp_path / "portrait.png")
    boxes = 2 * np.array([HEAD.mouth(0)])
    assert run.still_run(take, Where(track=BoxTrack(Fraction(24), boxes, 320, 240))).mouth == pytest.approx(HEAD.mouth(0))
    with pytest.raises(UsageError, match="does not show where"):
        run.still_run(take, Where(track=BoxTrack(Fraction(24), boxes * np.nan, 320, 240)))


def test_on_twos_the_mouth_changes_every_second_frame(tmp_path):
    film(tmp_path / "film.mkv")
    painter = Double()
    keys = tuple(Key(Fraction(i), i / 25) for i in range(26))
    line = said(step=2)
    line = Line(line.sound, MAP, "sil", line.grid, line.timeline, (), (), (Curve("jawOpen", "jaw", keys),))
    guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", line, generator=painter)
    jaw = painter.calls[0][2][:, 0]
    assert np.array_equal(jaw[0:24:2], jaw[1:25:2])
    assert (np.diff(jaw[::2])[:8] > 0).all()


def test_no_more_pictures_are_held_however_long_the_film_is(tmp_path, monkeypatch):
    import gc
    import weakref

    from visemes.guide import takes

    monkeypatch.setattr(run, "MOST", 8)
    alive, most = set(), {}

    def counted(frame, made=takes.planes_of):
        planes = made(frame)
        alive.add(id(planes.planes[0]))
        weakref.finalize(planes.planes[0], alive.discard, id(planes.planes[0]))
        most[seconds] = max(most.get(seconds, 0), len(alive))
        return planes

    monkeypatch.setattr(takes, "planes_of", counted)
    for seconds in (1.0, 3.0):
        film(tmp_path / "film.mkv", seconds=seconds)
        guided(tmp_path / "film.mkv", tmp_path / "guide.mkv", said(seconds))
        gc.collect()
    assert most[3.0] <= most[1.0] + 1 <= 8 + 4 + 4

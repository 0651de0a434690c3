"""The network in PyTorch and the one in numpy are the same, and its training learns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from visemes.errors import UsageError  # noqa: E402
from visemes.safetensors import to_safetensors  # noqa: E402
from visemes.sync import expert as run  # noqa: E402
from visemes.sync.logmel import log_mel  # noqa: E402
from visemes.train import batches, sync  # noqa: E402
from visemes.train.shots import SIDE, Shot  # noqa: E402
from visemes.train.sync_net import EDGE, SHIFTS, SyncNet, folded  # noqa: E402


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


def settled() -> SyncNet:
    """A network with random weights and statistics, as if it had learned."""
    torch.manual_seed(3)
    net = SyncNet()
    for module in net.modules():
        if hasattr(module, "running_mean"):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    return net.eval()


def test_numpy_runs_what_pytorch_learned(tmp_path):
    net = settled()
    path = tmp_path / "expert.safetensors"
    path.write_bytes(to_safetensors(folded(net), {}))
    expert = run.load_expert(path)
    rng = np.random.default_rng(4)
    frames = rng.integers(0, 256, (40, 48, 48), dtype=np.uint8)
    samples = rng.normal(0, 0.1, 40 * 640).astype(np.float32) * np.sin(np.arange(40 * 640) / 3000).astype(np.float32)
    ours = expert.evidence(frames, samples)
    spectra = np.maximum(batches.levelled(log_mel(samples)), np.float32(run.QUIET))
    for phase in range(run.STRIDE):
        place = np.arange(-run.STRIDE * batches.MARGIN, run.STRIDE * (40 + batches.MARGIN)) + phase
        heard = net.hear(torch.from_numpy(batches.taken(spectra, place, run.QUIET))[None])
        spare = batches.MARGIN - SHIFTS - EDGE
        with torch.no_grad():
            theirs = net.compare(net.see(torch.from_numpy(frames)[None]), heard[..., spare:-spare])[0].numpy()
        column = (np.arange(-SHIFTS, SHIFTS + 1) * run.STRIDE - phase) + SHIFTS * run.STRIDE
        inside = column >= 0
        assert np.abs(ours[:, column[inside]] - theirs[:, inside]).max() < 1e-4


def test_numpy_tells_the_same_states(tmp_path):
    net = settled()
    path = tmp_path / "expert.safetensors"
    path.write_bytes(to_safetensors(folded(net), {}))
    frames = np.random.default_rng(6).integers(0, 256, (40, 48, 48), dtype=np.uint8)
    with torch.no_grad():
        theirs = net.eye_states(net.see(torch.from_numpy(frames)[None]))[0].T.numpy()
    assert np.abs(run.load_expert(path).states(frames) - theirs).max() < 1e-4


def test_long_clips_are_read_in_pieces_that_fit_together(monkeypatch, tmp_path):
    path = tmp_path / "expert.safetensors"
    path.write_bytes(to_safetensors(folded(settled()), {}))
    expert = run.load_expert(path)
    rng = np.random.default_rng(5)
    frames = rng.integers(0, 256, (150, 48, 48), dtype=np.uint8)
    samples = rng.normal(0, 0.1, 150 * 640).astype(np.float32)
    whole, states = expert.evidence(frames, samples), expert.states(frames)
    monkeypatch.setattr(run, "CHUNK", 37)
    assert np.abs(expert.evidence(frames, samples) - whole).max() < 1e-4
    assert np.abs(expert.states(frames) - states).max() < 1e-4
    assert expert.states(frames[:0]).shape == (0, 7)


def flapping(count: int, seed: int) -> list[Shot]:
    """Mouths as high as their sound is loud."""
    rng, shots = np.random.default_rng(seed), []
    for number in range(count):
        loud = np.convolve(rng.random(80) > 0.6, np.ones(3), "same")[:80].clip(0, 1)
        samples = (rng.normal(0, 0.1, 80 * 640) * np.repeat(loud, 640)).astype(np.float32)
        states = np.zeros((80, 7))
        states[:, 1] = loud
        frames = np.full((80, SIDE, SIDE), 170, np.uint8)
        for row, open_ in enumerate(loud):
            high = int(2 + 12 * open_)
            frames[row, 36 - high : 36 + high, 20:52] = 40
        shots.append(
            Shot(
                f"s{number}",
                {},
                frames,
                log_mel(samples).astype(np.float16),
                (32767 * samples).astype(np.int16),
                states.astype(np.float16),
            )
        )
    return shots


def test_wanted_offsets_are_where_the_sound_is_early():
    # sound taken from 5 frames later on is heard 5 frames early
    wanted = batches.target(5.0)
    assert wanted[:-1].argmax() - SHIFTS == 5
    assert batches.target(None)[-1] == 1


def test_windows_are_stretched_one_way_or_the_other():
    """A square becomes wider or higher than it was, and as often the one as the other."""
    sampler = batches.Sampler(flapping(1, 6), [], 7)
    frames = torch.zeros((200, 1, SIDE, SIDE))
    frames[:, :, 26:46, 26:46] = 200
    across, down = [], []
    for (picture,) in sampler._seen(frames).numpy():
        inside = np.abs(picture - np.median(picture)) > 60
        if inside.sum() > 60:
            across.append(np.ptp(np.flatnonzero(inside.any(axis=0))))
            down.append(np.ptp(np.flatnonzero(inside.any(axis=1))))
    ratio = np.log(np.array(across) / np.array(down))
    assert len(ratio) > 120
    assert 0.15 < np.median(np.abs(ratio)) / 0.6745 < 0.35  # twice the spread of the stretch, 0.24
    assert abs(np.median(ratio)) < 0.08


def test_other_styles_change_how_a_window_looks_not_when():
    """Frames that were alike stay alike: outlines, tones and light are the window's, not a frame's."""
    sampler = batches.Sampler(flapping(1, 6), [], 8)
    picture = torch.from_numpy(np.random.default_rng(1).uniform(0, 255, (1, 48, 48)).astype(np.float32)).repeat(4, 1, 1)
    drawn = [sampler._redrawn(picture) for _ in range(100)]
    assert all(torch.equal(window[0], frame) for window in drawn for frame in window)
    changed = sum(not torch.equal(window, picture) for window in drawn)
    assert 25 < changed < 60  # of 100: 1 - 0.85 * 0.94 * 0.75 are


def test_signs_change_while_somebody_speaks_and_at_no_other_time():
    sampler = batches.Sampler(flapping(1, 6), [], 9)
    heard = np.repeat([False, True, False, True], 15)
    picture = np.random.default_rng(2).integers(0, 255, (72, 72), np.uint8)
    changes = np.zeros(60, int)
    for _ in range(60):
        shown = sampler._signs(picture, heard)
        assert shown.shape == (60, 72, 72)
        assert shown.dtype == np.uint8
        changes[1:] += (shown[1:] != shown[:-1]).any(axis=(1, 2))
    quiet = ~heard[1:] & ~heard[:-1]
    assert changes[1:][quiet].sum() == 0
    assert changes[1:][heard[1:]].mean() > 10


def test_batches_have_the_sound_where_they_say():
    """The loudness of a batch's sound, moved by its wanted offset, is the height of its mouths."""
    sampler = batches.Sampler(flapping(12, 6), [], 7)
    batch = sampler.batch(24, 50)
    agreed = 0
    for frames, spectra, wanted in zip(batch.frames.numpy(), batch.spectra.numpy(), batch.wanted.numpy(), strict=True):
        if wanted[-1]:
            continue
        offset = int(wanted[:-1].argmax()) - SHIFTS
        loud = spectra.mean(1).reshape(-1, run.STRIDE).mean(1)
        moved = loud[batches.MARGIN - offset : batches.MARGIN - offset + 50]
        # any of contrast, inversion or occlusion may turn the sign
        brightness = frames.reshape(50, -1).std(1)
        agreed += abs(np.corrcoef(moved, brightness)[0, 1]) > 0.5
    assert agreed > 0.6 * len(batch.frames)


def test_batches_without_pictures_have_the_same_windows():
    """The loudness of the sound, moved by the wanted offset, is the opening of the states; nobody has to be filmed."""
    unfilmed = [replace(shot, frames=shot.frames[:0], samples=shot.samples[:0]) for shot in flapping(12, 6)]
    batch = batches.Sampler(unfilmed, [], 7).told(24, 50)
    assert batch.frames is None
    agreed, readable = 0, 0
    for states, spectra, wanted in zip(batch.states.numpy(), batch.spectra.numpy(), batch.wanted.numpy(), strict=True):
        if wanted[-1]:
            continue
        offset = int(wanted[:-1].argmax()) - SHIFTS
        loud = spectra.mean(1).reshape(-1, run.STRIDE).mean(1)
        moved = loud[batches.MARGIN - offset : batches.MARGIN - offset + 50]
        readable += 1
        agreed += np.corrcoef(moved, states[:, 1])[0, 1] > 0.5
    assert agreed > 0.9 * readable


def test_shots_that_are_too_short_are_told():
    with pytest.raises(UsageError, match="none of the shots lasts 90 frames"):
        batches.Sampler(flapping(3, 6), [], 7).batch(2, 90)


def test_an_echo_is_the_sum_of_what_was_before():
    rng = np.random.default_rng(14)
    spectra = rng.uniform(run.QUIET, 0.5, (30, 5)).astype(np.float32)
    power = np.exp(run.SPAN * (spectra - run.QUIET).astype(float))
    left = np.zeros_like(power)
    for now in range(30):
        for before in range(now):
            left[now] += (1 - 0.6) * 0.6 ** (now - before - 1) * power[before]
    wanted = np.log(power + 0.3 * left) / run.SPAN + run.QUIET
    assert np.abs(batches.echoing(spectra, 0.6, 0.3) - wanted).max() < 1e-5


def test_pieces_of_windows_have_their_own_sound():
    reach = 2 * (SHIFTS + EDGE)
    heard = torch.arange(2 * 3 * (60 + reach), dtype=torch.float32).reshape(2, 3, 60 + reach)
    cut = sync.pieces(heard, 15)
    assert cut.shape == (8, 3, 15 + reach)
    for window in range(2):
        for number in range(4):
            assert torch.equal(cut[4 * window + number], heard[window, :, 15 * number : 15 * (number + 1) + reach])


def test_states_leave_no_trace_in_what_pictures_are_like():
    net = SyncNet().train()
    before = [block.norm.running_mean.clone() for block in net.eye_time]
    with sync.keeping_statistics(net):
        net.imagine(torch.randn(2, 20, 7))
    assert all(torch.equal(block.norm.running_mean, old) for block, old in zip(net.eye_time, before, strict=True))
    net.imagine(torch.randn(2, 20, 7))
    assert not any(torch.equal(block.norm.running_mean, old) for block, old in zip(net.eye_time, before, strict=True))


@pytest.mark.slow
def test_training_learns_to_read_offsets(monkeypatch):
    monkeypatch.setattr(sync, "FILMED", 16)
    monkeypatch.setattr(sync, "TOLD", 12)
    trainer = sync.Trainer(0)
    sampler = batches.Sampler(flapping(40, 8), [], 9)
    held = [batches.Sampler(flapping(10, 10), [], 11).batch(40, 25)]
    before = sync.accuracy(trainer.net, held)
    for step in range(70):
        trainer.step(sampler, step / 70)
    assert before < 0.35
    assert sync.accuracy(trainer.averaged, held) > before + 0.3


@pytest.mark.slow
def test_a_course_keeps_the_best_weights_of_its_second_half(monkeypatch, tmp_path):
    from visemes.train import course

    monkeypatch.setattr(sync, "FILMED", 4)
    monkeypatch.setattr(sync, "TOLD", 4)
    monkeypatch.setattr(course, "VALID", ((15, 8, 1), (50, 4, 1)))
    monkeypatch.setattr(course, "BEDS", 1)
    monkeypatch.setattr(course, "BED", 3.0)
    for shot in flapping(20, 12):
        split = "train" if int(shot.name[1:]) % 2 else "valid"
        replace(shot, about={"split": split}).save(tmp_path / f"{shot.name}.npz")
    seconds = iter(range(1000))
    told = []
    best = course.train_expert(tmp_path, tmp_path / "w.safetensors", 6 / 60, 1, told.append, clock=lambda: next(seconds))
    assert [now.step for now in told] == [1, 2, 3, 4, 5]
    later = [now for now in told if now.done >= 0.5]
    assert sum(best.valid) == max(sum(now.valid) for now in later)
    assert run.load_expert(tmp_path / "w.safetensors").evidence(
        np.zeros((4, 48, 48), np.uint8), np.zeros(2560, np.float32)
    ).shape == (4, 121)


def test_beds_are_on_the_networks_scale_and_differ():
    from visemes.train import course

    course_beds = [levels for levels in course.beds() if levels.shape[1] == 40]
    assert len(course_beds) == course.BEDS * len(course.KINDS)
    assert all(abs(np.percentile(levels, 95)) < 1e-4 for levels in course_beds)
    assert len({levels.tobytes() for levels in course_beds}) == len(course_beds)

"""The painter's network in PyTorch and in numpy are the same, its gradients flow, and its training learns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from visemes.errors import UsageError, WeightsError  # noqa: E402
from visemes.guide import unet  # noqa: E402
from visemes.guide.base import References  # noqa: E402
from visemes.guide.mask import hidden  # noqa: E402
from visemes.guide.pose import between, poses  # noqa: E402
from visemes.guide.split import drafted  # noqa: E402
from visemes.safetensors import to_safetensors  # noqa: E402
from visemes.train import guide, guide_batches, guide_course, guide_critic, guide_expert  # noqa: E402
from visemes.train.guide_net import GuideNet, folded, unfolded  # noqa: E402
from visemes.train.guide_pairs import Pair  # noqa: E402


@pytest.fixture(autouse=True)
def _one_thread():
    torch.set_num_threads(1)


def settled(seed: int = 3) -> GuideNet:
    """A network with random weights and statistics, as if it had learned."""
    torch.manual_seed(seed)
    net = GuideNet()
    for module in net.modules():
        if hasattr(module, "running_mean"):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    torch.nn.init.normal_(net.flow.conv.weight, 0, 0.3)
    torch.nn.init.normal_(net.paint_last.conv.weight, 0, 0.1)
    return net.eval()


def talking(name: str, seed: int, split: str = "train", count: int = 20) -> Pair:
    """A plain face whose mouth is a dark bar as high as its gap, in random colours, in both films."""
    rng = np.random.default_rng(seed)
    skin, lips = rng.integers(90, 256, 3), rng.integers(0, 80, 3)
    states = rng.random((2, count, 7)).astype(np.float16) * np.array([0, 1, 0, 0, 0, 0, 0], np.float16)
    films = np.empty((2, count, 96, 96, 3), np.uint8)
    films[:] = skin
    for film, frame in np.ndindex(2, count):
        high = round(2 + 16 * float(states[film, frame, 1]))
        films[film, frame, 50 - high : 50 + high, 30:66] = lips
    about = {"split": split, "family": "bar"}
    nothing = np.zeros(0, np.int16), np.zeros(count, np.bool_)
    return Pair(name, about, films[0], films[1], states[0], states[1], np.arange(count, dtype=np.int32), *nothing)


def test_numpy_paints_what_pytorch_learned():
    net = settled()
    painter = unet.Painter(folded(net))
    rng = np.random.default_rng(4)
    frames, references = (rng.integers(0, 256, (n, 96, 96, 3), dtype=np.uint8) for n in (5, 3))
    states = rng.random((5, 7)).astype(np.float32)
    places = between(poses(frames, references[0]), poses(references, references[0]))
    drafts = drafted(frames, references[0], places[:, 0], states)
    planes = [torch.from_numpy(guide_batches.as_planes(pictures))[None] for pictures in (drafts, references)]
    with torch.no_grad():
        painted, *_ = net(*planes, *(torch.from_numpy(numbers)[None] for numbers in (unet.features(states, 25.0), places)))
    top, bottom, left, right = unet.BOX
    ours = painter.paint(frames, References(references, None), states, None, 25.0)[:, top:bottom, left:right]
    theirs = painted[0].permute(0, 2, 3, 1).clamp(0, 255).round().numpy()
    assert np.abs(ours - theirs).max() <= 1
    assert np.abs(ours - theirs).mean() < 0.01


def test_weights_have_the_promised_names_and_shapes():
    assert {name: array.shape for name, array in folded(settled()).items()} == unet.shapes()


def test_export_and_import_are_the_same_network():
    weights = folded(settled())
    again = folded(unfolded(weights))
    assert all(np.array_equal(weights[name], again[name]) for name in weights)


def test_a_new_network_shows_the_mean_of_the_references_and_the_draft():
    batch = guide_batches.Sampler([talking("a", 1)], 2, varied=False).batch(2, 3)
    net = GuideNet().eval()
    torch.nn.init.constant_(net.cares, -99.0)  # as if all mouths were alike
    painted, blend, _ = net(*batch.given)
    top, bottom, left, right = unet.BOX
    mean = batch.references.mean(1)[:, None, :, top:bottom, left:right].expand_as(painted)
    assert (blend - mean).abs().max() < 1e-3
    assert (painted - (mean + batch.frames[..., top:bottom, left:right]) / 2).abs().max() < 1e-3


def test_gradients_reach_every_weight():
    net = settled().train()
    batch = guide_batches.Sampler([talking("a", 1), talking("b", 2)], 2).batch(3, 2)
    guide.loss_of(*net(*batch.given), batch).backward()
    assert [name for name, weight in net.named_parameters() if weight.grad is None or not weight.grad.abs().sum() > 0] == []


def test_frames_show_nothing_of_the_mouths_they_had():
    """Under the mask there is one closed mouth, parted; whatever the open ones looked like."""
    pair = talking("a", 1)
    other = replace(pair, frames=pair.frames.copy(), wanted=pair.wanted.copy())
    under = hidden() > 0
    for frames, states in ((other.frames, other.had), (other.wanted, other.want)):
        opened = np.flatnonzero(states[:, 1] > 0.5)
        frames[opened[:, None], under] = np.random.default_rng(4).integers(0, 256, (len(opened), under.sum(), 3))
    one, two = (guide_batches.Sampler([which], 2, varied=False).batch(6, 2) for which in (pair, other))
    assert not torch.equal(one.wanted, two.wanted)
    assert torch.equal(one.frames, two.frames)


def test_the_loss_is_nothing_for_the_truth_alone():
    batch = guide_batches.Sampler([talking("a", 1)], 2).batch(3, 2)
    assert float(guide.loss_of(batch.wanted, batch.wanted, batch.shown, batch)) == 0
    assert float(guide.loss_of(batch.wanted + 5, batch.wanted, batch.shown, batch)) > 0
    assert float(guide.loss_of(batch.wanted, batch.wanted + 5, batch.shown, batch)) > 0
    assert float(guide.loss_of(batch.wanted, batch.wanted, batch.shown + 1, batch)) > 0


def test_references_are_led_by_a_closed_mouth_and_are_not_what_is_painted():
    pair = talking("a", 5)
    states = pair.had.astype(np.float32)
    firsts, others = [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        known = guide_batches.chosen_references(states, 3, rng, np.arange(4, 8))
        assert not set(known) & set(range(4, 8))
        firsts.append(states[known[0], 1])
        others.append(states[known[1:], 1].max())
    assert np.mean(firsts) < 0.25
    assert np.mean(others) > 0.75


def test_the_same_light_falls_on_all_that_belongs_together():
    """Recolouring and flipping keep a batch consistent: outside the mask, frame, and inside, references and truth share colours."""
    sampler = guide_batches.Sampler([talking("a", 6)], 7)
    for _ in range(10):
        batch = sampler.batch(1, 1)
        skin = batch.frames[0, 0, :, 0, 0]
        assert torch.equal(skin, batch.references[0, 0, :, 0, 0])
        assert torch.equal(skin, batch.wanted[0, 0, :, -1, 0])


def test_what_moves_counts_more_than_what_stays():
    counts = guide_batches.counted(talking("a", 8).frames)
    top, _, left, _ = unet.BOX
    assert counts.mean() == pytest.approx(1, abs=1e-4)
    assert counts[60 - top, 48 - left] > 3 * counts[85 - top, 48 - left] > 0


def test_an_expert_that_is_frozen_sees_what_the_shipped_one_sees():
    from visemes.train import sync_net

    torch.manual_seed(5)
    net = sync_net.SyncNet().eval()
    for module in net.modules():
        if hasattr(module, "running_mean"):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 2)
    reader = guide_expert.Reader(sync_net.folded(net))
    rng = np.random.default_rng(6)
    frames = torch.from_numpy(rng.integers(0, 256, (1, 6, 48, 48)).astype(np.float32))
    assert (reader._net.see(frames) - net.see(frames)).abs().max() < 1e-3
    pictures = torch.from_numpy(rng.integers(0, 256, (2, 5, 3, 96, 96)).astype(np.float32))
    assert float(reader.differs(pictures, pictures)) == 0
    assert float(reader.differs(pictures + 20 * torch.sin(torch.arange(96.0)), pictures)) > 0
    other = pictures.clone().requires_grad_()
    reader.differs(other.flip(1), pictures).backward()
    assert float(other.grad.abs().sum()) > 0
    assert all(weight.grad is None for weight in reader._net.parameters())


@pytest.mark.slow
def test_training_learns_to_open_mouths(monkeypatch):
    """On a small world of bars it gets nearer to the truth, for characters it never saw, than the mean of the references is."""
    monkeypatch.setattr(guide, "WARM", 20)
    pairs = [talking(f"p{n}", n) for n in range(24)]
    held = [guide_batches.Sampler([talking(f"h{n}", 100 + n) for n in range(6)], 9, varied=False).batch(8, 4)]
    trainer, sampler = guide.Trainer(0, rate=3e-3), guide_batches.Sampler(pairs, 1)
    before = guide.error_of(trainer.net, held)
    losses = [trainer.step(sampler, step / 60, (4, 3)) for step in range(60)]
    assert np.mean(losses[-10:]) < 0.9 * np.mean(losses[:10])
    assert guide.error_of(trainer.net, held) < 0.8 * before


def test_a_critic_learns_what_is_true_and_the_painter_hears_it():
    """It tells true pictures from pale ones after some steps; what it asks of the painter then is to be less pale."""
    torch.manual_seed(1)
    critic, sampler = guide_critic.Critic(), guide_batches.Sampler([talking(f"p{n}", n) for n in range(6)], 3)

    def pale(batch):
        return batch.wanted.mean((-1, -2), keepdim=True) + 0.3 * (batch.wanted - batch.wanted.mean((-1, -2), keepdim=True))

    def whole(batch, inside):
        return guide.composed(batch.frames, inside)

    for _ in range(40):
        batch = sampler.batch(4, 2)
        critic.learn(whole(batch, pale(batch)), whole(batch, batch.wanted), batch.frames)
    batch = sampler.batch(4, 2)
    with torch.no_grad():
        true, painted = (critic._seen(whole(batch, part), batch.frames)[0].mean() for part in (batch.wanted, pale(batch)))
    assert float(true) > float(painted) + 0.3

    share = torch.tensor(0.0, requires_grad=True)  # of the truth in what is painted
    inside = pale(batch) + share * (batch.wanted - pale(batch))
    other = (inside - batch.wanted).abs().mean()
    critic.loss(whole(batch, inside), whole(batch, batch.wanted), batch.frames, other, share).backward()
    assert float(share.grad) < 0
    assert all(weight.grad is None or not weight.requires_grad for weight in critic.net.parameters())


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A folder of pairs, and batches small enough for a test."""
    monkeypatch.setattr(guide_course, "BATCH", (2, 2))
    monkeypatch.setattr(guide_course, "FITTED", (2, 2))
    monkeypatch.setattr(guide_course, "VALID", 1)
    folder = tmp_path / "pairs"
    folder.mkdir()
    for number in range(10):
        talking(f"p{number}", number, "train" if number < 6 else "valid", 8).save(folder / f"{number}.npz")
    return folder


def course(told, checkpoint=None, steps: int = 4):
    seconds = iter(range(1000))
    return guide_course.Course(steps / 60, told, 0.25, checkpoint, lambda: float(next(seconds)))


def test_a_course_keeps_the_best_and_goes_on_from_its_checkpoint(small, tmp_path):
    told = []
    target, checkpoint = tmp_path / "w.safetensors", tmp_path / "c.pt"
    best = guide_course.train_painter(small, target, 1, course(told.append, checkpoint))
    assert best == told[-1]  # once the critic judges, the last weights are kept
    unet.load_painter.cache_clear()
    assert unet.load_painter(target).paint(
        np.zeros((2, 96, 96, 3), np.uint8),
        References(np.zeros((1, 96, 96, 3), np.uint8), None),
        np.zeros((2, 7), np.float32),
        None,
        25.0,
    ).shape == (2, 96, 96, 3)
    steps = told[-1].step
    held = torch.load(checkpoint, weights_only=True)
    assert held["critic"]["optimizer"]["state"]
    guide_course.train_painter(small, target, 1, course(told.append, checkpoint))
    assert told[-1].step > steps


def test_before_a_critic_judges_the_least_error_is_kept(small, tmp_path, monkeypatch):
    monkeypatch.setattr(guide_course, "JUDGED", 2.0)
    told = []
    best = guide_course.train_painter(small, tmp_path / "w.safetensors", 1, course(told.append, steps=8))
    assert best.error == min(now.error for now in told)


def test_too_few_pairs_are_told(small, tmp_path):
    for path in list(small.iterdir())[:5]:
        path.unlink()
    with pytest.raises(UsageError, match="pairs to train on"):
        guide_course.train_painter(small, tmp_path / "w.safetensors", 1, course(lambda _: None))


def test_checkpoints_hold_no_code(small, tmp_path):
    import pickle

    checkpoint = tmp_path / "c.pt"
    checkpoint.write_bytes(pickle.dumps(print, protocol=2))
    with pytest.raises(WeightsError) as caught:
        guide_course.train_painter(small, tmp_path / "w.safetensors", 1, course(lambda _: None, checkpoint))
    assert "\n" not in str(caught.value)


@pytest.mark.slow
def test_a_painter_is_fitted_to_one_character(small, tmp_path, monkeypatch):
    start, target = tmp_path / "start.safetensors", tmp_path / "fitted.safetensors"
    torch.manual_seed(0)
    start.write_bytes(to_safetensors(folded(GuideNet().eval()), {}))
    monkeypatch.setattr(guide_course, "FITTED", (4, 3))
    monkeypatch.setattr(guide_course, "FIT_RATE", 1e-3)  # it begins from nothing here
    monkeypatch.setattr(guide, "WARM", 10)
    film, told = talking("film", 77), []
    guide_course.fit_painter(start, film, target, 1, course(told.append, steps=60))
    held = [guide_batches.Sampler([film], 5, varied=False).batch(6, 3)]
    before, after = (guide.error_of(unfolded(unet.read_with_notes(path)[0]), held) for path in (start, target))
    assert after < 0.8 * before

"""Small words in gaps: the side-by-side search against one search for each gap and word."""

import numpy as np
import pytest

from visemes.align import acoustic, gaps
from visemes.align.base import SpokenWord
from visemes.align.search import Stretch, best_path
from visemes.audio import read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.transcript import parse_transcript


@pytest.fixture(scope="module")
def line(root):
    sound = read_sound(root / "examples" / "harbour.wav")
    text = (root / "examples" / "harbour.txt").read_text(encoding="utf-8")
    words = pronounce(parse_transcript(text), Lexicon())[0]
    stretch = Stretch.of(sound.samples, words)
    return stretch, words, best_path(stretch, words, doubting=True)


def test_every_line_of_the_table_can_be_said():
    table = gaps.small_words()
    known = acoustic.english().index
    assert len(set(table.phones)) == len(table.phones)
    assert all(phone in known for phones in table.phones for phone in phones)
    assert table.last.tolist() == [3 * len(phones) - 1 for phones in table.phones]


def test_every_gap_of_a_line_heard_without_doubt_is_asked(line):
    _, words, found = line
    assert [gap.number for gap in gaps.undoubted(found)] == list(range(len(words) + 1))


def brute(stretch, found, gap, phones):
    """The gain of a word in a gap by one search over a hand-made chain: the best string with the word's phones put in."""
    model = acoustic.english()
    frames = min(len(found.scores), round(gaps.AROUND / stretch.step))
    first = int(np.clip(gap.border - frames // 2, 0, len(found.scores) - frames))
    trellis, path = found.trellis, found.path
    place = np.searchsorted(path.starts, np.arange(len(found.scores)), side="right") - 1
    opens, closes = int(place[first]), int(place[first + frames - 1])
    left = [(i, None) for i in range(opens, gap.left + 1)]
    pauses = [(i, None) for i in range(gap.left + 1, gap.right)]
    right = [(i, None) for i in range(gap.right, closes + 1)]
    base = [(i, None) for i in range(opens, closes + 1)]
    word = [(None, p) for p in phones]
    loop = stretch.known[:, : 3 * len(model.index)]

    def score(chain):
        columns, stay, leave = [], [], []
        for node, phone in chain:
            for state in range(3):
                if phone:
                    number = model.index[phone]
                    columns.append(loop[first : first + frames, 3 * number + state])
                    stay.append(model.log_stay[number, state])
                    leave.append(model.log_leave[number, state])
                else:
                    own = path.string[node]
                    columns.append(found.scores[first : first + frames, trellis.emission[own, state]])
                    stay.append(trellis.stay[own, state])
                    leave.append(trellis.leave[own, state])
        begin = path.state[first]
        end = len(columns) - 3 + path.state[first + frames - 1]
        best = np.full(len(columns), -np.inf)
        best[begin] = columns[begin][0]
        for frame in range(1, frames):
            moved = np.concatenate([[-np.inf], (best + leave)[:-1]])
            best = np.maximum(best + stay, moved) + [c[frame] for c in columns]
        return best[end]

    variants = [
        left + pauses[:before] + word + pauses[after:] + right
        for before in range(len(pauses) + 1)
        for after in range(before, len(pauses) + 1)
    ]
    return max(map(score, variants)) - score(base)


@pytest.mark.parametrize("word", ["AH", "DH AH", "AH N D", "T UW"])
def test_gains_are_those_of_searching_each_gap_alone(line, word):
    stretch, _, found = line
    inner = list(gaps.undoubted(found))[1:-1]
    phones = tuple(word.split())
    row = gaps.small_words().phones.index(phones)
    gains = gaps.filled(stretch, found, inner)[:, row]
    for gap, gain in zip(inner, gains, strict=True):
        assert gain == pytest.approx(brute(stretch, found, gap, phones), abs=0.02)


def test_words_of_other_languages_are_left_alone(line):
    stretch, words, _ = line
    foreign = [SpokenWord(w.text, ((("p", "ˈa"),),)) for w in words[:3]]
    assert list(gaps.undoubted(best_path(stretch, foreign))) == []

"""Phones of other languages: every one is heard as something, and scored as the direct sum over what it may be."""

import json
import math
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visemes.align import acoustic, doubt, graph, search
from visemes.align.base import SpokenWord
from visemes.align.builtin import BuiltinAligner
from visemes.align.classes import PHONE_NUMBER
from visemes.align.foreign import likeness, table
from visemes.align.hear import Heard, as_phone
from visemes.audio import read_sound
from visemes.lexicon import Lexicon, pronounce
from visemes.lexicon.spoken import is_ipa
from visemes.phones import LETTERS, arpabet_to_ipa, xsampa_to_ipa
from visemes.transcript import parse_transcript

#: Labels as languages have them: length, stress, nasality, aspiration, ejectives, clicks, ties, prenasals, syllabics, nonsense.
LABELS = (
    "aː",
    "ˈaː",
    "ɔ̃",
    "tʰ",
    "kʼ",
    "ǃ",
    "ǀʰ",
    "t͡ɕ",
    "dʐ",
    "ⁿd",
    "ᵐb",
    "n̩",
    "r̝̊",
    "ɾ",
    "tˤ",
    "lʲ",
    "aɪ",
    "ei",
    "uɔ",
    "iəu",
    "ts",
    "t͡ɬ",
    "ʔ",
    "œy",
    "˥",
    "",
)


def test_every_letter_of_the_alphabet_is_heard_as_something_english():
    for label in (*LETTERS, *LABELS):
        heard = likeness(label)
        assert heard.phone in PHONE_NUMBER
        assert heard.phone != "SIL"
        assert [len(choices) > 0 for choices in heard.states] == [True] * 3
        assert all(phone in PHONE_NUMBER and state in range(3) for choices in heard.states for phone, state in choices)


def test_the_table_names_only_phones_of_the_model():
    listed = {phone for phones in table().values() for phone in phones}
    assert listed <= set(PHONE_NUMBER)


@given(st.text(max_size=6))
def test_no_label_is_too_strange(label):
    assert likeness(label).phone in PHONE_NUMBER


@pytest.mark.parametrize(
    ("label", "phone", "first", "last"),
    [
        ("i", "IY", ("IY", 0), ("IY", 2)),
        ("ts", "T", ("T", 1), ("S", 1)),
        ("tʃ", "CH", ("CH", 0), ("CH", 2)),
        ("ai", "AA", ("AA", 1), ("IY", 1)),
        ("aɪ", "AY", ("AY", 0), ("AY", 2)),
        ("t͡s", "T", ("T", 1), ("S", 1)),
    ],
)
def test_sequences_begin_as_their_first_sound_and_end_as_their_last(label, phone, first, last):
    heard = likeness(label)
    assert heard.phone == phone
    assert first in heard.states[0]
    assert last in heard.states[2]


def test_a_nasal_vowel_may_end_as_a_nasal():
    assert {("N", 0), ("NG", 0)} <= set(likeness("ɛ̃").states[2])
    assert not {("N", 0), ("NG", 0)} & set(likeness("ɛ").states[2])


def test_length_and_stress_are_not_heard():
    assert likeness("aː") == likeness("ˈa") == likeness("a")
    assert likeness("tː") == likeness("t")


def test_a_blend_is_the_mean_likelihood_of_its_senones():
    rng = np.random.default_rng(1)
    scores = rng.normal(-20, 8, (5, 4)).astype(np.float32)
    column = {40: 0, 7: 1, 99: 2, 3: 3}
    blends = [(40,), (7, 99), (3, 40, 7, 99)]
    found = search.blended(scores, blends, column)
    for frame in range(5):
        for place, blend in enumerate(blends):
            direct = sum(math.exp(scores[frame, column[s]]) for s in blend) / len(blend)
            assert found[frame, place] == pytest.approx(math.log(direct), abs=1e-4)


def test_english_words_are_scored_as_they_were():
    model = acoustic.english()
    for node in graph.build([SpokenWord("read", ((("R", "IY1", "D"),),))], doubt=True):
        single = model.states(node.slot.phone, node.left or "SIL", node.right or "SIL", node.slot.position)
        assert search.blends_of(node, model) == tuple((s,) for s in single)


def test_foreign_phones_are_heard_without_context_and_lend_their_neighbours_the_nearest():
    nodes = graph.build([SpokenWord("pato", ((("p", "ˈa", "t", "o"),),))])
    inner = next(n for n in nodes if n.slot.spelling == "ˈa")
    assert (inner.slot.phone, inner.left, inner.right) == ("AA", "P", "T")
    model = acoustic.english()
    own = [model.base_states()[model.index[phone]] for phone in table()["a"]]
    assert search.blends_of(inner, model) == tuple(tuple(states[i] for states in own) for i in range(3))


def test_arpabet_and_ipa_are_told_apart():
    assert [is_ipa(x) for x in ("AH0", "T", "SIL", "a", "ˈa", "ʔ", "ᵐb")] == [False] * 3 + [True] * 4


@pytest.mark.parametrize(
    ("spelling", "label", "stress"),
    [("ˈaː", "aː", 1), ("ˌe", "e", 2), ("o", "o", 0), ("t͡s", "t͡s", None), ("AH0", "ə", 0), ("T", "t", None)],
)
def test_phones_keep_the_spelling_of_their_language(spelling, label, stress):
    phone = as_phone(Heard(0.0, 0.1, spelling, 0, 0.5))
    assert (phone.label, phone.stress) == (label, stress)


def test_a_foreign_line_is_doubted_less_by_the_share_that_is_foreign():
    foreign, english = SpokenWord("mano", ((("m", "a", "n", "o"),),)), SpokenWord("man", ((("M", "AE1", "N"),),))
    plain = doubt.Costs.at(30.0)
    assert plain.eased(search.foreign_share([english, english])) == plain
    half, whole = plain.eased(search.foreign_share([english, foreign])), plain.eased(search.foreign_share([foreign]))
    assert half.handicap == pytest.approx((plain.handicap + whole.handicap) / 2)
    assert whole.handicap > plain.handicap
    assert (whole.instead, whole.between) < (plain.instead, plain.between)


def test_a_foreign_word_nobody_says_keeps_a_place_and_gets_a_mark(root):
    sound = read_sound(root / "examples" / "harbour.wav")
    said = pronounce(parse_transcript((root / "examples" / "harbour.txt").read_text(encoding="utf-8")), Lexicon())[0]
    foreign = tuple(
        replace(word, parts=tuple(tuple(tuple(map(in_ipa, v)) for v in variants) for variants in word.parts)) for word in said
    )
    extra = SpokenWord("zigzag", ((tuple("ziɡzaɡziɡzaɡ"),),))
    words = [*foreign[:2], extra, *foreign[2:]]
    timeline = BuiltinAligner().align(sound, words)
    assert [w.label for w in timeline.words] == [w.text for w in words]
    assert any("zigzag" in warning for warning in timeline.warnings)
    right = BuiltinAligner().align(sound, foreign)
    assert right.warnings == ()
    assert [w.label for w in right.words] == [w.text for w in said]


def in_ipa(label):
    ipa, stress = arpabet_to_ipa(label)
    return {1: "ˈ", 2: "ˌ"}.get(stress, "") + ipa


def test_english_spelled_in_ipa_is_aligned_nearly_as_in_arpabet(root):
    sound = read_sound(root / "examples" / "harbour.wav")
    said = pronounce(parse_transcript((root / "examples" / "harbour.txt").read_text(encoding="utf-8")), Lexicon())[0]
    one = tuple(replace(word, parts=tuple((v[0],) for v in word.parts)) for word in said)
    foreign = tuple(replace(word, parts=tuple((tuple(map(in_ipa, v[0])),) for v in word.parts)) for word in one)
    ours, theirs = (BuiltinAligner().align(sound, words) for words in (foreign, one))
    assert [(p.label, p.stress) for p in ours.phones] == [(p.label, p.stress) for p in theirs.phones]
    moved = [abs(a.start - b.start) for a, b in zip(ours.phones, theirs.phones, strict=True)]
    assert np.median(moved) < 0.01
    assert np.mean(moved) < 0.03


HAND = {"P\\": "r̝", "t_s": "ts", "t_S": "tʃ"}


def test_real_recordings_of_other_languages(shared_data):
    """Every word of four languages is found, hardly one is doubted; Czech agrees with a person's labels."""
    for name, tag in (("russian.wav", "ru"), ("spanish_13697.opus", "es"), ("common_voice_ja_24511055.mp3", "ja")):
        path = shared_data / "speech" / name
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        transcript = parse_transcript(text, language=tag)
        words, _ = pronounce(transcript, Lexicon(None, tag))
        timeline = BuiltinAligner().align(read_sound(path), words, language=tag)
        assert [w.label for w in timeline.words] == [w.text for w in words]
        assert len(timeline.marks) <= 2
    told = json.loads((shared_data / "aligned" / "rpraat_H.json").read_text(encoding="utf-8"))
    words, _ = pronounce(parse_transcript(told["text"].replace("{pause}", ""), language="cs"), Lexicon(None, "cs"))
    timeline = BuiltinAligner().align(read_sound(shared_data / "aligned" / "rpraat_H.wav"), words, language="cs")
    hand = [(start, HAND.get(label) or xsampa_to_ipa(label)) for start, _, label in told["phones"] if label not in ("", "?")]
    ours = [(p.start, p.label) for p in timeline.phones if p.label != "ʔ"]
    pairs = SequenceMatcher(None, [label[0] for _, label in hand], [label[0] for _, label in ours], autojunk=False)
    errors = [abs(ours[b + k][0] - hand[a + k][0]) for a, b, size in pairs.get_matching_blocks() for k in range(size)]
    assert len(errors) >= 0.8 * len(hand)
    assert np.median(errors) < 0.03
    starts = [start for start, _, label in told["words"] if label and label != "{pause}"]
    assert np.median([abs(w.start - start) for w, start in zip(timeline.words, starts, strict=True)]) < 0.03


def test_far_accents_of_english_lose_no_word_either(root):
    sound = read_sound(root / "examples" / "harbour.wav")
    said = pronounce(parse_transcript((root / "examples" / "harbour.txt").read_text(encoding="utf-8")), Lexicon())[0]
    words = [*said[:2], SpokenWord("zigzag", ((("Z", "IH1", "G", "Z", "AE2", "G"),),)), *said[2:]]
    near, far = (BuiltinAligner().align(sound, words, language=tag) for tag in ("en-us", "en-029"))
    assert "zigzag" not in [w.label for w in near.words]
    assert [w.label for w in far.words] == [w.text for w in words]
    assert any("zigzag" in warning for warning in far.warnings)
    assert far.language == "en-029"

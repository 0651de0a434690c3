"""ELAN's annotations."""

from __future__ import annotations

import time

import pytest

from visemes.errors import TimelineError
from visemes.imports import read_timeline

SLOTS = """<TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="100"/><TIME_SLOT TIME_SLOT_ID="ts2"/><TIME_SLOT TIME_SLOT_ID="ts3"/>
<TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="400"/>"""


def annotation(number, first, last, value):
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="{first}" TIME_SLOT_REF2="{last}">'
        f"<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    )


def leaning(number, on, value):
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a{number}" ANNOTATION_REF="{on}">'
        f"<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


def document(*tiers, slots=SLOTS, head=""):
    body = f"<TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}"
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<ANNOTATION_DOCUMENT>{body}</ANNOTATION_DOCUMENT>'


WORDS = f'<TIER TIER_ID="words" PARTICIPANT="Anna">{annotation(1, "ts1", "ts4", "pa")}</TIER>'


def read(tmp_path, text):
    (tmp_path / "a.eaf").write_text(text, encoding="utf-8")
    return read_timeline(tmp_path / "a.eaf")


def test_slots_without_a_time_lie_between_their_neighbours(tmp_path):
    phones = annotation(2, "ts1", "ts2", "p") + annotation(3, "ts2", "ts3", "h") + annotation(4, "ts3", "ts4", "ɑ")
    found = read(tmp_path, document(WORDS, f'<TIER TIER_ID="phones">{phones}</TIER>'))
    assert [(w.label, w.start, w.end, w.speaker) for w in found.words] == [("pa", 0.1, 0.4, "Anna")]
    assert [(p.label, pytest.approx(p.start), pytest.approx(p.end)) for p in found.phones] == [
        ("p", 0.1, 0.2), ("h", 0.2, 0.3), ("ɑ", 0.3, 0.4),
    ]  # fmt: skip


def test_annotations_that_lean_on_another_share_its_time(tmp_path):
    phones = leaning(2, "a1", "p") + leaning(3, "a1", "ɑ")
    found = read(tmp_path, document(WORDS, f'<TIER TIER_ID="phones">{phones}</TIER>'))
    assert [(p.label, pytest.approx(p.start), pytest.approx(p.end)) for p in found.phones] == [("p", 0.1, 0.25), ("ɑ", 0.25, 0.4)]


def test_words_alone(tmp_path):
    assert read(tmp_path, document(WORDS)).phones == ()


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "lol">' + "".join(f'<!ENTITY a{i} "{"&a%s;" % (i - 1 or "") * 10}">' for i in range(1, 10)) + "]>"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (document(WORDS.replace("pa", "&a9;"), head=BOMB), "declares entities"),
        (document(WORDS, head='<!DOCTYPE a SYSTEM "file:///etc/passwd">'), "declares entities"),
        (document(WORDS)[:-9], "is no sound XML"),
        (document(WORDS.replace("ts4", "ts9")), "an annotation begins or ends at 'ts9', which is nowhere"),
        (document(WORDS, slots=SLOTS.replace("400", "-4")), "a time slot has the time '-4'"),
        (document(WORDS, slots=SLOTS.replace("400", "9" * 20)), "a time slot has the time"),
        (document(), "has no tier of phones"),
        (document(f'<TIER TIER_ID="words">{leaning(2, "a7", "x")}</TIER>'), "annotation 1 of the tier 'words' has no time"),
    ],
)
def test_mistakes_and_traps_are_refused_at_once(tmp_path, text, message):
    begun = time.monotonic()
    with pytest.raises(TimelineError) as caught:
        read(tmp_path, text)
    assert message in caught.value.message
    assert time.monotonic() - begun < 5

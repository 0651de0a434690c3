import pytest

from visemes import serve
from visemes.events import Events


@pytest.fixture(scope="session")
def timelines(addon):
    return addon("timelines")


@pytest.fixture
def timeline():
    return {
        "duration": 2.0, "language": "en-us", "aligner": "builtin", "warnings": [],
        "words": [
            {"start": 0.1, "end": 0.5, "word": "old", "confidence": 0.9},
            {"start": 0.5, "end": 0.9, "word": "boat", "confidence": 0.3},
        ],
        "phones": [
            {"start": 0.1, "end": 0.3, "phone": "oʊ", "stress": 1}, {"start": 0.3, "end": 0.4, "phone": "l"},
            {"start": 0.4, "end": 0.5, "phone": "d"}, {"start": 0.5, "end": 0.6, "phone": "b"},
            {"start": 0.6, "end": 0.8, "phone": "oʊ", "stress": 1}, {"start": 0.8, "end": 0.9, "phone": "t"},
        ],
        "marks": [],
    }  # fmt: skip


def row(timelines, **changed):
    return timelines.Row(**({"word": "old", "start": 0.1, "end": 0.5, "phones": "ˈoʊ l d"} | changed))


def test_what_is_stored_is_read_by_the_engine_and_by_us(timelines, timeline, tmp_path):
    from visemes.imports import read_timeline

    text = timelines.text(timeline)
    assert {name: value for name, value in timelines.read(text).items() if name in timeline} == timeline
    path = tmp_path / "kept.json"
    path.write_text(text, encoding="utf-8")
    assert [word.label for word in read_timeline(path, 2.0).words] == ["old", "boat"]


@pytest.mark.parametrize("spoiled", ["", "{", "[]", '{"kind": "line", "words": []}', '{"kind": "timeline"}', "[" * 100_000])
def test_a_text_that_is_no_timeline_is_none(timelines, spoiled):
    assert timelines.read(spoiled) is None


def test_sounds_belong_to_the_word_their_middles_lie_in(timelines, timeline):
    assert timelines.spelled(timelines.phones_of(timeline, timeline["words"][1])) == "b ˈoʊ t"


def test_words_nobody_judged_are_not_doubtful(timelines, timeline):
    del timeline["words"][0]["confidence"]
    assert [word["word"] for word in timelines.doubtful(timeline, 0.6)] == ["boat"]


def test_an_untouched_row_asks_for_nothing(timelines, timeline):
    assert timelines.corrections(timeline, {0: row(timelines)}) == []
    assert timelines.corrections(timeline, {0: row(timelines, start=0.1 + 1e-8, end=0.50000002)}) == []


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"word": " cold "}, [{"edit": "words", "text": "cold"}]),
        ({"word": "cold", "phones": "K OW1 L D"}, [{"edit": "words", "text": "cold", "phones": ["K OW1 L D"]}]),
        ({"word": "very old", "end": 0.6}, [{"edit": "words", "text": "very old", "end": 0.6}]),
        ({"word": " "}, [{"edit": "delete"}]),
        ({"phones": "OW1 D"}, [{"edit": "pronunciation", "phones": "OW1 D"}]),
        ({"phones": ""}, [{"edit": "words", "text": "old"}]),
        ({"start": 0.15}, [{"edit": "time", "edge": "start", "seconds": 0.15}]),
        ({"emphasis": 1.5}, [{"edit": "emphasis", "emphasis": 1.5}]),
        (
            {"sounds": [(0.1, 0.25), (0.25, 0.4), (0.4, 0.5)]},
            [
                {"edit": "time", "phone": 0, "was_phone": "oʊ", "edge": "end", "seconds": 0.25},
                {"edit": "time", "phone": 1, "was_phone": "l", "edge": "start", "seconds": 0.25},
            ],
        ),
    ],
)
def test_a_correction_is_the_edit_it_means(timelines, timeline, changed, wanted):
    mark = {"word": 0, "was": "old", "at": 0.1}
    assert timelines.corrections(timeline, {0: row(timelines, **changed)}) == [{**mark, **edit} for edit in wanted]


def test_the_engine_takes_every_correction(timelines, harbour):
    """Every kind of edit, made to a real line."""
    kept, told = serve.Kept(), []
    ask = {"sound": str(harbour), "map": "arkit52", "inline": True}
    line = serve.COMMANDS["export"](dict(ask), kept, Events(told.append), lambda *_: None)["line"]
    made = timelines.read(timelines.text(line["timeline"], line["schema_version"]))
    words = made["words"]
    rows = {
        number: timelines.Row(
            word["word"], word["start"], word["end"], timelines.spelled(timelines.phones_of(made, word)), sounds=()
        )
        for number, word in enumerate(words)
    }  # fmt: skip
    changes = {
        2: {"word": "goat"},
        4: {"phones": "P AA1 S T"},
        6: {"emphasis": 1.4},
        8: {"end": words[8]["end"] - 0.04},
        9: {"word": ""},
    }
    changed = {number: timelines.Row(**(vars(rows[number]) | change)) for number, change in changes.items()}
    edits = timelines.corrections(made, changed)
    answer = serve.COMMANDS["edit"](ask | {"timeline": made, "edits": edits}, kept, Events(told.append), lambda *_: None)
    assert not answer["unplaced"]
    assert [word["word"] for word in answer["timeline"]["words"]] == [w["word"] for w in words[:2]] + ["goat"] + [
        w["word"] for w in words[3:9]
    ]
    assert answer["timeline"]["words"][6]["emphasis"] == 1.4
    assert answer["timeline"]["words"][8]["end"] == pytest.approx(words[8]["end"] - 0.04, abs=1e-5)

from __future__ import annotations

import json
import textwrap
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visemes.errors import TimelineError
from visemes.export import export, timeline_json
from visemes.export.json import line_json
from visemes.frames import FrameGrid
from visemes.imports.json import parse_line, parse_timeline, read_line
from visemes.line import INTERPOLATIONS, Curve, Exposure, Key, Line
from visemes.timeline import MOST_EMPHASIS, PHONE_PARTS, WORD_PARTS, Cue, Interval, Phone, Timeline, Word

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
warnings = st.lists(text, max_size=3).map(tuple)
confidences = st.none() | st.floats(0, 1)
numbers = st.floats(-1e6, 1e6)
spellings = st.lists(st.sampled_from(["HH", "AH0", "L", "ˈa", "ɔ̃"]), max_size=3).map(tuple)


@st.composite
def tiers(draw, duration, kind, **extra):
    edges = sorted(draw(st.lists(st.floats(0, duration), max_size=9, unique=True)))
    return tuple(
        kind(a, b, draw(text), draw(confidences), **{name: draw(values) for name, values in extra.items()})
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    )


@st.composite
def timelines(draw):
    duration = draw(st.floats(0, 4000))
    hand = {
        "emphasis": st.floats(0, MOST_EMPHASIS),
        "pronunciation": spellings,
        "by_hand": st.frozensets(st.sampled_from(sorted(WORD_PARTS))),
    }
    words = draw(tiers(duration, Word, speaker=text, **hand))
    pinned = st.frozensets(st.sampled_from(sorted(PHONE_PARTS)))
    phones = draw(tiers(duration, Phone, stress=st.sampled_from([None, 0, 1, 2]), by_hand=pinned))
    marks = tuple(sorted(draw(tiers(duration, Interval)) + draw(tiers(duration, Interval)), key=lambda mark: mark.start))
    return Timeline(duration, words, phones, draw(text), draw(text), draw(warnings), marks)


keys = st.builds(
    Key,
    st.fractions(max_denominator=100, min_value=-1e6, max_value=1e6),
    numbers,
    numbers,
    numbers,
    st.sampled_from(INTERPOLATIONS),
    st.booleans(),
)
curves = st.builds(
    lambda shape, channel, found: Curve(shape, channel, tuple(sorted(found, key=lambda key: key.frame))),
    text,
    st.sampled_from(["jaw", "lips", "tongue", "face"]),
    st.lists(keys, max_size=5, unique_by=lambda key: key.frame),
)
grids = st.builds(
    FrameGrid, st.fractions(6, 240, max_denominator=1001), st.integers(-10000, 10000), st.integers(1, 12), st.fractions(-100, 100)
)


@st.composite
def exposures(draw):
    found, frame = [], draw(st.integers(-100, 100))
    for gap, frames, viseme, by_hand in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), text, st.booleans()), max_size=5)
    ):
        found.append(Exposure(frame + gap, frames, viseme, by_hand))
        frame += gap + frames
    return tuple(found)


@st.composite
def lines(draw):
    timeline = draw(timelines())
    cues = draw(tiers(timeline.duration, Cue, phone=text, weight=st.floats(0, 1)))
    chosen = st.dictionaries(text, text | numbers | st.booleans() | st.integers(-1000, 1000), max_size=5)
    return Line(
        draw(text), draw(text), draw(text), draw(grids), timeline, cues, draw(exposures()),
        tuple(draw(st.lists(curves, max_size=3))), draw(chosen), draw(warnings),
    )  # fmt: skip


@pytest.fixture(scope="module")
def schema(request):
    path = request.config.rootpath / "docs" / "schema" / "line.schema.json"
    found = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(lines())
def test_every_line_reads_back_exactly_and_keeps_to_the_schema(schema, line):
    written = line_json(line)
    read = parse_line(written)
    assert read == line
    assert [type(value) for value in read.settings.values()] == [type(line.settings[name]) for name in read.settings]
    assert line_json(read) == written
    schema.validate(json.loads(written))


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(timelines())
def test_every_timeline_reads_back_exactly(schema, timeline):
    written = timeline_json(timeline)
    assert parse_timeline(written) == timeline
    schema.validate(json.loads(written))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(lines())
def test_the_timeline_of_a_line_can_be_taken_from_its_file(line):
    assert parse_timeline(line_json(line)) == line.timeline


def test_the_example_of_the_docs_is_a_line(request, schema):
    page = (request.config.rootpath / "docs" / "formats.md").read_text(encoding="utf-8")
    example = textwrap.dedent(page[page.index("    {\n") : page.index("\n    }\n") + 7])
    schema.validate(json.loads(example))
    assert parse_line(example).curves[0].shape == "jawOpen"


def golden(request, name="pop_man_12fps"):
    return request.config.rootpath / "tests" / "golden" / name / "json.json"


def test_one_row_a_line_and_short_numbers(request):
    written = export(read_line(golden(request)), "json").decode()
    assert '\n      {"start": 0.27, "end": 0.4, "phone": "ɑ", "stress": 1, "confidence": 0.9},\n' in written
    assert '\n    "fps": "12",\n' in written
    assert max(map(len, written.splitlines())) < 132


def test_order_of_settings_does_not_matter(request):
    line = read_line(golden(request, "pop_man_23976_twos"))
    turned = Line(**{**{name: getattr(line, name) for name in line.__slots__}, "settings": dict(reversed(line.settings.items()))})
    assert line_json(turned) == line_json(line)


def test_numpy_numbers_are_written_as_numbers(request):
    numpy = pytest.importorskip("numpy")
    one = numpy.float32(0.5)
    curve = Curve("jaw", "jaw", (Key(Fraction(1), one, one, one),))
    line = Line(
        "a", "m", "X", FrameGrid(Fraction(24)), Timeline(numpy.float64(1)), (Cue(0, one, "A", None, "", one),), (), (curve,)
    )
    assert parse_line(line_json(line)).curves[0].keys[0] == Key(Fraction(1), 0.5, 0.5, 0.5)


MINIMAL = {
    "schema_version": 1, "kind": "line", "sound": "a.wav", "viseme_map": "rhubarb", "rest": "X", "grid": {"fps": "24"},
    "timeline": {"duration": 1},
}  # fmt: skip


def changed(**changes):
    return json.dumps({name: value for name, value in {**MINIMAL, **changes}.items() if value is not None})


def phones(*rows):
    return {"timeline": {"duration": 1, "phones": list(rows)}}


def test_what_may_be_left_out(schema):
    assert parse_line(changed()) == Line("a.wav", "rhubarb", "X", FrameGrid(Fraction(24)), Timeline(1.0), (), (), ())
    schema.validate(MINIMAL)
    assert parse_timeline('{"schema_version": 1, "kind": "timeline", "duration": 2}') == Timeline(2.0)


@pytest.mark.parametrize(("fps", "meant"), [(24, "24"), (12.5, "25/2"), ("24000/1001", "24000/1001"), ("12.5", "25/2")])
def test_rates_as_people_write_them(schema, fps, meant):
    assert parse_line(changed(grid={"fps": fps})).grid.fps == Fraction(meant)
    schema.validate({**MINIMAL, "grid": {"fps": fps}})


P = {"start": 0, "end": 0.5, "phone": "p"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "f.json:1: not valid JSON"),
        ("[1, 2]", "f.json: the file should be an object, not [1, 2]"),
        ('{"schema_version": 1,\n "kind": oops}', "f.json:2: not valid JSON"),
        ('{"schema_version": 1, "schema_version": 1}', "the key 'schema_version' stands twice"),
        ('{"schema_version": NaN}', "NaN is not a number"),
        ('{"schema_version": -Infinity}', "-Infinity is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"schema_version": ' + "9" * 5000 + "}", "not valid JSON"),
        ("{}", "f.json: schema_version is missing"),
        (changed(schema_version=3), "written by a newer version (schema 3, this one reads up to 2)"),
        (changed(schema_version=0), "schema_version should be 1 or more, not 0"),
        (changed(schema_version="1"), 'schema_version should be a whole number, not "1"'),
        (changed(schema_version=True), "schema_version should be a whole number, not true"),
        (changed(kind="film"), 'kind should be "line" or "timeline", not "film"'),
        (changed(kind="timeline"), "holds a timeline, not a whole line"),
        (changed(sound=None), "sound is missing"),
        (changed(sound=3), "sound should be a string, not 3"),
        (changed(**{"a\nb": 1}), "'a\\nb' is not known here"),
        (changed(**phones({**P, "phone": "a\nb", "end": 0})), "'a\\nb' goes from"),
        (changed(sounds="a"), "sounds is not known here"),
        (changed(grid={"fps": "24", "stpe": 2}), "grid.stpe is not known here (did you mean 'step'?)"),
        (changed(grid={"fps": "0"}), "'0' is not a frame rate"),
        (changed(grid={"fps": "24/0"}), "grid.fps should be a number or a fraction"),
        (changed(grid={"fps": "1e999999999"}), "grid.fps should be a number or a fraction"),
        (changed(grid={"fps": "24", "step": 0}), "step 0 is impossible"),
        (changed(grid={"fps": "24", "start_frame": 10**30}), "grid.start_frame should be a whole number"),
        (changed(warnings="none"), 'warnings should be a list, not "none"'),
        (changed(warnings=[1]), "warnings should be a list of strings, not [1]"),
        (changed(settings={"a": [1]}), "settings.a should be a string, a number, true or false, not [1]"),
        (changed(settings=[]), "settings should be an object, not []"),
        (changed(timeline={"duration": -1}), "f.json: a sound cannot last -1.0 s"),
        (changed().replace('"duration": 1', '"duration": 1e999'), "timeline.duration should be a number, not Infinity"),
        (changed(**phones(P, 3)), "timeline.phones[1] should be an object, not 3"),
        (changed(**phones({**P, "start": "x"})), 'timeline.phones[0].start should be a number, not "x"'),
        (changed(**phones({**P, "start": True})), "timeline.phones[0].start should be a number, not true"),
        (changed(**phones({**P, "start": 0.7})), "'p' goes from 0.700 s to 0.500 s"),
        (changed(**phones({**P, "stress": 3})), "timeline.phones[0].stress should be 0, 1 or 2, not 3"),
        (changed(**phones({**P, "confidence": 1.5})), "timeline.phones[0].confidence should be a number from 0 to 1, not 1.5"),
        (changed(**phones({**P, "labl": ""})), "timeline.phones[0].labl is not known here"),
        (changed(**phones(P, P)), "f.json: phone 'p' starts at 0.000 s, before 'p' ends"),
        (changed(exposures=[{"frame": 1.5, "frames": 1, "viseme": "A"}]), "exposures[0].frame should be a whole number, not 1.5"),
        (changed(curves=[{"shape": "a", "channel": "jaw", "keys": [{"frame": "x", "value": 1}]}]), "curves[0].keys[0].frame"),
        (
            changed(curves=[{"shape": "a", "channel": "jaw", "keys": [{"frame": 2, "value": 1}, {"frame": 2, "value": 1}]}]),
            "curve 'a' has a key at frame 2 after the one at frame 2",
        ),
        (
            changed(curves=[{"shape": "a", "channel": "jaw", "keys": [{"frame": 2, "value": 1, "interpolation": "spline"}]}]),
            'interpolation should be "bezier" or "linear" or "stepped", not "spline"',
        ),
    ],
)  # fmt: skip
def test_malformed_files_are_one_line(content, message):
    with pytest.raises(TimelineError) as caught:
        parse_line(content, "f.json")
    assert message in str(caught.value)
    assert caught.value.message.startswith("f.json")
    assert caught.value.message.count("f.json") == 1
    assert "\n" not in str(caught.value)


names = st.sampled_from(["schema_version", "kind", "timeline", "duration", "phones", "grid", "fps"]) | text
scalars = st.none() | st.booleans() | st.floats() | text | st.integers()
anything = st.recursive(scalars, lambda s: st.lists(s, max_size=3) | st.dictionaries(names, s, max_size=4), max_leaves=20)


@settings(deadline=None)
@given(anything)
def test_any_other_json_is_refused_in_one_line(value):
    for document in (value, {**MINIMAL, "timeline": value}, {**MINIMAL, "curves": value}, {**MINIMAL, "grid": value}):
        try:
            parse_line(json.dumps(document))
        except TimelineError as error:
            assert "\n" not in error.message  # noqa: PT017


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_never_breaks_the_reader(request, data):
    content = golden(request).read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(content)))
    damaged = content[:start] + data.draw(st.text(max_size=3)) + content[start + data.draw(st.integers(0, 5)) :]
    try:
        parse_line(damaged)
    except TimelineError as error:
        assert "\n" not in error.message  # noqa: PT017

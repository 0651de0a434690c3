"""The review page in a real browser: what it shows and plays agrees with the engine."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from visemes.audio import read_sound
from visemes.imports.json import read_line
from visemes.maps import load_map
from visemes.review import LISTENING, Reviewed
from visemes.timeline import Word

pytestmark = pytest.mark.slow


def shown_frame(page) -> int:
    return int(page.inner_text("#frame"))


def wait_until(page, seconds):
    """Wait until it has played so far (the page's own policy forbids the driver's way of waiting)."""
    for _ in range(200):
        if page.evaluate("player.time") > seconds:
            return
        page.wait_for_timeout(25)
    pytest.fail(f"never came to {seconds} s")


def test_every_frame_shows_what_the_line_says(open_page, reviewed):
    page, line = open_page([reviewed]), reviewed.line
    page.check('input[name="kind"][value="drawings"]')
    page.keyboard.press("Home")
    frames = range(line.grid.shown_at(0), line.grid.last_frame(line.timeline.duration) + 1)
    for frame in frames:
        assert shown_frame(page) == frame
        assert page.inner_text("#now-viseme") == line.drawing_at(frame)
        # the playhead stands a hair after the start of its frame
        seconds = max(float(line.grid.seconds_at(frame)) + 1e-3, 0)
        word, phone = line.timeline.word_at(seconds), line.timeline.phone_at(seconds)
        assert page.inner_text("#now-word") == (word.label if word else "–")
        assert page.inner_text("#now-phone") == (phone.label if phone else "–")
        page.keyboard.press("ArrowRight")
    assert shown_frame(page) == frames[-1]
    page.keyboard.press("ArrowLeft")
    assert shown_frame(page) == frames[-2]


def test_curves_have_the_values_a_rig_would_show(open_page, reviewed):
    page, line = open_page([reviewed]), reviewed.line
    frames = [1 + 0.37 * step for step in range(100)]
    for number, curve in enumerate(line.curves):
        seen = page.evaluate("([n, frames]) => frames.map((frame) => valueAt(lineOf(0).curves[n], frame))", [number, frames])
        assert seen == pytest.approx([curve.value_at(frame) for frame in frames], abs=1e-9)


def test_it_plays_mutes_and_slows_down(open_page, reviewed):
    page = open_page([reviewed])
    page.keyboard.press("m")
    page.select_option("#speed", "0.5")
    page.keyboard.press("Space")
    wait_until(page, 0.3)
    assert page.evaluate("[player.media.muted, player.media.playbackRate, player.playing]") == [True, 0.5, True]
    assert page.inner_text("#play") == "Pause"
    page.keyboard.press("Space")
    assert not page.evaluate("player.playing")
    stopped = page.evaluate("player.time")
    assert stopped == pytest.approx(page.evaluate("player.media.currentTime"), abs=0.002)
    page.keyboard.press("ArrowRight")
    assert shown_frame(page) == reviewed.line.grid.shown_at(stopped) + 1
    assert page.evaluate("player.media.duration") == pytest.approx(reviewed.line.timeline.duration, abs=0.01)


def test_a_looped_word_is_never_left(open_page, reviewed):
    page = open_page([reviewed])
    page.click("#words button >> nth=1")
    page.keyboard.press("l")
    times = []
    for _ in range(12):
        page.wait_for_timeout(80)
        times.append(page.evaluate("player.time"))
    word = reviewed.line.timeline.words[1]
    assert all(word.start - 0.05 <= time <= word.end + 0.1 for time in times)
    assert min(b - a for a, b in itertools.pairwise(times)) < 0, "it went round"


def test_a_line_without_sound_still_runs(open_page, reviewed):
    page = open_page([replace(reviewed, sound=None)])
    page.keyboard.press("Space")
    wait_until(page, 0.2)
    page.keyboard.press("Space")
    assert shown_frame(page) > reviewed.line.grid.start_frame


def lane_point(page, seconds, row):
    """Where a time of a row is on the screen."""
    box = page.locator("#lanes").bounding_box()
    x, top, height = page.evaluate(
        "([s, kind]) => { const row = lanes.rows.find((one) => one.kind === kind); return [lanes.x(s), row.top, row.height]; }",
        [seconds, row],
    )
    return box["x"] + x, box["y"] + top + height / 2


def drag(page, row, start, end, *, alt=False):
    page.mouse.move(*lane_point(page, start, row))
    if alt:
        page.keyboard.down("Alt")
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(*lane_point(page, start + (end - start) * step / 5, row))
    page.mouse.up()
    if alt:
        page.keyboard.up("Alt")


def applied(page, tier):
    return page.evaluate(f"lanes.applied.{tier}.map((one) => [one.start, one.end])")


def test_a_dragged_boundary_moves_both_words_and_their_phones(open_page, reviewed):
    page = open_page([reviewed])
    drag(page, "words", 0.5, 0.55)
    words, phones = applied(page, "words"), applied(page, "phones")
    assert words[0][1] == words[1][0] == phones[1][1] == phones[2][0] == pytest.approx(0.55, abs=0.005)
    assert words[2] == [1.0, 1.3]
    page.keyboard.press("Control+z")
    assert applied(page, "words") == [[0.1, 0.5], [0.5, 0.8], [1.0, 1.3]], "a drag is one step of undo"
    page.keyboard.press("Control+Shift+z")
    assert applied(page, "words") == words


def test_with_alt_only_one_side_moves_and_never_over_its_neighbour(open_page, reviewed):
    page = open_page([reviewed])
    drag(page, "words", 0.8, 0.9)  # nothing touches it
    drag(page, "phones", 1.1, 1.5)  # far over the end of the word
    phones = applied(page, "phones")
    assert applied(page, "words")[1] == [0.5, pytest.approx(0.9, abs=0.005)]
    assert phones[4] == [1.0, pytest.approx(1.29, abs=0.002)]
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(phones))


def test_changes_outlive_the_page(open_page, reviewed):
    page = open_page([reviewed])
    page.click("#words button >> nth=2")
    page.fill("#word-text", "moon")
    page.press("#word-text", "Enter")
    assert page.inner_text("#words button >> nth=2").startswith("moon")
    page.on("dialog", lambda dialog: dialog.accept())  # "leave without saving?"
    page.reload()
    page.wait_for_selector("#words button")
    assert page.inner_text("#words button >> nth=2").startswith("moon")
    assert "1 change" in page.inner_text("#saved")


def test_what_is_in_doubt_is_listed(open_page, reviewed):
    page = open_page([reviewed])
    rows = page.locator("#checks li").all_inner_texts()
    assert len(rows) == 2
    assert all("moo" in row for row in rows)
    page.click("#checks li button >> nth=0")
    assert page.evaluate("player.time") == pytest.approx(1.0, abs=1e-3)


def test_two_versions_are_compared(open_page, reviewed, older):
    page = open_page([replace(reviewed, old=older)])
    rows = page.locator("#differences li").all_inner_texts()
    assert any("“pah” became “pa”" in row for row in rows)
    assert any("ends +2.0 frames" in row for row in rows)
    assert "words before" in page.inner_text("#labels")


def test_nothing_in_a_transcript_is_taken_for_the_page(open_page, reviewed):
    evil = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>&amp;<!-- title -->\u2028"
    words = (Word(0.1, 0.5, evil), *reviewed.line.timeline.words[1:])
    line = replace(reviewed.line, timeline=replace(reviewed.line.timeline, words=words), sound=evil, warnings=(evil,))
    page = open_page([replace(reviewed, line=line, name=evil)], title=evil)
    page.click("#words button >> nth=0")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#words button >> nth=0").text_content() == evil
    assert page.locator("#name").text_content() == page.locator("#title").text_content() == evil
    assert page.title().startswith("</script><script>")


def test_two_hundred_lines_and_a_search(open_page, reviewed):
    lines = [replace(reviewed, name=f"line {number:03}", sound=None) for number in range(199)]
    odd = replace(reviewed.line, timeline=replace(reviewed.line.timeline, words=(Word(0.1, 0.5, "zebra"),)))
    page = open_page([*lines, Reviewed("last", odd, reviewed.viseme_map)])
    assert page.locator("#list li").count() == 200
    page.keyboard.press("/")
    page.keyboard.type("zebra")
    assert page.inner_text("#count") == "1 of 200 lines"
    page.click("#list button")
    assert page.inner_text("#name") == "last"
    page.keyboard.press("p")
    assert page.inner_text("#name") == "line 198"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_dark_or_light_as_the_system_is_until_somebody_says_otherwise(open_page, reviewed, scheme):
    page = open_page([reviewed], color_scheme=scheme)
    bright = "() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((sum, one) => sum + Number(one), 0) > 380"
    assert page.evaluate(bright) == (scheme == "light")
    page.click("#theme")
    assert page.evaluate(bright) == (scheme == "dark")


def test_everything_can_be_reached_without_a_mouse(open_page, reviewed):
    page = open_page([reviewed])
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert {"play", "loop", "speed", "theme", "help", "lanes", "moo"} <= seen
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    page.focus("#words button >> nth=1")
    page.keyboard.press("Enter")
    assert page.is_visible("#editor")
    assert page.evaluate("player.time") == pytest.approx(0.5, abs=1e-3)


def saved(page) -> dict:
    with page.expect_download() as download:
        page.keyboard.press("Control+s")
    return json.loads(Path(download.value.path()).read_text(encoding="utf-8"))


def test_what_is_changed_on_the_page_is_in_the_line_after_apply(open_page, chromium, harbour, tmp_path, visemes):
    """A real line: a boundary dragged, a word put otherwise, one said not to be there; saved, applied, read back."""
    said = "The old boat drifted past the harbour, and nobody waved."
    assert visemes("export", harbour, "--text", said, "-m", "arkit52", "-o", "harbour.json", "-f", "json").status == 0
    before = read_line(tmp_path / "harbour.json")
    page = open_page([Reviewed("harbour", before, load_map("arkit52"), read_sound(harbour, LISTENING))], title="harbour")
    words = before.timeline.words
    drag(page, "words", words[2].start, words[2].start + 0.03)
    page.click("#words button >> nth=4")
    page.fill("#word-text", "passed")
    page.press("#word-text", "Enter")
    page.click("#words button >> nth=8")
    page.fill("#word-emphasis", "1.5")
    page.press("#word-emphasis", "Enter")
    page.click("#words button >> nth=9")
    page.click("#word-delete")
    moved = page.evaluate("edits.applied(line).words[2].start")
    assert moved == pytest.approx(words[2].start + 0.03, abs=0.006)
    (tmp_path / "page.edits.json").write_text(json.dumps(saved(page)), encoding="utf-8")
    assert "not in a file" not in page.inner_text("#saved")
    result = visemes("apply", "harbour.json", "page.edits.json", "--sound", harbour, "-o", "after.json", "-f", "json")
    assert result.status == 0, result.err
    after = read_line(tmp_path / "after.json")
    assert " ".join(word.label for word in after.timeline.words) == "The old boat drifted passed the harbour and nobody"
    assert after.timeline.words[2].start == pytest.approx(moved, abs=1e-6)
    assert after.timeline.words[1].end == pytest.approx(moved, abs=1e-6)
    assert after.timeline.words[8].emphasis == 1.5
    unchanged = [0, 3, 6, 7]
    assert [after.timeline.words[i].start for i in unchanged] == pytest.approx([words[i].start for i in unchanged], abs=1e-6)
    assert "not applied" not in result.err


def test_a_file_of_changes_is_taken_up_again(open_page, reviewed, tmp_path):
    page = open_page([reviewed])
    page.click("#words button >> nth=2")
    page.fill("#word-said", "m uː n")
    page.press("#word-said", "Enter")
    page.fill("#word-insert", "again")
    page.press("#word-insert", "Enter")
    kept = saved(page)
    for _ in range(2):
        page.keyboard.press("Control+z")
    assert page.inner_text("#saved") == ""
    (tmp_path / "kept.json").write_text(json.dumps(kept), encoding="utf-8")
    page.set_input_files("#load-file", str(tmp_path / "kept.json"))
    page.wait_for_selector("#words button:has-text('again')")
    assert page.locator("#words button").count() == 4
    assert kept["lines"][0]["words"] == [{"word": 2, "said": "moo", "pronunciation": "m uː n"}]
    assert kept["lines"][0]["inserted"] == [{"after": 2, "text": "again"}]
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    page.set_input_files("#load-file", str(tmp_path / "other.json"))
    page.wait_for_selector("#saved:has-text('no file of changes')")
    assert page.locator("#words button").count() == 4, "nothing is lost by a wrong file"

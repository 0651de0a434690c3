"""Lines for the review page, and a real browser to open it in."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from visemes.audio import Sound
from visemes.cues import cues_for
from visemes.frames import FrameGrid
from visemes.keys import make_keys
from visemes.line import Line
from visemes.maps import load_map
from visemes.motion.style import style_named
from visemes.review import LISTENING, Reviewed, review_page
from visemes.timeline import Interval, Phone, Timeline, Word

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)


def made(viseme_map, grid, *, words, phones, duration=1.5, marks=()):
    timeline = Timeline(duration, words, phones, language="en-us", aligner="given", marks=marks)
    cues = cues_for(timeline, viseme_map)
    keyed = make_keys(timeline, cues, viseme_map, grid, style_named("realistic"))
    return Line("papa.wav", viseme_map.name, viseme_map.rest, grid, timeline, cues, keyed.exposures, keyed.curves).tidy()


@pytest.fixture(scope="session")
def arkit():
    return load_map("arkit52")


@pytest.fixture(scope="session")
def line(arkit):
    """ "papa moo": two words that touch, one that is in doubt after a pause."""
    words = (Word(0.1, 0.5, "pa", 0.9), Word(0.5, 0.8, "pa", 0.7), Word(1.0, 1.3, "moo", 0.3))
    phones = (
        Phone(0.1, 0.2, "p"), Phone(0.2, 0.5, "ɑ", stress=1), Phone(0.5, 0.6, "p"), Phone(0.6, 0.8, "ɑ", stress=0),
        Phone(1.0, 1.1, "m"), Phone(1.1, 1.3, "u", stress=1),
    )  # fmt: skip
    return made(arkit, FrameGrid(Fraction(24)), words=words, phones=phones, marks=(Interval(1.0, 1.3, "different"),))


@pytest.fixture(scope="session")
def sound():
    """A tone that starts with the first word."""
    time = np.arange(int(1.5 * LISTENING)) / LISTENING
    return Sound((0.3 * np.sin(2 * np.pi * 220 * time) * (time > 0.1)).astype(np.float32), LISTENING, "papa.wav")


@pytest.fixture(scope="session")
def reviewed(line, arkit, sound):
    return Reviewed("papa", line, arkit, sound)


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium; tests that need one are skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium here: the review page is not tested in a browser")
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, tmp_path):
    """Open lines as a page; anything the page complains of or asks a network for fails the test."""
    opened = []

    def open_lines(lines, title="lines", **settings):
        path = tmp_path / "page.html"
        path.write_text(review_page(lines, title), encoding="utf-8")
        context = chromium.new_context(viewport={"width": 1300, "height": 900}, **settings)
        page = context.new_page()
        trouble = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if message.type in {"error", "warning"} else None)
        page.on(
            "request",
            lambda request: trouble.append(request.url) if not request.url.startswith(("file:", "blob:", "data:")) else None,
        )
        page.goto(path.as_uri())
        page.wait_for_selector("#words button")
        opened.append((context, trouble))
        return page

    yield open_lines
    for context, trouble in opened:
        context.close()
        assert trouble == []


@pytest.fixture(scope="session")
def older(line):
    """The same line with its second word two frames earlier and its first one called otherwise."""
    first, second, third = line.timeline.words
    words = (replace(first, label="pah"), replace(second, end=second.end - 2 / 24), third)
    return replace(line, timeline=replace(line.timeline, words=words))

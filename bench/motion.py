"""How good is the motion? Every bar on a folder of recordings with transcripts (NAME.wav, .flac, … beside NAME.txt).

    python bench/motion.py FOLDER [--lips FOLDER] [--full] [--map NAME] [--style NAME]

Events: whether each closure and contact that fits the frame rate is really seen, decided by an exhaustive search that shares
no code with the solver. Then silence, range, jerk, keys, cost; with --lips the correlation with filmed talkers, and the
same for Cohen and Massaro's dominance functions, which the solver replaced.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path
from statistics import mean, median

import numpy as np

from visemes.audio import read_sound
from visemes.check.curves import check_line, jerk
from visemes.check.shown import gap_of
from visemes.cues import cues_for
from visemes.frames import FrameGrid, parse_fps
from visemes.keys import make_keys
from visemes.line import Curve, Line
from visemes.maps import VisemeMap, load_map, map_names
from visemes.motion.style import Style, style_named, style_names
from visemes.motion.voice import Voice as Heard
from visemes.motion.voice import voice_of as heard
from visemes.phones import is_closure, is_contact, is_vowel
from visemes.pipeline import align
from visemes.timeline import Phone, Timeline
from visemes.transcript import parse_transcript, read_transcript

RATES = ("12", "15", "24", "25", "30", "60")
STEPS = (1, 2)
REACH = 0.060
SOUNDS = (".wav", ".flac", ".mp3", ".opus", ".m4a", ".ogg")


@dataclass
class Voice:
    """A recording with its phones and voice."""

    name: str
    timeline: Timeline
    heard: Heard


def voice_of(sound_path: Path, text: str | None = None) -> Voice:
    sound = read_sound(sound_path)
    transcript = parse_transcript(text) if text else read_transcript(sound_path.with_suffix(".txt"))
    return Voice(sound_path.stem, align(sound, transcript), heard(sound))


def voices_in(folder: Path) -> list[Voice]:
    found = []
    for path in sorted(p for p in folder.iterdir() if p.suffix in SOUNDS and p.with_suffix(".txt").exists()):
        try:
            found.append(voice_of(path))
        except Exception as error:  # noqa: BLE001 - a bench goes on
            print(f"left out: {path.name}: {error}")
    return [v for v in found if v.timeline.phones and v.timeline.language.startswith("en")]


def line_of(voice: Voice, viseme_map: VisemeMap, grid: FrameGrid, style: Style) -> Line:
    cues = cues_for(voice.timeline, viseme_map)
    keyed = make_keys(voice.timeline, cues, viseme_map, grid, style, voice=voice.heard)
    return Line(voice.name, viseme_map.name, viseme_map.rest, grid, voice.timeline, cues, keyed.exposures, keyed.curves)


# Events, found and judged here without any of the engine's code for them


@dataclass
class Event:
    """A run of closures or of contacts; reopens: a vowel stands between it and the next event."""

    kind: str
    start: float
    end: float
    reopens: bool = False


def events_in(phones: tuple[Phone, ...], *, contacts: bool) -> list[Event]:
    events: list[Event] = []
    joins = False
    for phone in phones:
        kind = "closure" if is_closure(phone.label) else "contact" if is_contact(phone.label) and contacts else ""
        if kind and joins and events[-1].kind == kind and phone.start - events[-1].end < REACH / 3:
            events[-1].end = phone.end
        elif kind:
            events.append(Event(kind, phone.start, phone.end))
        elif events and is_vowel(phone.label):
            events[-1].reopens = True
        joins = bool(kind)
    return events


def most_met(events: list[Event], allowed: list[list[int]], between: object) -> tuple[int, int]:
    """Closures and contacts that can be had at once, by trying everything.

    allowed: exposures of each event. between(i, j): whether the mouth can open between two exposures.
    """
    best: tuple[int, int] = (-1, -1)
    closures = [sum(e.kind == "closure" for e in events[i:]) for i in range(len(events) + 1)]
    seen: dict[tuple[int, int, bool], tuple[int, int]] = {}

    def search(i: int, last: int, *, must: bool, got: tuple[int, int]) -> None:
        nonlocal best
        hope = (got[0] + closures[i], got[1] + len(events) - i - closures[i])
        if hope <= best or seen.get((i, last, must), (-1, -1)) >= got:
            return
        seen[i, last, must] = got
        if i == len(events):
            best = max(best, got)
            return
        event = events[i]
        gain = (got[0] + (event.kind == "closure"), got[1] + (event.kind == "contact"))
        for index in allowed[i]:
            if index > last and not (must and not between(last, index)):
                search(i + 1, index, must=event.reopens, got=gain)
        search(i + 1, last, must=must or event.reopens, got=got)

    search(0, -99, must=False, got=(0, 0))
    return best


def clusters(events: list[Event], spacing: float) -> list[list[Event]]:
    """Events so far apart that they cannot take each other's exposures are judged by themselves."""
    groups: list[list[Event]] = []
    for event in events:
        if groups and event.start - groups[-1][-1].end < 2 * REACH + 2.5 * spacing:
            groups[-1].append(event)
        else:
            groups.append([event])
    return groups


def judged(line: Line, viseme_map: VisemeMap) -> dict[str, tuple[int, int, int, int]]:
    """For drawings and curves: closures met, contacts met, closures resolvable, contacts resolvable."""
    grid = line.grid
    frames = list(grid.exposures(line.timeline.duration))
    times = np.array([float(grid.seconds_at(f)) for f in frames])
    events = events_in(line.timeline.phones, contacts=bool(viseme_map.contacts))
    result = {}
    for kind, (closed, touching) in shown(line, viseme_map, frames).items():
        totals = np.zeros(4, dtype=int)
        for group in clusters(events, float(grid.frame_duration) * grid.step):
            windows = [np.flatnonzero((times >= e.start - REACH - 1e-9) & (times <= e.end + REACH + 1e-9)).tolist() for e in group]
            room = most_met(group, windows, lambda a, b: b - a >= 2)
            kept = [[i for i in w if (closed if e.kind == "closure" else touching)[i]] for w, e in zip(windows, group, strict=True)]
            is_open = ~(closed | touching)
            met = most_met(group, kept, lambda a, b: bool(is_open[a + 1 : b].any()))  # noqa: B023 - called at once
            totals += (*met, *room)
        result[kind] = tuple(totals)
    return result


def shown(line: Line, viseme_map: VisemeMap, frames: list[int]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Closed and touching exposures of the sheet and of the curves."""
    labels = [line.drawing_at(f) for f in frames]
    closing = viseme_map.closures or {viseme_map.rest}
    sheet = np.array([n in closing for n in labels]), np.array([n in viseme_map.contacts for n in labels])
    weights = {c.shape: np.array([c.value_at(f) for f in frames]) for c in line.curves}
    gap = gap_of(weights, viseme_map, len(frames))
    touching = np.zeros(len(frames), dtype=bool)
    for name in viseme_map.contacts:
        main = max(viseme_map.visemes[name].shapes.items(), key=lambda item: item[1])
        touching |= (weights.get(main[0], np.zeros(len(frames))) >= 0.6 * main[1]) & (gap < 0.2)
    return {"drawings": sheet, "curves": (gap <= 0.05, touching)}


def bench_events(voices: list[Voice], maps: list[str], styles: list[str], *, full: bool) -> None:
    print("\nEvents met / resolvable (closures + contacts), drawings | curves; 'of' all events")
    pairs = list(product(maps, styles)) if full else [(m, styles[0]) for m in maps] + [("arkit52", s) for s in styles[1:]]
    for name, style in pairs:
        viseme_map, cells = load_map(name), []
        for rate, step in product(RATES, STEPS):
            grid = FrameGrid(parse_fps(rate), step=step)
            totals = {"drawings": np.zeros(4, dtype=int), "curves": np.zeros(4, dtype=int)}
            for voice in voices:
                for kind, counts in judged(line_of(voice, viseme_map, grid, style_named(style)), viseme_map).items():
                    totals[kind] += counts
            lost = {k: int(t[2] + t[3] - t[0] - t[1]) for k, t in totals.items()}
            room = totals["curves"][2] + totals["curves"][3]
            cells.append(
                f"{rate}/{step}: {room - lost['drawings']}|{room - lost['curves']} of {room}" + (" !" if any(lost.values()) else "")
            )
        count = sum(len(events_in(v.timeline.phones, contacts=bool(viseme_map.contacts))) for v in voices)
        print(f"  {name:15} {style:10} {count} events; " + ", ".join(cells))


def bench_curves(voices: list[Voice], maps: list[str], styles: list[str]) -> None:
    print("\nmap             style      keys/curve/s  vs dense 24  jerk/linear  error  silence open  out of range  cost")
    grid = FrameGrid(Fraction(24))
    for name, style in [(m, styles[0]) for m in maps] + [("arkit52", s) for s in styles[1:]]:
        viseme_map = load_map(name)
        keys, speech, dense, steep, straight, errors, silence, outside = 0, 0.0, 0.0, [], [], [], [], 0
        took = 0.0
        for voice in voices:
            begin = time.process_time()
            line = line_of(voice, viseme_map, grid, style_named(style))
            took += time.process_time() - begin
            baked = make_keys(voice.timeline, line.cues, viseme_map, grid, style_named(style), voice=voice.heard, dense=True)
            report = check_line(line, viseme_map, "curves")
            silence.append(report.open_silence)
            outside += len(report.outside)
            keys += sum(len(c.keys) for c in line.curves)
            speech += len(line.curves) * sum(p.duration for p in voice.timeline.phones)
            dense += len(line.curves) * voice.timeline.duration * 24
            by_shape = {c.shape: c for c in baked.curves}
            errors += [max(abs(c.value_at(k.frame) - k.value) for k in by_shape[c.shape].keys) for c in line.curves]
            for curve in line.curves:
                steep.append(jerk(curve, 24))
                straight.append(jerk(linear(curve), 24))
        total = sum(v.timeline.duration for v in voices)
        ratio = np.sqrt(np.mean(np.square(steep)) / np.mean(np.square(straight)))
        print(
            f"{name:15} {style:10} {keys / speech:12.2f} {keys / dense:12.3f} {ratio:12.3f} {max(errors):6.4f}"
            f" {max(silence):12.1%} {outside:13d} {took / total:6.2%}"
        )


def linear(curve: Curve) -> Curve:
    return Curve(
        curve.shape, curve.channel, tuple(replace(k, slope_in=0.0, slope_out=0.0, interpolation="linear") for k in curve.keys)
    )


def bench_cost(voices: list[Voice]) -> None:
    """Long lines by repetition: the share of the audio's duration must not grow."""
    print("\nCost of keys on one core, arkit52 at 24 fps")
    viseme_map, style, grid = load_map("arkit52"), style_named("realistic"), FrameGrid(Fraction(24))
    for minutes in (1, 10, 60):
        phones, offset, i = [], 0.0, 0
        while offset < minutes * 60:
            timeline = voices[i % len(voices)].timeline
            phones += [p.moved(p.start + offset, p.end + offset) for p in timeline.phones]
            offset, i = offset + timeline.duration, i + 1
        line = Timeline(offset, phones=tuple(phones))
        cues = cues_for(line, viseme_map)
        begin = time.process_time()
        make_keys(line, cues, viseme_map, grid, style)
        took = time.process_time() - begin
        print(f"  {minutes:3d} minutes: {took:7.2f} s, {took / offset:.2%}")


# Filmed talkers


def bench_lips(folder: Path) -> None:
    print("\nLip gap against filmed talkers (correlation inside the spoken span at zero lag, best lag in ms)")
    spans = json.loads((folder / "spans.json").read_text("utf-8"))
    viseme_map, rows = load_map("arkit52"), []
    for name, span in spans.items():
        voice = voice_of(folder / f"{name}.wav", span["text"])
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            table = [(float(row["t"]), float(row["aperture"])) for row in csv.DictReader(file)]
        times, real = np.array(table).T
        inside = (times >= span["start"]) & (times <= span["end"])
        made = {"spline": predicted(voice, viseme_map), "dominance": dominance(voice, viseme_map), "loudness": loud(voice)}
        lags = np.arange(-0.2, 0.2001, 0.01)
        row = {}
        for kind, (at, gap) in made.items():
            by_lag = [np.corrcoef(real[inside], np.interp(times[inside] + lag, at, gap))[0, 1] for lag in lags]
            row[kind] = by_lag[len(lags) // 2], -1000 * lags[int(np.argmax(by_lag))]
        rows.append(row)
        print(f"  {name:8} " + "  ".join(f"{kind} {r:.3f} ({lag:+.0f})" for kind, (r, lag) in row.items()))
    for kind in rows[0]:
        print(f"  {kind:10} mean {mean(r[kind][0] for r in rows):.3f}, median lag {median(r[kind][1] for r in rows):+.0f} ms")


def predicted(voice: Voice, viseme_map: VisemeMap) -> tuple[np.ndarray, np.ndarray]:
    grid = FrameGrid(Fraction(25))
    line = line_of(voice, viseme_map, grid, style_named("realistic"))
    frames = np.arange(1, voice.timeline.duration * 25, 0.25)
    weights = {c.shape: np.array([c.value_at(f) for f in frames]) for c in line.curves}
    return (frames - 1) / 25, gap_of(weights, viseme_map, len(frames))


def loud(voice: Voice) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(len(voice.heard.level)) * 0.01, np.maximum(voice.heard.level, voice.heard.level.max() - 50)


def dominance(voice: Voice, viseme_map: VisemeMap) -> tuple[np.ndarray, np.ndarray]:
    """Cohen and Massaro (1993): D = a exp(-theta |t|), F = sum(D T) / sum(D); closures as a minimum, which averages lose."""
    at = np.arange(0, voice.timeline.duration, 0.01)
    top, bottom, shut = np.zeros_like(at), np.full_like(at, 1e-3), np.ones_like(at)
    for phone in voice.timeline.phones:
        start = phone.start
        for name, share in viseme_map.for_phone(phone.label):
            middle, viseme = start + share * phone.duration / 2, viseme_map.visemes[name]
            start += share * phone.duration
            strong = 1.0 if "lips" in viseme.channels else 0.3
            rise = strong * np.exp(-np.where(at < middle, 16.0, 12.0) * np.abs(at - middle))
            top, bottom = top + rise * viseme.opening, bottom + rise
            if viseme.closure or viseme.contact:
                away = np.maximum(0.0, np.maximum(phone.start - 0.03 - at, at - phone.end + 0.03))
                shut = np.minimum(shut, np.minimum(1.0, away / 0.06))
    ends = list(voice.timeline.phones)
    sounding = np.zeros_like(at)
    for first, second in pairwise([*ends, ends[-1]]):
        sounding[
            (at >= first.start - 0.1) & (at <= max(first.end, second.start if second.start - first.end < 0.2 else first.end))
        ] = 1
    return at, np.minimum(top / bottom * sounding, shut)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lips", type=Path, help="a folder of filmed talkers; by default the folder's neighbour `lips`")
    parser.add_argument("--full", action="store_true", help="every map with every style")
    parser.add_argument("--map", action="append", help="only this map (again for more)")
    parser.add_argument("--style", action="append", help="only this style (again for more)")
    given = parser.parse_args()
    maps, styles = given.map or list(map_names()), given.style or list(style_names())
    voices = voices_in(given.folder)
    print(f"{len(voices)} lines, {sum(v.timeline.duration for v in voices):.0f} s")
    lips = given.lips or given.folder.parent / "lips"
    if lips.is_dir():
        bench_lips(lips)
    bench_curves(voices, maps, styles)
    bench_cost(voices)
    bench_events(voices, maps, styles, full=given.full)


if __name__ == "__main__":
    main()

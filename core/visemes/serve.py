"""One warm process that does many jobs: JSON requests in, events out, one object a line.

A request is {"id": 7, "command": "export", …}; everything it says comes back with its `id`, and its last event is a `result`
or an `error`. Requests are done one after the other; `cancel` is heard at once, because a thread of its own reads them. A bad
request is answered with an error, whatever it is; the process ends with its input. docs/api.md lists the commands.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from dataclasses import replace
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from visemes import __version__, events
from visemes.errors import CancelledError, UnknownNameError, UsageError
from visemes.pipeline import (
    Aligned,
    align_job,
    animate_each,
    check_job,
    check_timeline_outputs,
    load_stages,
    of_whole,
    timelines_of,
    write_lines,
    write_timelines,
)
from visemes.requests import job_from
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from visemes.audio import Sound
    from visemes.events import Events
    from visemes.jobs import Job
    from visemes.maps import VisemeMap
    from visemes.pipeline import Progress

Request = dict[str, Any]

#: Sounds kept with their timelines, newest last, together no longer than this (seconds): about 230 MB.
KEPT_SECONDS: Final = 3600.0


def serve(requests: Iterable[str], out: Events) -> None:
    """Answer requests until there are no more or one of them is `shutdown`."""
    out.send("ready", schema_version=events.SCHEMA_VERSION, version=__version__, commands=sorted(COMMANDS))
    desk = _Desk()
    threading.Thread(target=desk.read, args=(requests,), daemon=True).start()
    load_stages()  # while nobody waits
    kept = Kept()
    while (request := desk.next()) is not None:
        _answer(request, desk, kept, out)


class _Desk:
    """Where requests come in: read by one thread, worked off by another."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Request | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._open: set[str] = set()
        self._cancelled: set[str] = set()

    def read(self, requests: Iterable[str]) -> None:
        """Take requests in until they end."""
        try:
            for text in requests:
                if text.strip() and not self._take(_parsed(text)):
                    break
        finally:
            self._queue.put(None)

    def _take(self, request: Request) -> bool:
        """Queue a request, or hear a cancel; False for a shutdown."""
        command = request.get("command")
        if command == "cancel":
            self._cancel(_mark(request.get("request")))
            return True
        with self._lock:
            self._open.add(_mark(request.get("id")))
        if command != "shutdown":
            self._queue.put(request)
        return command != "shutdown"

    def _cancel(self, mark: str) -> None:
        with self._lock:
            if mark in self._open:
                self._cancelled.add(mark)

    def next(self) -> Request | None:
        """The next request, None when there will be no more. Blocks."""
        return self._queue.get()

    def check(self, request: Request) -> None:
        """Raise CancelledError when the request has been cancelled."""
        if _mark(request.get("id")) in self._cancelled:
            raise CancelledError

    def finish(self, request: Request) -> None:
        """The request is answered: a later cancel of it means nothing."""
        mark = _mark(request.get("id"))
        with self._lock:
            self._open.discard(mark)
            self._cancelled.discard(mark)


def _mark(identity: object) -> str:
    """An id as a key: 1 and "1" are two ids."""
    return json.dumps(identity, sort_keys=True)


def _parsed(text: str) -> Request:
    """The request of a line; one that is none becomes a request that is answered with its mistake."""
    try:
        request = json.loads(text)
    except ValueError as error:
        return {"command": None, "mistake": f"the request is no JSON: {error}"}
    except RecursionError:
        return {"command": None, "mistake": "the request is nested too deeply"}
    if not isinstance(request, dict):
        return {"command": None, "mistake": "the request is no JSON object"}
    return request


def _answer(request: Request, desk: _Desk, kept: Kept, out: Events) -> None:
    """Do one request. Whatever goes wrong is an `error` event and nothing more."""
    mine = out.tagged(id=request.get("id"))

    def progress(stage: str, value: float) -> None:
        desk.check(request)
        mine.progress(stage, value)

    try:
        desk.check(request)
        mine.result(**_do(request, kept, mine, progress))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a bad request must never end the process
        mine.error(error)
    finally:
        desk.finish(request)


def _do(request: Request, kept: Kept, out: Events, progress: Progress) -> Mapping[str, Any]:
    command = request.get("command")
    if "mistake" in request and command is None:
        raise UsageError(request["mistake"], 'send one object a line: {"id": 1, "command": "export", "sound": "line.wav"}')
    if not isinstance(command, str):
        raise UsageError("the request names no command", f"one of: {', '.join(sorted(COMMANDS))}")
    if command not in COMMANDS:
        raise UnknownNameError("command", command, COMMANDS)
    fields = {name: value for name, value in request.items() if name not in {"id", "command"}}
    return COMMANDS[command](fields, kept, out, progress)


class Kept:
    """Sounds and their timelines from earlier requests, so that a moved slider does not align again."""

    def __init__(self) -> None:
        self._aligned: OrderedDict[object, Aligned] = OrderedDict()

    def aligned(self, job: Job, progress: Progress) -> Aligned:
        """The aligned sound of a job, done anew only when one of its files has changed."""
        if job.whole:
            return self.aligned(of_whole(job), progress).part(job.start, job.end)
        files = (job.transcript_file(), job.timeline, job.dictionary)
        how = (
            job.language,
            job.recognize,
            tuple(sorted(job.recognize_settings.items())),
            job.aligner,
            tuple(sorted(job.aligner_settings.items())),
            job.download,
        )
        key = (job.text, how, _part_stamp(job), *map(_stamp, files))
        if key not in self._aligned:
            self._aligned[key] = align_job(job, progress)
        self._hold(key, self._aligned[key])
        return self._aligned[key]

    def _hold(self, key: object, aligned: Aligned) -> None:
        """Keep a sound with its timeline, and let the oldest go when there are too many."""
        self._aligned[key] = aligned
        self._aligned.move_to_end(key)
        while len(self._aligned) > 1 and sum(a.sound.duration for a in self._aligned.values()) > KEPT_SECONDS:
            self._aligned.popitem(last=False)

    def timed(self, job: Job, given: Request, progress: Progress) -> Aligned:
        """The sound of a job with a timeline that came with the request; the sound is read anew only when it has changed."""
        from visemes.imports.json import timeline_from
        from visemes.imports.tiers import fitted

        sound = self.sound(job, progress)
        return Aligned(sound, fitted(timeline_from(given, "timeline"), sound.duration, "timeline"))

    def sound(self, job: Job, progress: Progress) -> Sound:
        """The sound of a job, read anew only when its file has changed."""
        from visemes.audio import read_sound

        stamp = _part_stamp(job)
        held = next((aligned.sound for key, aligned in self._aligned.items() if stamp in (key, *_parts(key))), None)
        if held is None:
            progress("read", 0)
            held = read_sound(job.sound).part(job.start, job.end)
            progress("read", 1)
            self._hold(stamp, Aligned(held, Timeline(held.duration)))
        return held


def _parts(key: object) -> tuple[object, ...]:
    return key if isinstance(key, tuple) else ()


def _part_stamp(job: Job) -> object:
    """What changes when a job's sound does, or the stretch of it that is looked at."""
    return (_stamp(job.sound), job.start, job.end)


def _stamp(path: Path | None) -> object:
    """What changes when a file does; None for a file that is not there."""
    try:
        found = path.stat() if path else None
    except OSError:
        found = None
    return (str(path), found.st_mtime_ns, found.st_size, found.st_ino) if found else (str(path), None)


def _export(fields: Request, kept: Kept, out: Events, progress: Progress) -> dict[str, Any]:
    """A job's line, written to its outputs; with `inline` it also comes in the result, as in the `json` format."""
    from visemes.export.json import line_document

    inline, job = _inline(fields), job_from(_without_timeline(fields))
    check_job(job)
    lines = animate_each(job, _timed(fields, job, kept, progress), progress)
    write_lines(lines, job, progress)
    told = dict.fromkeys(warning for line in lines.values() for warning in line.warnings)
    return _finished(job, told, out) | ({"line": line_document(next(iter(lines.values())))} if inline else {})


def _align(fields: Request, kept: Kept, out: Events, progress: Progress) -> dict[str, Any]:
    """A job's timeline alone."""
    from visemes.export import timeline_json

    inline, job = _inline(fields), job_from(fields)
    check_timeline_outputs(job)
    timelines = timelines_of(job, kept.aligned(job, progress).timeline)
    write_timelines(timelines, job, progress)
    timeline = next(iter(timelines.values()))
    return _finished(job, timeline.warnings, out) | ({"timeline": json.loads(timeline_json(timeline))} if inline else {})


def _edit(fields: Request, kept: Kept, out: Events, progress: Progress) -> dict[str, Any]:
    """A finished timeline with edits made, and its line; only what an edit touches is aligned anew."""
    from visemes.edits.jobs import edit_job
    from visemes.edits.reading import edits_in
    from visemes.export import timeline_json
    from visemes.export.json import line_document
    from visemes.imports.fields import Fields

    if fields.get("timeline") is None:
        raise UsageError("edit needs a timeline", 'give "timeline": the timeline of an earlier answer, or a file')
    inline, edits = _inline(fields), edits_in(Fields({"edits": fields.pop("edits", [])}, "the request"))
    job = job_from(_without_timeline(fields))
    check_job(job)
    revised, lines, lost, told = edit_job(job, _timed(fields, job, kept, progress), edits, progress)
    write_lines(lines, job, progress)
    timeline, line = json.loads(timeline_json(revised.timeline.tidy())), next(iter(lines.values()))
    answer = {"timeline": timeline, "line": line_document(line)} if inline else {}
    return _finished(job, told, out) | {"stretches": revised.stretches, "unplaced": lost} | answer


def _retake(fields: Request, kept: Kept, out: Events, progress: Progress) -> dict[str, Any]:
    """A finished line on a new take, with what a person has set carried along."""
    from pathlib import Path

    from visemes.edits.jobs import retaken
    from visemes.export.json import line_document
    from visemes.imports.json import line_from, read_line
    from visemes.maps import load_map

    given, recording, inline = fields.pop("line", None), fields.pop("old_sound", None), _inline(fields)
    if not isinstance(given, dict | str) or not isinstance(recording, str | None):
        raise UsageError("retake needs the line as it was", 'give "line": the line of an earlier answer, or a file')
    job = job_from(fields)
    job.check_outputs()
    line = line_from(given, "line") if isinstance(given, dict) else read_line(given)
    viseme_map = load_map(line.viseme_map if job.map == type(job).map else job.map)
    old = kept.sound(type(job)(Path(recording)), progress) if recording else None
    made = retaken(job, line, viseme_map, old, progress)
    write_lines({"": made.line}, replace(job, map=job.map if job.map != type(job).map else line.viseme_map), progress)
    told: dict[str, Any] = {"kept": made.kept, "words": made.words, "carried": made.carried}
    told |= {"changes": made.changes, "unplaced": [str(one) for one in made.unplaced]}
    return _finished(job, made.line.warnings, out) | told | ({"line": line_document(made.line)} if inline else {})


def _without_timeline(fields: Request) -> Request:
    """The fields but for a timeline that is given in the request itself."""
    return {name: value for name, value in fields.items() if name != "timeline" or not isinstance(value, dict)}


def _timed(fields: Request, job: Job, kept: Kept, progress: Progress) -> Aligned:
    """The aligned sound of a request, which may hold its timeline in itself."""
    given = fields.get("timeline")
    return kept.timed(job, given, progress) if isinstance(given, dict) else kept.aligned(job, progress)


def _inline(fields: Request) -> bool:
    inline = fields.pop("inline", False)
    if not isinstance(inline, bool):
        raise UsageError("inline is neither true nor false", 'give "inline": true')
    return inline


def _finished(job: Job, warnings: Iterable[str], out: Events) -> dict[str, Any]:
    for warning in warnings:
        out.warning(warning)
    return events.result_fields(job.outputs)


def _ping(_fields: Request, _kept: Kept, _out: Events, _progress: Progress) -> dict[str, Any]:
    return {"version": __version__}


def _maps(_fields: Request, _kept: Kept, _out: Events, _progress: Progress) -> dict[str, Any]:
    """Every shipped viseme map with its shapes' names, for menus."""
    from visemes.maps import load_map, map_names

    return {"maps": [_map_row(load_map(name)) for name in map_names()]}


def _map_row(viseme_map: VisemeMap) -> dict[str, Any]:
    return {
        "name": viseme_map.name, "title": viseme_map.title, "style": viseme_map.style, "rest": viseme_map.rest,
        "visemes": list(viseme_map.visemes), "shapes": list(viseme_map.shapes),
    }  # fmt: skip


def _formats(_fields: Request, _kept: Kept, _out: Events, _progress: Progress) -> dict[str, Any]:
    from visemes.export import EXPORTERS

    rows = [{"name": e.name, "extensions": e.extensions, "description": e.description} for e in EXPORTERS.values()]
    return {"formats": rows}


def _styles(_fields: Request, _kept: Kept, _out: Events, _progress: Progress) -> dict[str, Any]:
    """The presets with every slider's value, and each slider's range."""
    from visemes.motion.style import RANGES, shot_names, style_named, style_names

    return {
        "styles": {name: style_named(name).settings() for name in style_names()},
        "ranges": RANGES, "shots": list(shot_names()),
    }  # fmt: skip


def _guess(fields: Request, _kept: Kept, _out: Events, _progress: Progress) -> dict[str, Any]:
    """The best rig profile for target names."""
    from visemes.rigs import guess

    names, wanted = fields.get("names"), fields.get("map")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names) or not isinstance(wanted, str | None):
        raise UsageError("guess needs names", 'give "names" as a list of strings, and "map" to ask for one set only')
    found = guess(names, wanted)
    return {
        "profile": found.profile.model_dump(), "confidence": found.confidence,
        "missing": found.missing, "unmatched": found.unmatched, "others": found.others,
    }  # fmt: skip


#: What can be asked for; `cancel` and `shutdown` are heard by the thread that reads.
COMMANDS: Final[dict[str, Callable[[Request, Kept, Events, Progress], Mapping[str, Any]]]] = {
    "align": _align, "edit": _edit, "export": _export,
    "formats": _formats, "guess": _guess, "maps": _maps, "ping": _ping,
    "retake": _retake, "styles": _styles,
}  # fmt: skip


def lines_of(descriptor: int) -> Iterator[str]:
    """The lines of a pipe as they come; unlike `sys.stdin` without a lock, so that the process can end while it waits."""
    rest = b""
    while chunk := os.read(descriptor, 1 << 16):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", errors="replace")
    if rest:
        yield rest.decode("utf-8", errors="replace")

"""The stages composed: sound and words to a timeline, a timeline to a line, a job to files.

    read ─► words ─► align ─► motion ─► export

Nothing else composes stages. Each heavy package is imported by the stage that needs it, when it runs.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, TypeAlias

from visemes.errors import TranscriptError, UsageError, VisemesError
from visemes.line import Line
from visemes.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from visemes.align.base import Aligner, Utterance
    from visemes.audio import Sound
    from visemes.frames import FrameGrid
    from visemes.jobs import Job
    from visemes.languages import Guess
    from visemes.lexicon.spoken import SpokenWord
    from visemes.maps import VisemeMap
    from visemes.motion.style import Style
    from visemes.review import Reviewed
    from visemes.transcript import Told, Transcript

#: Told the stage and how far it is, 0..1: one of STAGES, "learn" before a self-trained batch, "recognize" where there is no
#: transcript, "draw" for pictures and videos. May raise CancelledError to stop the work.
Progress: TypeAlias = "Callable[[str, float], None]"

#: What a person is told who gets one mouth for people who speak at once.
ONE_MOUTH: Final = "one mouth cannot show two voices at once: who began first is shown; --each-speaker makes a result for each"

STAGES: Final = ("read", "words", "align", "motion", "export")


def _ignore(stage: str, value: float) -> None:
    """Progress nobody watches."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A sound and what is said in it when."""

    sound: Sound
    timeline: Timeline

    def part(self, start: float, end: float | None) -> Aligned:
        """A stretch of both (seconds). Raises UsageError where there is none."""
        sound = self.sound.part(start, end)
        return Aligned(sound, self.timeline.part(start, start + sound.duration))


def align(
    sound: Sound,
    transcript: Transcript,
    *,
    dictionary: Path | None = None,
    aligner: Aligner | None = None,
    resume: Path | None = None,
    progress: Progress = _ignore,
) -> Timeline:
    """When each word and phone of the transcript is spoken.

    sound: 16 kHz mono. dictionary: a file of pronunciations that win over the shipped ones. aligner: the one that suits the
    language unless given. resume: a file in which work on a long sound is kept, so that a killed run goes on from there. A sound
    of digital silence gives an empty timeline with a warning. Raises TranscriptError.
    """
    from visemes.align import AUTO, aligner_named
    from visemes.lexicon import Lexicon, pronounce

    progress("words", 0)
    words, warnings = pronounce(transcript, Lexicon(dictionary, transcript.language))
    progress("words", 1)
    if sound.is_silent:
        return _silence(sound)
    progress("align", 0)
    aligner = aligner or aligner_named(AUTO)
    timeline = aligner.align(sound, words, lambda value: progress("align", value), resume, language=transcript.language)
    progress("align", 1)
    return replace(timeline, warnings=(*sound.warnings, *warnings, *timeline.warnings))


def _silence(sound: Sound) -> Timeline:
    warning = f"{sound.name}: there is nothing but digital silence, the mouth stays closed"
    return Timeline(sound.duration, warnings=(*sound.warnings, warning))


def animate(
    timeline: Timeline,
    viseme_map: VisemeMap,
    grid: FrameGrid,
    style: Style,
    sound: Sound | None = None,
    *,
    dense: bool = False,
    draft: bool = False,
    sub_frames: bool = False,
    progress: Progress = _ignore,
) -> Line:
    """A timeline as cues, curves and an exposure sheet.

    sound: its loudness and voice scale the jaw where it is given. dense, draft, sub_frames: as in `visemes.keys.make_keys`.
    """
    from visemes.cues import cues_for
    from visemes.keys import make_keys
    from visemes.motion.voice import voice_of

    progress("motion", 0)
    timeline = timeline.one_mouth().tidy()  # tidy, so that a line animated anew from its own file is the same line
    cues = cues_for(timeline, viseme_map)
    voice = voice_of(sound) if sound is not None and not sound.is_silent else None
    keyed = make_keys(timeline, cues, viseme_map, grid, style, voice=voice, dense=dense, draft=draft, sub_frames=sub_frames)
    progress("motion", 1)
    name = sound.name if sound is not None else ""
    warnings = (*timeline.warnings, *keyed.warnings)
    settings = style.settings() | {
        kind: True for kind, chosen in (("dense", dense), ("draft", draft), ("sub_frames", sub_frames)) if chosen
    }
    line = Line(name, viseme_map.name, viseme_map.rest, grid, timeline, cues, keyed.exposures, keyed.curves, settings, warnings)
    return line.tidy()


def align_job(job: Job, progress: Progress = _ignore, aligner: Aligner | None = None) -> Aligned:
    """The sound of a job and its timeline: the one given, or made from its transcript."""
    from visemes.audio import read_sound

    if job.whole:
        return align_job(of_whole(job), progress, aligner).part(job.start, job.end)
    progress("read", 0)
    sound = read_sound(job.sound).part(job.start, job.end)
    progress("read", 1)
    if job.timeline is not None:
        from visemes.imports import read_timeline

        timeline = read_timeline(job.timeline, sound.duration)
        timeline = with_phones(replace(timeline, language=timeline.language or named_language(job)), sound, job, progress)
        return Aligned(sound, replace(timeline, warnings=(*sound.warnings, *timeline.warnings)))
    if sound.is_silent:
        return Aligned(sound, _silence(sound))
    transcript = transcript_of(job) or recognized(sound, job, progress)
    if isinstance(transcript, Timeline):
        return Aligned(sound, replace(transcript, warnings=(*sound.warnings, *transcript.warnings)))
    aligner = aligner or aligner_of(job)
    timeline = align(sound, transcript, dictionary=job.dictionary, aligner=aligner, resume=job.partial(), progress=progress)
    return Aligned(sound, timeline)


def with_phones(timeline: Timeline, sound: Sound, job: Job, progress: Progress = _ignore) -> Timeline:
    """A given timeline, with phones in those of its words that have none: they are found in the sound."""
    bare = [word.label for word in timeline.words if not timeline.phones_in(word)]
    if not bare:
        return timeline
    from visemes.align.given import completed
    from visemes.imports import ROUGH

    progress("align", 0)
    read = None
    with suppress(TranscriptError):  # words that say nothing, such as a note
        read = transcript_of(replace(job, text=" ".join(bare), transcript=None, timeline=None, recognize=""))
    language = timeline.language or (read.language if read else "en-us")
    found = completed(timeline, sound, language, job.dictionary, rough=timeline.aligner in ROUGH)
    progress("align", 1)
    return found


def of_whole(job: Job) -> Job:
    """A job for the whole of its sound."""
    return replace(job, start=0.0, end=None, whole=False)


def aligner_of(job: Job) -> Aligner:
    """The aligner a job names. Raises UnknownNameError, or NotInstalledError for what is missing of it."""
    from visemes.align import aligner_named
    from visemes.align.base import Settings

    if job.adapt_voice:
        from visemes.align.adapting import AdaptingAligner

        return AdaptingAligner()
    return aligner_named(job.aligner, Settings(job.aligner_settings, job.download))


def recognized(sound: Sound, job: Job, progress: Progress = _ignore) -> Transcript | Timeline:
    """What is said in a sound without a transcript: words to align, or finished phones, by the job's recogniser."""
    from visemes.align.base import Settings
    from visemes.recognize import AUTO, recognize

    progress("recognize", 0)
    settings, how = Settings(job.recognize_settings, job.download), job.recognize or AUTO
    found = recognize(sound, how, lambda value: progress("recognize", value), settings, named_language(job), job.partial())
    progress("recognize", 1)
    return found


#: Lines of one language, more of them than of English, after which the short ones of a batch are taken.
FEWEST_TO_FOLLOW: Final = 2


def in_one_language(jobs: Sequence[Job]) -> list[Job]:
    """The jobs of a batch; those whose words are too few to tell their language get the one that the others are in."""
    from visemes.languages import ENGLISH

    guesses = [_guess_of(job) for job in jobs]
    sure = Counter(guess.tag for guess in guesses if guess and guess.sure)
    tag, times = max(sure.items(), key=lambda pair: pair[1], default=("", 0))
    if times < FEWEST_TO_FOLLOW or tag == ENGLISH:
        return list(jobs)
    unsure = [guess is not None and not guess.sure for guess in guesses]
    return [replace(job, language=tag) if follows else job for job, follows in zip(jobs, unsure, strict=True)]


def _guess_of(job: Job) -> Guess | None:
    """The language of a job's words; None where it is named, or there are no words to tell it from."""
    told = _Teller()
    if not named_language(job) and job.timeline is None:
        with suppress(VisemesError):
            read_words(job, told)
    return told.guess


def transcript_of(job: Job) -> Transcript | None:
    """The words of a job, or None where nobody says what they are. Raises TranscriptError or UnknownNameError."""
    told = _Teller()
    transcript = read_words(job, named_language(job) or told)
    warnings = (told.guess.told,) if told.guess and told.guess.other else ()
    return replace(transcript, warnings=(*warnings, *transcript.warnings)) if transcript else None


class _Teller:
    """Tells a language from words, and remembers what it told."""

    def __init__(self) -> None:
        self.guess: Guess | None = None

    def __call__(self, text: str) -> str:
        from visemes.languages import detect
        from visemes.lexicon import is_listed

        self.guess = detect(text, is_listed)
        return self.guess.tag


def read_words(job: Job, language: Told) -> Transcript | None:
    """The words of a job in a language, or in the one that is told from them."""
    from visemes.transcript import parse_transcript, read_transcript

    if job.recognize:
        return None
    if job.text is not None:
        return parse_transcript(job.text, language)
    path = job.transcript_file()
    return read_transcript(path, language) if path else None


def animate_job(job: Job, aligned: Aligned, progress: Progress = _ignore) -> Line:
    """The line of a job whose sound is aligned."""
    from visemes.maps import load_map
    from visemes.motion.style import style_named

    grid = job.grid()
    style = style_named(job.style).with_sliders(**job.sliders_at(grid.fps))
    viseme_map = load_map(job.map)
    return animate(
        spoken(job, aligned.timeline), viseme_map, grid, style, aligned.sound,
        dense=job.dense, draft=job.draft, sub_frames=job.sub_frames, progress=progress,
    )  # fmt: skip


def animate_each(job: Job, aligned: Aligned, progress: Progress = _ignore) -> dict[str, Line]:
    """The lines of a job by the speakers its outputs name; one line without a name where they name nobody."""
    names = dict.fromkeys(output.speaker for output in job.outputs) or {"": None}
    return {name: animate_job(replace(job, speaker=name or job.speaker), aligned, progress) for name in names}


def speakers_of(job: Job) -> tuple[str, ...]:
    """Everybody whom the words of a job name. Raises UsageError where they name nobody."""
    from visemes.imports import read_timeline

    told = read_timeline(job.timeline, float("inf")) if job.timeline is not None else transcript_of(job)
    names = {name.lower(): name for name in reversed(told.speakers if told else ())}
    if not names:
        raise UsageError(f"{job.sound.name}: nobody is named", 'label the lines of the transcript, such as "ANNA: Hello"')
    return tuple(reversed(names.values()))


def spoken(job: Job, timeline: Timeline) -> Timeline:
    """What the speaker of a job says; what one mouth can show of all when it names none. Raises UnknownNameError or UsageError."""
    if job.speaker:
        return timeline.of(job.speaker)
    if not timeline.is_crowded:
        return timeline
    return replace(timeline.one_mouth(), warnings=(*timeline.warnings, ONE_MOUTH))


def check_job(job: Job) -> None:
    """Raise what is wrong with a job that needs no sound to see: map, style, frame rate, outputs."""
    from visemes.maps import load_map
    from visemes.motion.style import style_named

    check_recogniser(job)
    check_aligner(job)
    check_language(job)
    style_named(job.style).with_sliders(**job.sliders_at(job.grid().fps))
    load_map(job.map)
    job.check_outputs()


def named_language(job: Job) -> str:
    """The tag of the language a job names, empty when it names none. Raises UnknownNameError."""
    from visemes.languages import AUTO, language_named

    return "" if job.language == AUTO else language_named(job.language)


def check_language(job: Job) -> None:
    """Raise UnknownNameError for a language nobody can read."""
    named_language(job)


def check_recogniser(job: Job) -> None:
    """Raise what is wrong with the recogniser a job names: it does not exist or cannot be set so."""
    from visemes.align.base import Settings
    from visemes.recognize import AUTO, check_settings

    check_settings(job.recognize or AUTO, Settings(job.recognize_settings))


def check_aligner(job: Job) -> None:
    """Raise what is wrong with the aligner a job names: it does not exist, cannot be set so, or is not installed here."""
    from visemes.align import AUTO, kind_named
    from visemes.align.base import Settings
    from visemes.errors import NotInstalledError

    kind = kind_named(job.aligner)
    if job.adapt_voice and kind.name not in {AUTO, "builtin"}:
        raise UsageError(f"the aligner {kind.name} does not adapt to a voice", "leave out --adapt-voice or --aligner")
    settings = Settings(job.aligner_settings, job.download)
    kind.check(settings)
    if lack := kind.lack(settings):
        raise NotInstalledError(lack.what, lack.remedy)


def write_lines(lines: Mapping[str, Line], job: Job, progress: Progress = _ignore) -> None:
    """Every output of a job, all or none; lines as `animate_each` gives them. Raises OutputError."""
    from pathlib import PurePath

    from visemes.export import export
    from visemes.files import write_all
    from visemes.maps import load_map

    progress("export", 0)
    viseme_map = load_map(job.map)
    # one at a time: contents go to the disk as they are made, and appear together
    write_all((o.target, export(lines[o.speaker], o.format, viseme_map, PurePath(o.target).suffix)) for o in job.outputs)
    forget_partial(job)
    progress("export", 1)


def forget_partial(job: Job) -> None:
    """Remove what was kept of the work on a long sound, now that its results are safe."""
    from visemes.recognize import leftovers

    if path := job.partial():
        for kept in (path, *leftovers(path)):
            kept.unlink(missing_ok=True)


def self_trained(jobs: Sequence[Job], progress: Progress = _ignore) -> Aligner:
    """The built-in aligner, taught by the lines of the jobs themselves; what cannot be read is told when its own turn comes.

    Raises UsageError for jobs that ask for another aligner.
    """
    from visemes.align import AUTO
    from visemes.align.adapting import voice_of
    from visemes.align.builtin import BuiltinAligner, taught_by

    if other := next((job.aligner for job in jobs if job.aligner not in {AUTO, BuiltinAligner.name}), None):
        raise UsageError(f"the aligner {other} cannot be taught", "leave out --self-train or --aligner")
    voice = voice_of(_told(jobs, progress)) if jobs[0].adapt_voice else None
    return BuiltinAligner(taught_by(_told(jobs, progress), voice), voice)


def _told(jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[Sound, Sequence[SpokenWord]]]:
    return ((line.sound, line.words) for line in _lines_of(jobs, progress))


def shared_aligner(jobs: Sequence[Job], progress: Progress = _ignore) -> Aligner:
    """The aligner of jobs that differ in nothing but sound and words, with what it does for all of them at once done."""
    from visemes.align.base import BatchAligner

    aligner = aligner_of(jobs[0])
    if len(jobs) == 1 or not isinstance(aligner, BatchAligner):
        return aligner
    return aligner.prepared(_lines_of(jobs, progress), lambda value: progress("align", value))


def _lines_of(jobs: Sequence[Job], progress: Progress) -> Iterator[Utterance]:
    """Sound and words of every job that has both."""
    from visemes.align.base import Utterance
    from visemes.audio import read_sound
    from visemes.lexicon import Lexicon, pronounce

    for number, job in enumerate(jobs):
        progress("learn", number / len(jobs))
        with suppress(VisemesError):
            if job.timeline is None and (transcript := transcript_of(job)):
                yield Utterance(
                    read_sound(job.sound).part(job.start, job.end),
                    pronounce(transcript, Lexicon(job.dictionary, transcript.language))[0],
                    transcript.language,
                )
    progress("learn", 1)


def line_of(job: Job, progress: Progress = _ignore, aligner: Aligner | None = None) -> tuple[Line, Sound]:
    """A job up to its line, with the sound it was made from."""
    check_job(job)
    aligned = align_job(job, progress, aligner)
    return animate_job(job, aligned, progress), aligned.sound


def finished_line(
    job: Job, sound: Path | None = None, progress: Progress = _ignore, rate: int | None = None
) -> tuple[Line, VisemeMap, Sound | None]:
    """A line that was exported as JSON, its map, and its sound: the one given, else the one beside it, else none.

    job: its `sound` is the JSON file, its `map` wins over the line's own unless it is the default. rate: of the sound, samples
    a second, the aligner's unless given. Raises InputError for what does not fit together.
    """
    from pathlib import Path

    from visemes.audio import RATE, read_sound
    from visemes.imports.json import read_line
    from visemes.maps import load_map

    job.check_outputs()
    progress("read", 0)
    line = read_line(job.sound)
    viseme_map = load_map(line.viseme_map if job.map == type(job).map else job.map)
    strange = next((e.viseme for e in line.exposures if e.viseme not in viseme_map.visemes), None)
    if strange:
        raise UsageError(f"{job.sound.name}: '{strange}' is no viseme of {viseme_map.name}", "give the map it was made with: --map")
    beside = job.sound.parent / Path(line.sound).name
    path = sound or (beside if beside.is_file() else None)
    found = read_sound(path, rate or RATE) if path else None
    progress("read", 1)
    return line, viseme_map, found


def reviewed(
    job: Job,
    name: str,
    *,
    sound: Path | None = None,
    against: Path | None = None,
    progress: Progress = _ignore,
    aligner: Aligner | None = None,
) -> Reviewed:
    """One line for the review page, from a sound or a finished line (`.json`), its sound at a rate for listening.

    name: its title. sound: of a finished line, as in `finished_line`. against: a finished line, an earlier version.
    """
    from visemes.audio import read_sound
    from visemes.imports.json import read_line
    from visemes.maps import load_map
    from visemes.review import LISTENING, Reviewed

    old = read_line(against) if against else None
    if job.sound.suffix.lower() == ".json":
        line, viseme_map, heard = finished_line(job, sound, progress, LISTENING)
        return Reviewed(name, line, viseme_map, heard, old)
    line, _ = line_of(job, progress, aligner)
    return Reviewed(name, line, load_map(job.map), read_sound(job.sound, LISTENING), old)


def run(job: Job, progress: Progress = _ignore, aligner: Aligner | None = None) -> Line:
    """A whole job, from sound to files; of several speakers' lines the first."""
    return next(iter(run_each(job, progress, aligner).values()))


def run_each(job: Job, progress: Progress = _ignore, aligner: Aligner | None = None) -> dict[str, Line]:
    """A whole job, from sound to files, with a line for each speaker that its outputs name."""
    check_job(job)
    lines = animate_each(job, align_job(job, progress, aligner), progress)
    write_lines(lines, job, progress)
    return lines


#: The formats that make sense without animation.
TIMELINE_FORMATS: Final = ("textgrid", "json", "srt")


def check_timeline_outputs(job: Job) -> None:
    """Raise what is wrong with the outputs of a job that ends with its timeline."""
    for output in job.outputs:
        if output.format not in TIMELINE_FORMATS:
            raise UsageError(
                f"{output.target}: '{output.format}' needs animation",
                f"use visemes export, or one of: {', '.join(TIMELINE_FORMATS)}",
            )
    job.check_outputs()


def write_timelines(timelines: Mapping[str, Timeline], job: Job, progress: Progress = _ignore) -> None:
    """Timelines alone in every output of a job, by its speaker, all or none. Raises OutputError."""
    from visemes.files import write_all

    progress("export", 0)
    write_all([(output.target, _timeline_text(timelines[output.speaker], output.format, job)) for output in job.outputs])
    forget_partial(job)
    progress("export", 1)


def _timeline_text(timeline: Timeline, name: str, job: Job) -> bytes:
    """A timeline in a format."""
    from visemes.export import export, timeline_json

    if name == "json":
        return timeline_json(timeline).encode()
    return export(Line(job.sound.name, "", "", job.grid(), timeline, (), (), ()), name)


def timelines_of(job: Job, timeline: Timeline) -> dict[str, Timeline]:
    """A timeline by the speakers that a job's outputs name; whole, with everybody, where they and the job name nobody."""
    names = dict.fromkeys(output.speaker for output in job.outputs) or {"": None}
    return {name: (timeline.of(who) if (who := name or job.speaker) else timeline).tidy() for name in names}


def run_align(job: Job, progress: Progress = _ignore, aligner: Aligner | None = None) -> Timeline:
    """A job up to its timeline, from sound to files; of several speakers' timelines the first."""
    check_timeline_outputs(job)
    check_recogniser(job)
    check_aligner(job)
    check_language(job)
    timelines = timelines_of(job, align_job(job, progress, aligner).timeline)
    write_timelines(timelines, job, progress)
    return next(iter(timelines.values()))


def load_stages() -> None:
    """Import everything a job needs, so that the first one of a warm process is as quick as the next."""
    for name in ("align", "audio", "cues", "export", "imports", "keys", "lexicon", "maps", "motion.style", "transcript"):
        import_module(f"visemes.{name}")
    import_module("visemes.align").aligner_named("builtin")

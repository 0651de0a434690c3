"""`visemes export` and `visemes align`."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from visemes.cli import options as opt
from visemes.cli.batch import run_jobs
from visemes.cli.report import reporter_for
from visemes.cli.tables import print_sheet
from visemes.errors import UsageError
from visemes.jobs import Job

if TYPE_CHECKING:
    from visemes.align.base import Aligner
    from visemes.cli.report import Reporter
    from visemes.line import Line
    from visemes.pipeline import Progress


def export(
    sounds: opt.Sounds,
    text: opt.Text = None,
    transcript: opt.Transcript = None,
    timeline: opt.TimelineFile = None,
    dictionary: opt.Dictionary = None,
    speaker: opt.Speaker = Job.speaker,
    each_speaker: opt.EachSpeaker = False,
    language: opt.LanguageName = Job.language,
    recognize: opt.Recognize = Job.recognize,
    recognize_settings: opt.RecognizeSettings = None,
    aligner: opt.AlignerName = Job.aligner,
    aligner_settings: opt.AlignerSettings = None,
    download: opt.Download = Job.download,
    adapt_voice: opt.AdaptVoice = Job.adapt_voice,
    self_train: opt.SelfTrain = False,
    viseme_map: opt.Map = Job.map,
    fps: opt.Fps = Job.fps,
    step: opt.Step = Job.step,
    start_frame: opt.StartFrame = Job.start_frame,
    offset: opt.Offset = Job.offset,
    style: opt.StyleName = Job.style,
    strength: opt.Strength = None,
    jaw: opt.Jaw = None,
    lips: opt.Lips = None,
    smoothing: opt.Smoothing = None,
    exaggeration: opt.Exaggeration = None,
    lead: opt.Lead = None,
    minimum_hold: opt.MinimumHold = None,
    shot: opt.Shot = None,
    sliders: opt.Sliders = None,
    dense: opt.Dense = False,
    draft: opt.Draft = False,
    sub_frames: opt.SubFrames = False,
    outputs: opt.Outputs = None,
    formats: opt.Formats = None,
    sheet: opt.Sheet = False,
    report: opt.Report = False,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """Sound and words in, keys out: align, animate, write files.

    visemes export line.wav --text "Hello there" --fps 12 -o line.csv
    """
    named = {
        "strength": strength, "jaw": jaw, "lips": lips, "smoothing": smoothing, "exaggeration": exaggeration,
        "lead": lead, "minimum_hold": minimum_hold, "shot": shot,
    }  # fmt: skip
    job = Job(
        Path(), text, transcript, timeline, dictionary, viseme_map, fps, step, start_frame, offset, style,
        opt.slider_values(named, sliders), dense, draft, speaker, language, recognize, sub_frames,
        aligner, opt.aligner_values(aligner_settings), download, opt.recognizer_values(recognize_settings), adapt_voice,
    )  # fmt: skip
    jobs = planned(job, sounds, outputs or [], formats or [], default="json", each_speaker=each_speaker)
    taken = check_stdout(jobs, progress)
    reporter = reporter_for(progress, quiet=quiet)
    ready = shared(jobs, reporter, self_train=self_train)
    run_jobs(jobs, _Exporting(ready, sheet=sheet, report=report, to_stderr=taken), reporter)


def shared(jobs: list[Job], reporter: "Reporter", *, self_train: bool) -> "Aligner | None":
    """The aligner of all the jobs where it does something for all of them first: learns their voices, or aligns them at once."""
    from visemes.pipeline import check_aligner, self_trained, shared_aligner

    if not self_train and len(jobs) == 1:
        return None
    check_aligner(jobs[0])
    reporter.start(jobs[0].sound)
    make = self_trained if self_train else shared_aligner
    return make(jobs, reporter.progress)


class _Exporting:
    """Does one job and shows its exposure sheet and its check where they are wanted."""

    def __init__(self, aligner: "Aligner | None", *, sheet: bool, report: bool, to_stderr: bool) -> None:
        self._aligner = aligner
        self._sheet, self._report, self._stream = sheet, report, sys.stderr if to_stderr else sys.stdout

    def __call__(self, job: Job, progress: "Progress") -> tuple[str, ...]:
        from visemes.pipeline import run_each

        lines = run_each(job, progress, self._aligner)
        for speaker, line in lines.items():
            if speaker and (self._sheet or self._report):
                self._stream.write(f"{speaker}\n")
            if self._sheet:
                print_sheet(line, self._stream)
            if self._report:
                self._print_report(line, job)
        return tuple(dict.fromkeys(warning for line in lines.values() for warning in line.warnings))

    def _print_report(self, line: "Line", job: Job) -> None:
        from visemes.check.curves import check_line
        from visemes.maps import load_map

        self._stream.writelines(f"{text}\n" for text in check_line(line, load_map(job.map)).lines())


def align(
    sounds: opt.Sounds,
    text: opt.Text = None,
    transcript: opt.Transcript = None,
    dictionary: opt.Dictionary = None,
    speaker: opt.Speaker = Job.speaker,
    each_speaker: opt.EachSpeaker = False,
    language: opt.LanguageName = Job.language,
    recognize: opt.Recognize = Job.recognize,
    recognize_settings: opt.RecognizeSettings = None,
    aligner: opt.AlignerName = Job.aligner,
    aligner_settings: opt.AlignerSettings = None,
    download: opt.Download = Job.download,
    adapt_voice: opt.AdaptVoice = Job.adapt_voice,
    self_train: opt.SelfTrain = False,
    outputs: opt.Outputs = None,
    formats: opt.Formats = None,
    progress: opt.ProgressTo = opt.ProgressKind.auto,
    quiet: opt.Quiet = False,
) -> None:
    """When each word and phone is spoken, without any animation: TextGrid, JSON or subtitles.

    visemes align line.wav --text "Hello there" -o line.TextGrid
    """
    job = Job(
        Path(), text, transcript, None, dictionary, speaker=speaker, language=language, recognize=recognize,
        aligner=aligner, aligner_settings=opt.aligner_values(aligner_settings), download=download,
        recognize_settings=opt.recognizer_values(recognize_settings), adapt_voice=adapt_voice,
    )  # fmt: skip
    jobs = planned(job, sounds, outputs or [], formats or [], default="textgrid", each_speaker=each_speaker)
    check_stdout(jobs, progress)
    reporter = reporter_for(progress, quiet=quiet)
    ready = shared(jobs, reporter, self_train=self_train)
    run_jobs(jobs, lambda job, told: _align(job, told, ready), reporter)


def _align(job: Job, progress: "Progress", aligner: "Aligner | None") -> tuple[str, ...]:
    from visemes.pipeline import run_align

    return run_align(job, progress, aligner).warnings


def planned(
    job: Job, sounds: list[str], targets: list[str], formats: list[str], *, default: str, each_speaker: bool = False
) -> list[Job]:
    """One job for each sound, with its outputs. Raises what is wrong with all of them, before any work."""
    from visemes.outputs import plan_outputs

    paths = opt.sound_paths(sounds)
    if len(paths) > 1:
        check_many(job, targets)
    job.grid()
    jobs = [replace(job, sound=path, outputs=plan_outputs(path, targets, formats, default=default)) for path in paths]
    if len(jobs) > 1:
        from visemes.pipeline import in_one_language

        jobs = in_one_language(jobs)
    return [for_each_speaker(job) for job in jobs] if each_speaker else jobs


def for_each_speaker(job: Job) -> Job:
    """The job with every output once for each speaker that its words name."""
    from visemes.outputs import for_each
    from visemes.pipeline import speakers_of

    if job.speaker:
        raise UsageError("both --speaker and --each-speaker were given", "give one of them")
    return replace(job, outputs=for_each(job.outputs, speakers_of(job)))


def check_many(job: Job, targets: list[str]) -> None:
    """Raise the UsageError of a job that is meant for one sound only."""
    from visemes.outputs import is_folder

    single = next((name for name in ("text", "transcript", "timeline") if getattr(job, name) is not None), None)
    if single:
        raise UsageError(f"--{single} was given for several sounds", "put a .txt beside each sound instead")
    if any(not is_folder(target) for target in targets):
        raise UsageError("one output was given for several sounds", "give a folder: -o FOLDER/ and -f for each format")


def check_stdout(jobs: list[Job], progress: opt.ProgressKind) -> bool:
    """Whether stdout is taken by a result or by events; UsageError when both want it."""
    taken = any(output.target == "-" for job in jobs for output in job.outputs)
    if taken and progress == "ndjson":
        raise UsageError("both events and a result would go to standard output", "give the result a file with -o")
    return taken or progress == "ndjson"

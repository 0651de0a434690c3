# ruff: noqa: T201 - it speaks as a program does
"""Stands in for the Montreal Forced Aligner: takes exactly what `taken.json` beside it says the real one takes."""

import json
import os
import sys
import textwrap
import time
import wave
from pathlib import Path

here = Path(__file__).parent
taken = json.loads((here / "taken.json").read_text())
said = {"hi": "HH AY1", "there": "DH EH1 R", "nineteen": "N AY1 N T IY2 N", "eighty": "EY1 T IY0", "four": "F AO1 R"}
(here / "calls.jsonl").open("a").write(json.dumps(sys.argv[1:]) + "\n")


def box(text, width=60):
    """An error as MFA draws it."""
    print("Usage: mfa [OPTIONS] COMMAND\n\n╭─ Error " + "─" * width + "╮", file=sys.stderr)
    for line in textwrap.wrap(text, width):
        print("│ " + line.ljust(width) + " │", file=sys.stderr)
    print("╰" + "─" * (width + 8) + "╯", file=sys.stderr)
    raise SystemExit(2)


def parsed(command, rest):
    """Arguments and options as MFA's own parser would take them."""
    known = taken["commands"].get(command)
    if known is None:
        print(f"Error: No such command '{command}'.", file=sys.stderr)
        raise SystemExit(2)
    arguments, options = [], {}
    rest = list(rest)
    while rest:
        item = rest.pop(0)
        if not item.startswith("-"):
            arguments.append(item)
        elif item in known["options"]:
            options[item] = rest.pop(0) if known["options"][item] else True
        elif item in taken["parameters"]:
            options[item] = rest.pop(0)
        else:
            print(f"NOT AN OPTION: {item}", file=sys.stderr)
            raise SystemExit(99)
    if len(arguments) != len(known["arguments"]):
        print(f"WRONG ARGUMENTS: {arguments}", file=sys.stderr)
        raise SystemExit(98)
    return dict(zip(known["arguments"], arguments, strict=True)), options


def grid(sound, text, target):
    with wave.open(str(sound)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16000)
        end = file.getnframes() / file.getframerate()
    words = text.read_text(encoding="utf-8").split()
    spoken = [w for w in words if w != "unheard"]
    step = (end - 0.2) / len(words)
    word_rows, phone_rows = [], []
    for i, word in enumerate(words):
        if word not in spoken:
            continue
        start = 0.1 + i * step
        word_rows.append((start, start + step, word))
        phones = said.get(word, "spn").split()
        for j, phone in enumerate(phones):
            phone_rows.append((start + j * step / len(phones), start + (j + 1) * step / len(phones), phone))
    text = (
        f'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0 \nxmax = {end} \ntiers? <exists> \nsize = 2 \nitem []: \n'
    )
    for number, (name, rows) in enumerate((("words", word_rows), ("phones", phone_rows)), 1):
        rows = [(0.0, 0.1, ""), *rows, (end - 0.1, end, "")]
        text += f'    item [{number}]:\n        class = "IntervalTier" \n        name = "{name}" \n'
        text += f"        xmin = 0 \n        xmax = {end} \n        intervals: size = {len(rows)} \n"
        for k, (a, b, label) in enumerate(rows, 1):
            text += f"        intervals [{k}]:\n            xmin = {round(a, 6)} \n            xmax = {round(b, 6)} \n"
            text += f'            text = "{label}" \n'
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


command, *rest = sys.argv[1:]
given, options = parsed(command, rest)
assert options["--output_format"] == "long_textgrid"
work = Path(options["--temporary_directory"])
work.mkdir(parents=True, exist_ok=True)
(work / "leftover").write_text("x")
model, dictionary = given["acoustic_model_path"], given["dictionary_path"]
if model == "absent_mfa":
    wrong = "Invalid value for 'ACOUSTIC_MODEL_PATH': "
    box(wrong + 'Could not find a model named "absent_mfa" for acoustic. Available: english_mfa.')
if dictionary == "absent_dict":
    box("Invalid value for 'DICTIONARY_PATH': Could not find a model named \"absent_dict\" for dictionary.")
if dictionary == "other_phones":
    name = "montreal_forced_aligner.exceptions.PronunciationAcousticMismatchError"
    print(f"{name}: \n\nThere were phones in the dictionary that do not have acoustic models: \nxx, yy", file=sys.stderr)
    raise SystemExit(1)
if model == "unfit_mfa":
    print("NoAlignmentsError:\n\nThere were no successful alignments for 1 utterances.", file=sys.stderr)
    print("The current set up used a beam of 10 and a retry beam of 40.", file=sys.stderr)
    raise SystemExit(1)
if model == "strange_mfa":
    print("first\nthe sky fell", file=sys.stderr)
    raise SystemExit(1)
if model == "kalpyless_mfa":
    print("ModuleNotFoundError: No module named '_kalpy'", file=sys.stderr)
    raise SystemExit(1)
if model == "broken_mfa":
    Path(given["output_path"]).write_text("not a grid")
    raise SystemExit(0)
if model == "slow_mfa":
    (here / "pid").write_text(str(os.getpid()))
    time.sleep(60)
if command == "align_one":
    grid(Path(given["sound_file_path"]), Path(given["text_file_path"]), Path(given["output_path"]))
else:
    corpus, out = Path(given["corpus_directory"]), Path(given["output_directory"])
    assert not str(corpus).startswith(str(work))
    for sound in sorted(corpus.rglob("*.wav")):
        text = sound.with_suffix(".lab")
        if text.read_text(encoding="utf-8") != "nowhere":
            grid(sound, text, out / sound.relative_to(corpus).with_suffix(".TextGrid"))

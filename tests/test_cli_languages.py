"""Languages from the command line: which there are, which one a line is in, and what comes out of it."""

from __future__ import annotations

import json

import pytest

from visemes.languages import LANGUAGES
from visemes.phones import is_vowel, parse

FRENCH = "Le vieux bateau dérivait devant le port, et personne ne saluait."


def aligned(tmp_path, name="out.json"):
    return json.loads((tmp_path / name).read_text(encoding="utf-8"))


def test_languages_are_listed_one_a_line(visemes):
    ran = visemes("languages")
    assert ran.status == 0
    heading, *rows = ran.out.splitlines()
    assert heading.split() == ["--language", "name", "aligner"]
    assert [row.split()[0] for row in rows] == list(LANGUAGES)
    assert all(LANGUAGES[row.split()[0]].name in row for row in rows)
    assert {row.split()[-1] for row in rows} <= {"builtin", "mfa", "wav2vec2", "torch", "ctc"}


def test_one_language_as_json(visemes):
    (found,) = json.loads(visemes("languages", "fr-CA", "--json").out)["languages"]
    assert found["tag"] == "fr-fr"
    assert found["name"] == "French (France)"
    assert found["scripts"] == ["Latin"]


@pytest.mark.parametrize("command", [["languages", "frnch"], ["align", "x.wav", "--text", "a", "--language", "frnch"]])
def test_an_unknown_language_brings_a_suggestion(visemes, command, harbour, tmp_path):
    (tmp_path / "x.wav").write_bytes(harbour.read_bytes())
    ran = visemes(*command)
    assert ran.status == 2
    assert ran.errors == ["visemes: unknown language 'frnch'"]
    assert ran.hints == ["  hint: did you mean 'French'?"]


def test_a_line_in_a_named_language_is_aligned_in_its_own_phones(visemes, harbour, tmp_path):
    ran = visemes("align", harbour, "--text", FRENCH, "--language", "French", "-f", "json", "-o", "out.json")
    assert ran.status == 0, ran.err
    assert "taken as" not in ran.err
    found = aligned(tmp_path)
    assert found["language"] == "fr-fr"
    phones = {phone["phone"] for phone in found["phones"]}
    assert {"ʁ", "ə"} <= phones
    assert all(parse(phone) for phone in phones)
    assert not any("ˈ" in phone for phone in phones)
    assert all("stress" not in phone or is_vowel(phone["phone"]) for phone in found["phones"])


def test_auto_says_what_it_took_when_it_is_not_english(visemes, harbour, tmp_path):
    pytest.importorskip("py3langid")
    ran = visemes("align", harbour, "--text", FRENCH, "-f", "json", "-o", "out.json")
    assert ran.status == 0, ran.err
    told = [line for line in ran.err.splitlines() if "taken as" in line]
    assert told == ["warning: the words are taken as French (France) (--language fr-fr); name the language if that is wrong"]
    assert aligned(tmp_path)["language"] == "fr-fr"


def test_auto_says_nothing_of_english(visemes, harbour, tmp_path):
    ran = visemes("align", harbour, "-f", "json", "-o", "out.json")
    assert "taken as" not in ran.err
    assert aligned(tmp_path)["language"] == "en-us"


def test_accents_of_english_are_named_in_the_timeline(visemes, harbour, tmp_path):
    assert visemes("align", harbour, "--language", "en-AU", "-f", "json", "-o", "out.json").status == 0
    found = aligned(tmp_path)
    assert found["language"] == "en-gb"
    assert "ɹ" in {phone["phone"] for phone in found["phones"]}


def test_a_marked_word_has_the_sounds_of_its_language(visemes, harbour, tmp_path):
    text = "The old <fr>bateau</fr> drifted past the harbour, and nobody waved."
    assert visemes("align", harbour, "--text", text, "-f", "json", "-o", "out.json").status == 0
    found = aligned(tmp_path)
    (word,) = [word for word in found["words"] if word["word"] == "bateau"]
    inside = [phone["phone"] for phone in found["phones"] if word["start"] <= (phone["start"] + phone["end"]) / 2 < word["end"]]
    assert inside == ["b", "a", "t", "o"]
    assert found["language"] == "en-us"


def test_a_dictionary_in_ipa_works_in_other_languages(visemes, harbour, tmp_path):
    (tmp_path / "names.dict").write_text("bateau ʒiˈlɛ̃\n", encoding="utf-8")
    ran = visemes("align", harbour, "--text", FRENCH, "--language", "fr", "--dict", "names.dict", "-f", "json", "-o", "out.json")
    assert ran.status == 0, ran.err
    found = aligned(tmp_path)
    (word,) = [word for word in found["words"] if word["word"] == "bateau"]
    inside = [phone["phone"] for phone in found["phones"] if word["start"] <= (phone["start"] + phone["end"]) / 2 < word["end"]]
    assert inside == ["ʒ", "i", "l", "ɛ̃"]


def test_times_of_your_own_keep_the_language_you_name(visemes, harbour, tmp_path):
    assert visemes("align", harbour, "--text", FRENCH, "--language", "fr", "-o", "own.TextGrid").status == 0
    ran = visemes("export", harbour, "--timeline", "own.TextGrid", "--language", "fr", "-f", "json", "-o", "out.json")
    assert ran.status == 0, ran.err
    assert aligned(tmp_path)["timeline"]["language"] == "fr-fr"


def test_short_lines_of_a_batch_are_in_the_language_of_the_others(visemes, harbour, tmp_path):
    pytest.importorskip("py3langid")
    folder = tmp_path / "takes"
    folder.mkdir()
    texts = {"a": FRENCH, "b": "Je ne sais pas où il est parti ce soir.", "c": "Oui.", "d": "And so we went home, all of us."}
    for name, text in texts.items():
        (folder / f"{name}.wav").write_bytes(harbour.read_bytes())
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "out").mkdir()
    assert visemes("align", *sorted(folder.glob("*.wav")), "-f", "json", "-o", "out/").status == 0
    found = {name: aligned(tmp_path, f"out/{name}.json")["language"] for name in texts}
    assert found == {"a": "fr-fr", "b": "fr-fr", "c": "fr-fr", "d": "en-us"}
    assert visemes("align", folder / "c.wav", "-f", "json", "-o", "alone.json").status == 0
    assert aligned(tmp_path, "alone.json")["language"] == "en-us"


def test_real_recordings_of_other_languages(visemes, shared_data, tmp_path):
    for name, language in (("russian.wav", "ru"), ("common_voice_ja_24511055.mp3", "ja")):
        ran = visemes("export", shared_data / "speech" / name, "-f", "json", "-o", "out.json")
        assert ran.status == 0, ran.err
        timeline = aligned(tmp_path)
        timeline = timeline.get("timeline", timeline)
        assert timeline["language"] == language
        assert len(timeline["words"]) > 4
        (tmp_path / "out.json").unlink()

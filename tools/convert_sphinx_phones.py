"""Convert the phone language model inside the pocketsphinx wheel to the table the phone recogniser reads.

    python tools/convert_sphinx_phones.py            # needs: pip install pocketsphinx

Writes core/visemes/recognize/data/phone_trigrams.npz: `phones` (n,), `follow` (phone, left, right) log probability of
`right` after `left phone`, `first` (n,) the same at the start of a sentence. pocketsphinx itself reads its binary format.
"""

from __future__ import annotations

import argparse
import importlib.metadata
from pathlib import Path

import numpy as np
import pocketsphinx

DATA = Path(__file__).resolve().parents[1] / "core" / "visemes" / "recognize" / "data"
LOG_BASE = np.log(1.0001)
START = "<s>"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, default=DATA / "phone_trigrams.npz")
    output = parser.parse_args().output
    distribution = importlib.metadata.distribution("pocketsphinx")
    folder = Path(str(distribution.locate_file("pocketsphinx/model/en-us")))
    phones = phones_of(folder / "cmudict-en-us.dict")
    model = pocketsphinx.NGramModel.readfile(str(folder / "en-us-phone.lm.bin"))

    def row(*before: str) -> list[float]:
        return [model.prob([phone, *reversed(before)]) * LOG_BASE for phone in phones]

    follow = np.array([[row(left, phone) for left in phones] for phone in phones], np.float16)
    first = np.array(row(START), np.float16)
    output.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(output, phones=np.array(phones), follow=follow, first=first)
    licence = next(f for f in distribution.files or [] if f.name == "LICENSE")
    (output.parent / "LICENSE.sphinx").write_bytes(Path(str(distribution.locate_file(licence))).read_bytes())
    sums = np.exp(follow.astype(float)).sum(axis=2)
    print(f"{output}: {output.stat().st_size / 1e3:.0f} kB, {len(phones)} phones, probabilities sum to {sums.mean():.3f}")


def phones_of(dictionary: Path) -> list[str]:
    """Every phone of a dictionary, and silence, sorted."""
    lines = dictionary.read_text(encoding="utf-8").splitlines()
    return sorted({phone for line in lines for phone in line.split()[1:]} | {"SIL"})


if __name__ == "__main__":
    main()

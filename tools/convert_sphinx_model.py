"""Convert the acoustic model inside the pocketsphinx wheel to the compact file the built-in aligner reads.

    python tools/convert_sphinx_model.py            # needs: pip install pocketsphinx

Writes core/visemes/align/data/en.npz and copies the model's licence beside it. The formats read here are
described in their own headers (mdef, sendump) and in the Sphinx-3 "s3" parameter file convention.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[1] / "core" / "visemes" / "align" / "data"
S3_BYTE_ORDER = 0x11223344
FEATURE_STREAMS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, default=DATA / "en.npz")
    output = parser.parse_args().output
    distribution = importlib.metadata.distribution("pocketsphinx")
    folder = Path(str(distribution.locate_file("pocketsphinx/model/en-us/en-us")))
    arrays = read_model(folder)
    output.parent.mkdir(parents=True, exist_ok=True)
    write_npz(output, arrays)
    licence = next(f for f in distribution.files or [] if f.name == "LICENSE")
    (output.parent / "LICENSE.sphinx").write_bytes(Path(str(distribution.locate_file(licence))).read_bytes())
    print(f"{output}: {output.stat().st_size / 1e6:.2f} MB, {arrays['weights'].shape[0]} senones")


def write_npz(output: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """Save with fixed time stamps inside the archive (numpy writes 1980-01-01), so that bytes are reproducible."""
    np.savez_compressed(output, **arrays)  # type: ignore[arg-type]


def read_model(folder: Path) -> dict[str, NDArray[np.generic]]:
    """Every array of the compact model, by the names `visemes.align.acoustic` reads."""
    definition = read_definition(folder / "mdef")
    senones = int(definition["sequences"].max()) + 1
    return {
        **definition,
        "means": read_gaussians(folder / "means"),
        "variances": read_gaussians(folder / "variances"),
        "transitions": read_transitions(folder / "transition_matrices"),
        "weights": read_weights(folder / "sendump", senones),
    }


def s3_body(path: Path) -> bytes:
    """What follows the text header and the byte-order mark of an s3 file."""
    content = path.read_bytes()
    start = content.index(b"endhdr\n") + len(b"endhdr\n")
    if struct.unpack_from("<I", content, start)[0] != S3_BYTE_ORDER:
        raise SystemExit(f"{path}: not a little-endian s3 file")
    return content[start + 4 :]


def read_gaussians(path: Path) -> NDArray[np.float32]:
    """Means or variances: (codebooks, streams, densities, 13)."""
    body = s3_body(path)
    codebooks, streams, densities, *lengths = struct.unpack_from(f"<{3 + FEATURE_STREAMS}i", body)
    values = np.frombuffer(body, "<f4", offset=4 * (4 + FEATURE_STREAMS), count=codebooks * densities * sum(lengths))
    return values.reshape(codebooks, streams, densities, lengths[0])


def read_transitions(path: Path) -> NDArray[np.float32]:
    """Transition probabilities: (matrices, states, states + exit)."""
    body = s3_body(path)
    matrices, sources, targets, count = struct.unpack_from("<4i", body)
    counts = np.frombuffer(body, "<f4", offset=16, count=count).reshape(matrices, sources, targets)
    return counts / counts.sum(axis=2, keepdims=True)


def read_weights(path: Path, senones: int) -> NDArray[np.uint8]:
    """Quantised negative log mixture weights: (senones, streams, densities); weight = 1.0001 ** (-1024 * byte)."""
    content = path.read_bytes()
    position = 0
    while length := struct.unpack_from("<i", content, position)[0]:
        position += 4 + length
    densities, columns = struct.unpack_from("<2i", content, position + 4)
    values = np.frombuffer(content, np.uint8, offset=position + 12)[: FEATURE_STREAMS * densities * columns]
    return np.ascontiguousarray(values.reshape(FEATURE_STREAMS, densities, columns).transpose(2, 0, 1)[:senones])


def read_definition(path: Path) -> dict[str, NDArray[np.generic]]:
    """Phones, triphones and state sequences of a binary model definition.

    phones: names of the context-independent phones. base_sequences: their state sequence each. triphones: sorted
    keys ((base * n + left) * n + right) * 4 + word position; triphone_sequences: a state sequence for each key.
    sequences: (sequences, 3) senones.
    """
    content = path.read_bytes()
    magic, version, length = struct.unpack_from("<4sii", content)
    if magic != b"BMDF" or version != 1:
        raise SystemExit(f"{path}: not a binary model definition")
    position = 12 + length
    names = ("base_phones", "phones", "states", "base_senones", "senones", "matrices", "sequences", "contexts", "tree", "silence")
    head = dict(zip(names, struct.unpack_from("<10i", content, position), strict=True))
    position += 40
    phones = []
    for _ in range(head["base_phones"]):
        end = content.index(b"\0", position)
        phones.append(content[position:end].decode("ascii"))
        position = end + 1
    start_of_tree = -(-position // 4) * 4
    position = start_of_tree + 8 * head["tree"]
    entry = np.dtype([("sequence", "<i4"), ("matrix", "<i4"), ("attributes", "u1", 4)])
    table = np.frombuffer(content, entry, offset=position, count=head["phones"])
    position += 12 * head["phones"] + 4
    sequences = np.frombuffer(content, "<u2", offset=position, count=head["sequences"] * head["states"])
    base, rest = table[: len(phones)], table[len(phones) :]
    word_position, phone, left, right = rest["attributes"].T.astype(np.int32)
    keys = ((phone * len(phones) + left) * len(phones) + right) * 4 + word_position
    order = np.argsort(keys, kind="stable")
    return {
        "phones": np.array(phones),
        "base_sequences": base["sequence"].astype(np.uint16),
        "triphones": keys[order].astype(np.int32),
        "triphone_sequences": rest["sequence"][order].astype(np.uint16),
        "sequences": sequences.reshape(-1, head["states"]),
    }


if __name__ == "__main__":
    main()

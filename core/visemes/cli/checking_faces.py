"""`visemes check --expert syncnet|wav2lip`: films of human faces, judged by networks of others."""

from typing import TYPE_CHECKING

from visemes.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from visemes.cli.checking_films import Teller, Wanted
    from visemes.sync.base import Expert


def is_for_faces(name: str) -> bool:
    """Whether an expert is one of others', for human faces."""
    from visemes.sync.public import KINDS

    return name in KINDS


def check_faces(paths: "list[Path]", wanted: "Wanted", teller: "Teller") -> None:
    """Check films with a network of others and tell what it says."""
    from visemes.cli.checking_films import request_of
    from visemes.sync.public import kind_named, load
    from visemes.sync.public.films import check_face

    kind = kind_named(wanted.expert)
    for name, value in {"--strip": wanted.strip, "--fix": wanted.fix, "--mute-test": wanted.mute_test}.items():
        if value:
            raise UsageError(f"{name} needs the expert for rendered characters", f"leave {name} or --expert {kind.name} out")
    if wanted.weights is None:
        raise UsageError(f"--expert {kind.name} needs its weights", f"--weights {kind.file}, see docs/sync_experts.md")
    network, finder = load(kind.name, wanted.weights), _finder()
    for path in paths:
        report = check_face(request_of(path, wanted), kind, network, finder, teller.progress)
        teller.tell(path, report.document(), report.lines())


def _finder() -> "Expert":
    """What tells mouths from other things that move: our own expert, where its weights are."""
    from visemes.sync.expert import SHIPPED
    from visemes.sync.experts import expert_named

    return expert_named("auto" if SHIPPED.is_file() else "baseline")

"""Real Blenders to test the add-on with: the `bpy` wheels, each in its own environment under build/blender/, kept between runs.

    python tools/blender_environments.py                 make them, build the extension, run tests/blender: `make test-blender`
    python tools/blender_environments.py --only 4.5      one of them
    python tools/blender_environments.py --make          make them, run nothing
    python tools/blender_environments.py --only 4.5 --run SCRIPT …   build the extension, run SCRIPT ZIP …: `make blender-demo`
    python tools/blender_environments.py --optional      skip, loudly, what cannot be installed here: `make check`
    python tools/blender_environments.py -- -k undo      what follows the dashes goes to pytest

A Blender needs about 1 GB of disk and the libraries of a desktop; where apt-get is there and this is root, it installs them,
elsewhere it names what is missing. Linux on x86-64, macOS and Windows have wheels.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "blender"

#: Where each Blender's tests leave a .blend for the next ones to open.
FILES = FOLDER / "files"

#: Beside bpy in every environment.
PACKAGES = ("pytest>=8.3",)

#: Debian's packages of the libraries that bpy loads, and those Workbench needs to render without a window.
LIBRARIES = {
    "libX11.so.6": "libx11-6", "libXrender.so.1": "libxrender1", "libXfixes.so.3": "libxfixes3", "libXi.so.6": "libxi6",
    "libxkbcommon.so.0": "libxkbcommon0", "libSM.so.6": "libsm6", "libICE.so.6": "libice6", "libXext.so.6": "libxext6",
    "libGL.so.1": "libgl1", "libgomp.so.1": "libgomp1", "libXxf86vm.so.1": "libxxf86vm1", "libEGL.so.1": "libegl1",
}  # fmt: skip


@dataclass(frozen=True)
class Blender:
    """A Blender to test with. version: of the wheel, its newest patch; python: the one its wheel is made for."""

    version: str
    python: str

    @property
    def folder(self) -> Path:
        """Its environment."""
        return FOLDER / self.version

    @property
    def program(self) -> Path:
        """Its Python."""
        return self.folder / "Scripts" / "python.exe" if os.name == "nt" else self.folder / "bin" / "python"

    @property
    def finished(self) -> Path:
        """Written when the environment is complete, with what it was made of."""
        return self.folder / "finished.txt"

    @property
    def requirements(self) -> tuple[str, ...]:
        """What pip is asked for."""
        return (f"bpy=={self.version}.*", *PACKAGES)


#: The oldest Blender the add-on is for, the long-term ones, and both sides of each change of Python.
BLENDERS = (Blender("4.2", "3.11"), Blender("4.5", "3.11"), Blender("5.0", "3.11"), Blender("5.2", "3.13"))


class UnavailableError(Exception):
    """Something that is needed cannot be had here."""


def missing_libraries() -> list[str]:
    """The Debian packages of libraries that cannot be loaded."""
    return [package for library, package in LIBRARIES.items() if not _loads(library)] if sys.platform == "linux" else []


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def ensure_libraries() -> None:
    """Install what is missing where that is possible. Raises UnavailableError."""
    missing = missing_libraries()
    if not missing:
        return
    wanted = " ".join(missing)
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise UnavailableError(f"libraries are missing; on Debian and Ubuntu: apt-get install {wanted}")
    print(f"installing {wanted}", flush=True)
    commands = (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing])
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    failed = [command for command in commands if subprocess.run(command, check=False, **quiet).returncode]
    if missing_libraries():
        raise UnavailableError(f"apt-get could not install {wanted}" + (f" ({' '.join(failed[0])})" if failed else ""))


def find_python(version: str) -> str:
    """A Python of a version that starts: on PATH, or kept by pyenv. Raises UnavailableError."""
    kept = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    names = [sys.executable, f"python{version}", *map(str, sorted(kept.glob(f"{version}.*/bin/python{version}"), reverse=True))]
    code = "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])"
    for name in names:
        path = shutil.which(name)
        if path and subprocess.run([path, "-c", code], check=False, capture_output=True, text=True).stdout.strip() == version:
            return path
    raise UnavailableError(f"there is no Python {version}")


def ensure(blender: Blender) -> None:
    """Make an environment, if need be. Raises UnavailableError."""
    made_of = "\n".join(blender.requirements)
    if blender.finished.is_file() and blender.finished.read_text(encoding="utf-8") == made_of:
        return
    python, started = find_python(blender.python), time.monotonic()
    print(f"Blender {blender.version}: installing (a third of a gigabyte to fetch)", flush=True)
    shutil.rmtree(blender.folder, ignore_errors=True)
    pip = [str(blender.program), "-m", "pip", "install", "--disable-pip-version-check", "--quiet", *blender.requirements]
    for command in ([python, "-m", "venv", str(blender.folder)], pip):
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            shutil.rmtree(blender.folder, ignore_errors=True)
            said = [line for line in done.stdout.splitlines() if line.startswith("ERROR")] or done.stdout.splitlines()[-1:]
            raise UnavailableError(said[0] if said else f"{command[0]} failed")
    blender.finished.write_text(made_of, encoding="utf-8")
    print(f"Blender {blender.version}: installed in {time.monotonic() - started:.0f} s", flush=True)


def test(blender: Blender, arguments: list[str]) -> bool:
    """Run tests/blender in a Blender. Returns whether they passed."""
    # the engine's own conftest.py needs packages that no Blender has
    alone = ["-p", "no:cacheprovider", "--confcutdir", "tests/blender"]
    return run(blender, ["-m", "pytest", "-q", *alone, "tests/blender", *arguments])


def run(blender: Blender, arguments: list[str]) -> bool:
    """Start a Blender's Python with the engine of this environment. Returns whether it ended well."""
    from_here = {
        "VISEMES": str(Path(sys.executable).with_name("visemes")),
        "VISEMES_ADDON_ZIP": str(addon_zip()),
        "VISEMES_BLENDER_FILES": str(FILES),
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | from_here
    print(f"== Blender {blender.version}", flush=True)
    return subprocess.run([str(blender.program), *arguments], check=False, cwd=ROOT, env=environment).returncode == 0


def addon_zip() -> Path:
    """The extension `build` made."""
    return max((ROOT / "dist").glob("visemes_blender-*.zip"), key=lambda path: path.stat().st_mtime)


def build() -> None:
    """Build the extension; start without the .blend files of earlier runs."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "build_blender.py")], check=True)
    shutil.rmtree(FILES, ignore_errors=True)


def made(wanted: list[Blender]) -> tuple[list[Blender], dict[str, str]]:
    """Those of the Blenders that are there now, and why the others are not."""
    try:
        ensure_libraries()
    except UnavailableError as error:
        return [], {blender.version: str(error) for blender in wanted}
    there, lacking = [], {}
    for blender in wanted:
        try:
            ensure(blender)
            there.append(blender)
        except UnavailableError as error:
            lacking[blender.version] = str(error)
    return there, lacking


def main() -> int:
    parser = argparse.ArgumentParser(description="Test the add-on in real Blenders.")
    parser.add_argument(
        "--only", action="append", choices=[blender.version for blender in BLENDERS], help="one Blender; may be repeated"
    )
    parser.add_argument("--make", action="store_true", help="make the environments, run no tests")
    parser.add_argument("--run", metavar="SCRIPT", help="run a script with the extension's zip as its first argument, no tests")
    parser.add_argument("--optional", action="store_true", help="a Blender that cannot be installed is skipped, not an error")
    parser.add_argument("arguments", nargs="*", help="for pytest, or for the script")
    given = parser.parse_args()
    there, lacking = made([blender for blender in BLENDERS if not given.only or blender.version in given.only])
    if there and not given.make:
        build()
    failed = [] if given.make else [blender.version for blender in there if not _work(blender, given)]
    for version, reason in lacking.items():
        print(f"***** SKIPPED: the add-on was not tested in Blender {version}: {reason} *****", flush=True)
    print(f"Blender: {summary(there, failed, lacking, ran=not given.make)}", flush=True)
    return 1 if failed or (lacking and not given.optional) else 0


def _work(blender: Blender, given: argparse.Namespace) -> bool:
    if given.run:
        return run(blender, [given.run, str(addon_zip()), *given.arguments])
    return test(blender, given.arguments)


def summary(there: list[Blender], failed: list[str], lacking: dict[str, str], *, ran: bool) -> str:
    """One line of what happened."""
    good = [blender.version for blender in there if blender.version not in failed]
    parts = [("passed in" if ran else "ready:", good), ("FAILED in", failed), ("SKIPPED", list(lacking))]
    return "; ".join(f"{verb} {', '.join(versions)}" for verb, versions in parts if versions)


if __name__ == "__main__":
    sys.exit(main())

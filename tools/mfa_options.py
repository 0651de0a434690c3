"""The command-line options of the Montreal Forced Aligner, read from its source: tests/align/mfa_options.json.

    pip download --no-deps montreal-forced-aligner==3.4.3 -d wheels
    python tools/mfa_options.py wheels/*.whl

Nothing of it is imported or run: a wheel is a zip of Python files, whose syntax trees say which options a command takes.
"""

from __future__ import annotations

import ast
import json
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "align" / "mfa_options.json"
PACKAGE = "montreal_forced_aligner"

#: Command → the file and function that define it.
COMMANDS = {
    "align": ("align.py", "align_corpus_cli"),
    "align_one": ("align_one.py", "align_one_cli"),
}


def click_calls(node: ast.AST, kind: str) -> list[ast.Call]:
    """Calls of click.option or click.argument below a node, in order."""
    return [
        call
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == kind
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "click"
    ]


def names(call: ast.Call) -> list[str]:
    """The strings a call begins with."""
    return [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]


def options(calls: list[ast.Call]) -> dict[str, bool]:
    """Every spelling of every option, and whether it takes a value."""
    found = {}
    for call in calls:
        is_flag = any(k.arg == "is_flag" for k in call.keywords)
        for name in names(call):
            if name.startswith("-"):
                found |= dict.fromkeys(name.split("/"), not is_flag and "/" not in name)
    return found


def function(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    """A function of a module, by name."""
    return next((n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name), None)


def read(wheel: zipfile.ZipFile) -> dict[str, object]:
    """Arguments and options of the commands, and the parameters `align` takes besides."""

    def tree(path: str) -> ast.Module:
        return ast.parse(wheel.read(f"{PACKAGE}/{path}"))

    common = function(tree("command_line/utils.py"), "common_options")
    commands = {}
    for command, (file, name) in COMMANDS.items():
        if f"{PACKAGE}/command_line/{file}" in wheel.namelist() and (found := function(tree(f"command_line/{file}"), name)):
            commands[command] = {
                "arguments": [names(call)[0] for call in click_calls(found, "argument")],
                "options": options([*click_calls(found, "option"), *click_calls(common, "option")]),
            }
    mixin = next(n for n in ast.walk(tree("alignment/mixins.py")) if isinstance(n, ast.ClassDef) and n.name == "AlignMixin")
    made = next(n for n in mixin.body if isinstance(n, ast.FunctionDef) and n.name == "__init__")
    return {"commands": commands, "parameters": [f"--{a.arg}" for a in made.args.args if a.arg != "self"]}


def main() -> None:
    """Read the wheels that are named."""
    found = {}
    for path in sys.argv[1:]:
        with zipfile.ZipFile(path) as wheel:
            found[Path(path).name.split("-")[1]] = read(wheel)
    TARGET.write_text(json.dumps(dict(sorted(found.items())), indent=1) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {', '.join(sorted(found))}")


if __name__ == "__main__":
    main()

"""The shelf's button: made once, saved with the shelf, found again by its tag.

Maya's documentation (https://help.autodesk.com/cloudhelp/2024/ENU/Maya-Tech-Docs/CommandsPython/ and the command's name):
`shelfButton`, `shelfLayout`, `shelfTabLayout`, `saveShelf`. The shelves lie in the tabs that the MEL variable `gShelfTopLevel`
names.
"""

from __future__ import annotations

from typing import Any

from maya import cmds, mel

#: The tag that tells our button from others.
TAG = "visemes"

#: What the button runs. The module's path is known to Maya from visemes.mod, also after a restart.
COMMAND = "import visemes_maya; visemes_maya.show()"

LABEL = "Visemes"

#: A picture every Maya has; the overlay stands on it.
ICON = "commandButton.png"
TIP = "Dialogue audio in, a talking mouth out"


def add() -> str:
    """Put the button into the shelf that is open, unless one has it. Returns the shelf it is in; empty without windows."""
    top: Any = "" if cmds.about(batch=True) else mel.eval("$visemes_shelves = $gShelfTopLevel")
    if not top:
        return ""
    there = _where(str(top))
    if there:
        return there
    shelf: Any = cmds.shelfTabLayout(str(top), query=True, selectTab=True)
    if not shelf:
        shelf = LABEL
        cmds.shelfLayout(LABEL, parent=str(top))
    command: Any = COMMAND  # the stubs know of functions only
    cmds.shelfButton(
        parent=f"{top}|{shelf}", label=LABEL, annotation=TIP, image1=ICON, imageOverlayLabel="Vis", command=command,
        sourceType="python", docTag=TAG,
    )  # fmt: skip
    mel.eval("saveAllShelves $gShelfTopLevel")
    return str(shelf)


def _where(top: str) -> str:
    """The shelf our button is in, empty where it is in none."""
    shelves: Any = cmds.shelfTabLayout(top, query=True, childArray=True)
    for shelf in shelves or ():
        buttons: Any = cmds.shelfLayout(f"{top}|{shelf}", query=True, childArray=True)
        if any(_is_ours(f"{top}|{shelf}|{button}") for button in buttons or ()):
            return str(shelf)
    return ""


def _is_ours(button: str) -> bool:
    """A shelf also holds separators; a shelf that Maya saved may not have kept the tag, but has the command."""
    if not cmds.shelfButton(button, exists=True):
        return False
    if cmds.shelfButton(button, query=True, docTag=True) == TAG:
        return True
    return cmds.shelfButton(button, query=True, command=True) == COMMAND

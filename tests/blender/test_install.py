"""The zip as a user installs it."""

from __future__ import annotations

import sys

import bpy
import pytest
from in_blender import MODULE, install

#: Where Blender keeps what an add-on registers.
KINDS = (
    bpy.types.Operator, bpy.types.Panel, bpy.types.UIList, bpy.types.PropertyGroup, bpy.types.AddonPreferences, bpy.types.Menu,
)  # fmt: skip

HANDLERS = [name for name in dir(bpy.app.handlers) if isinstance(getattr(bpy.app.handlers, name), list)]


def classes() -> list[type]:
    return [cls for kind in KINDS for cls in kind.__subclasses__() if cls.__module__.startswith(MODULE) and cls.is_registered]


def registered() -> set[str]:
    """Everything of the add-on that Blender knows."""
    handlers = {
        f"{name}: {function.__name__}"
        for name in HANDLERS
        for function in getattr(bpy.app.handlers, name)
        if getattr(function, "__module__", "").startswith(MODULE)
    }
    owners = (bpy.types.Scene, bpy.types.Object, bpy.types.WindowManager)
    pointers = {f"{owner.__name__}.visemes" for owner in owners if hasattr(owner, "visemes")}
    return {cls.__name__ for cls in classes()} | handlers | pointers


def test_it_is_enabled():
    assert MODULE in bpy.context.preferences.addons
    assert registered()


def test_disabled_nothing_is_left_and_it_comes_back():
    before = registered()
    bpy.ops.preferences.addon_disable(module=MODULE)
    assert registered() == set()
    bpy.ops.preferences.addon_enable(module=MODULE)
    assert registered() == before


def test_installing_it_again_updates_it(addon_zip):
    before = registered()
    install(addon_zip)
    assert registered() == before


def test_every_operator_has_a_tooltip():
    operators = [cls for cls in classes() if issubclass(cls, bpy.types.Operator)]
    assert operators
    for cls in operators:
        category, _, name = cls.bl_idname.partition(".")
        assert getattr(getattr(bpy.ops, category), name).get_rna_type().description, cls.__name__
        assert cls.bl_idname.startswith("visemes."), cls.__name__


def test_every_property_that_is_shown_has_a_tooltip():
    for cls in classes():
        own = {name for base in cls.__mro__ for name in getattr(base, "__annotations__", {})}
        for prop in cls.bl_rna.properties:
            if prop.identifier in own and not prop.is_hidden and prop.type != "COLLECTION":
                assert prop.description, f"{cls.__name__}.{prop.identifier}"


def test_it_says_nothing_on_the_console(capfd):
    capfd.readouterr()
    bpy.ops.preferences.addon_disable(module=MODULE)
    bpy.ops.preferences.addon_enable(module=MODULE)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["engine", "engine_setup", "client", "pythons", "keys", "merge", "jobs"])
def test_what_needs_no_blender_knows_none(name):
    assert not hasattr(sys.modules[f"{MODULE}.{name}"], "bpy")

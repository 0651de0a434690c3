"""A layout that draws nothing and writes down what it was asked to draw; names that Blender does not know raise."""

from __future__ import annotations

from types import SimpleNamespace

import bpy

#: What a layout lets itself be told, beside drawing.
SETTINGS = {
    "use_property_split", "use_property_decorate", "scale_x", "scale_y", "alert", "enabled", "active", "alignment", "emboss",
    "operator_context", "ui_units_x", "ui_units_y", "active_default", "activate_init", "direction",
}  # fmt: skip

CONTAINERS = {"row", "column", "box", "split", "column_flow", "grid_flow", "menu_pie"}

ICONS = set(bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys())


class RecordingLayout:
    """As `UILayout`. drawn: (kind, name, text) of everything, in order."""

    def __init__(self, drawn: list | None = None) -> None:
        object.__setattr__(self, "drawn", [] if drawn is None else drawn)

    def __setattr__(self, name, value):
        if name not in SETTINGS:
            raise AttributeError(f"a layout has no {name}")

    def _check(self, kind: str, named: dict) -> None:
        known = bpy.types.UILayout.bl_rna.functions[kind].parameters.keys()
        for name, value in named.items():
            assert name in known, f"{kind} takes no {name}"
            if name == "icon":
                assert value in ICONS, f"Blender has no icon {value}"

    def _inner(self, kind: str, **named):
        self._check(kind, named)
        return RecordingLayout(self.drawn)

    def __getattr__(self, name):
        if name in CONTAINERS:
            return lambda **named: self._inner(name, **named)
        raise AttributeError(name)

    def separator(self, **named):
        self._check("separator", named)

    def separator_spacer(self):
        self.drawn.append(("spacer", "", ""))

    def label(self, **named):
        self._check("label", named)
        self.drawn.append(("label", "", named.get("text", "")))

    def progress(self, **named):
        self._check("progress", named)
        assert 0 <= named["factor"] <= 1
        self.drawn.append(("progress", "", named.get("text", "")))

    def prop(self, data, name, **named):
        self._check("prop", named)
        assert name in data.bl_rna.properties, f"{type(data).__name__} has no {name}"
        self.drawn.append(("prop", name, named.get("text", "")))

    def prop_search(self, data, name, where, collection, **named):
        assert name in data.bl_rna.properties
        assert collection in where.bl_rna.properties
        self._check("prop_search", named)
        self.drawn.append(("prop", name, named.get("text", "")))

    def template_list(self, kind, _identifier, data, name, active_data, active_name, **_named):
        assert hasattr(bpy.types, kind), kind
        assert name in data.bl_rna.properties
        assert active_name in active_data.bl_rna.properties
        self.drawn.append(("list", name, kind))
        for number, item in enumerate(getattr(data, name)):
            drawer = SimpleNamespace(bitflag_filter_item=1 << 30, filter_name="", layout_type="DEFAULT")
            getattr(bpy.types, kind).draw_item(drawer, bpy.context, self, data, item, 0, active_data, active_name)
            assert number < 1000

    def template_ID(self, data, name, **_named):  # noqa: N802 - Blender's own name
        assert name in data.bl_rna.properties
        self.drawn.append(("prop", name, ""))

    def menu(self, kind, **named):
        self._check("menu", named)
        assert hasattr(bpy.types, kind), kind
        self.drawn.append(("menu", kind, named.get("text", "")))

    def operator(self, name, **named):
        self._check("operator", named)
        category, _, function = name.partition(".")
        assert function in dir(getattr(bpy.ops, category)), f"there is no operator {name}"
        self.drawn.append(("operator", name, named.get("text", "")))
        known = getattr(getattr(bpy.ops, category), function).get_rna_type().properties.keys()
        return _Settable(name, set(known))


class _Settable:
    """An operator's properties, which a panel may set."""

    def __init__(self, operator: str, known: set[str]) -> None:
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_operator", operator)

    def __setattr__(self, name, value):
        if name not in self._known:
            raise AttributeError(f"{self._operator} has no property {name}")


def draw(panel: type, context=None) -> list[tuple[str, str, str]]:
    """What a panel draws now; empty when it does not show itself."""
    context = context or bpy.context
    if hasattr(panel, "poll") and not panel.poll(context):
        return []
    layout = RecordingLayout()
    panel.draw(SimpleNamespace(layout=layout, bl_label=getattr(panel, "bl_label", "")), context)
    return layout.drawn

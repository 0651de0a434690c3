"""Dialogue audio in, a talking mouth out: the Blender add-on.

`registration` imports bpy; everything that needs none can be used without it.
"""


def register() -> None:
    """Blender switches the add-on on."""
    from . import registration

    registration.register()


def unregister() -> None:
    """Blender switches the add-on off, or ends."""
    from . import registration

    registration.unregister()

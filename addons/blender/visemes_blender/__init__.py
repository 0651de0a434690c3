"""Dialogue audio in, a talking mouth out: the Blender add-on."""

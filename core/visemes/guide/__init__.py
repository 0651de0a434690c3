"""A render's mouth repainted to its dialogue: finding it, painting it, putting it back. What paints is a `base.Generator`."""

"""Is a render in step with its sound? Reading films, finding mouths, the expert's evidence and the report."""

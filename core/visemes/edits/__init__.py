"""A person's work on a finished line: words, pronunciations, times, emphasis and keys, applied and carried to new takes.

Edits are data (`model`), come from files and requests (`reading`), and are made one by one (`revise`); what cannot be placed
is listed, never lost. docs/edits.md has the forms and the rules.
"""

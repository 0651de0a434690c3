"""How the networks that ship with the package are trained: a seeded synthetic world and the loops that learn from it.

Nothing here runs in everyday use. What needs torch imports it inside its functions (extra `neural`).
"""

"""The weighted smoothing spline: where an articulator goes between what the sounds want and what its inertia allows.

For each column of samples x, with goals y wanted with weights w and some samples fixed, it minimises

    sum w (x - y)^2  +  inertia * sum (x[i-1] - 2 x[i] + x[i+1])^2        subject to x = value where fixed,

the discrete cubic smoothing spline (Reinsch 1967; Whittaker 1923 with second differences) with equality constraints.
The system is symmetric, positive definite and five diagonals wide, so an LDL' elimination costs a constant number of
operations a sample. Two neighbouring fixed samples (a value and a slope) part the line: nothing passes them.

All columns are eliminated side by side, which makes plain numpy as fast as LAPACK here without 0.3 s of imports.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Columns = NDArray[np.float64]


def inertia(seconds: float, spacing: float) -> float:
    """The factor of the bending term for an articulator that needs about this long to follow.

    seconds: the spline's time constant: it passes motion slower than it and smooths what is faster. spacing: between samples.
    """
    return (seconds / spacing) ** 4


def smooth(goals: Columns, weights: Columns, inertias: NDArray[np.float64], fixed: NDArray[np.bool_], values: Columns) -> Columns:
    """The spline of every column.

    goals, weights, values: samples by columns, weights not negative. inertias: one a column, see `inertia`. fixed: samples that
    must have `values`. A column needs two samples that are fixed or weighted, else it has no unique answer.
    """
    rhs = np.where(fixed, values, weights * goals)
    main, first, second = _bands(weights, inertias)
    _fix(main, first, second, rhs, fixed)
    return _solved(main, first, second, rhs)


def _bands(weights: Columns, inertias: NDArray[np.float64]) -> tuple[Columns, Columns, Columns]:
    """Diagonal, first and second superdiagonal of diag(w) + inertia D'D, D the second difference."""
    n = len(weights)
    bend = np.zeros((n, 3))
    for offset, mine in enumerate((1.0, -2.0, 1.0)):
        for other in range(offset, 3):
            bend[offset : max(offset, n - 2 + offset), other - offset] += mine * (1.0, -2.0, 1.0)[other]
    return weights + bend[:, :1] * inertias, bend[:, 1:2] * inertias, bend[:, 2:3] * inertias


def _fix(main: Columns, first: Columns, second: Columns, rhs: Columns, fixed: NDArray[np.bool_]) -> None:
    """Turn the rows of fixed samples into x = value and move them to the right-hand side of their neighbours'."""
    known = np.where(fixed, rhs, 0.0)
    for band, step in ((first, 1), (second, 2)):
        pull = band[:-step]
        rhs[:-step] -= np.where(fixed[:-step], 0.0, pull * known[step:])
        rhs[step:] -= np.where(fixed[step:], 0.0, pull * known[:-step])
        pull[fixed[:-step] | fixed[step:]] = 0.0
    main[fixed] = 1.0


def _solved(main: Columns, first: Columns, second: Columns, rhs: Columns) -> Columns:
    """LDL' elimination and back substitution; overwrites its arguments. Returns x in place of rhs."""
    n = len(main)
    pivot, near, far, x = list(main), list(first), list(second), list(rhs)
    one, two = [near[0] / pivot[0]], [far[0] / pivot[0]]
    for i in range(1, n):
        pivot[i] -= one[i - 1] * near[i - 1]
        x[i] -= one[i - 1] * x[i - 1]
        if i > 1:
            pivot[i] -= two[i - 2] * far[i - 2]
            x[i] -= two[i - 2] * x[i - 2]
        near[i] -= two[i - 1] * near[i - 1]
        one.append(near[i] / pivot[i])
        two.append(far[i] / pivot[i])
    rhs /= main
    for i in range(n - 2, -1, -1):
        x[i] -= one[i] * x[i + 1]
        if i < n - 2:
            x[i] -= two[i] * x[i + 2]
    return rhs

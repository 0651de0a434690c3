from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from visemes.preview.mouth import INSIDE, SIZE, SKIN, TEETH, TONGUE, Look, looks, mouth_picture

if TYPE_CHECKING:
    from visemes.line import Line


def share(picture, colour):
    return float((picture == colour).all(axis=-1).mean())


def lips(picture):
    """Rows and columns of the picture that are not skin all along."""
    other = (picture != np.array(SKIN, dtype=np.uint8)).any(axis=-1)
    return other.any(axis=1).sum(), other.any(axis=0).sum()


def test_the_picture_follows_the_gap():
    closed, ajar, wide = (mouth_picture(Look(gap, 0.0)) for gap in (0.0, 0.3, 0.9))
    assert share(closed, TEETH) == share(closed, TONGUE) == 0
    opened = [sum(share(picture, colour) for colour in (INSIDE, TEETH, TONGUE)) for picture in (closed, ajar, wide)]
    assert opened == sorted(opened)
    assert opened[2] > 2 * opened[1] > 8 * opened[0]
    assert lips(closed)[0] < lips(ajar)[0] < lips(wide)[0] < SIZE
    assert share(wide, TONGUE) > 0


def test_the_picture_follows_the_width():
    columns = [lips(mouth_picture(Look(0.3, width)))[1] for width in (-1, 0, 1)]
    assert columns == sorted(columns)
    assert columns[0] < 0.7 * columns[2]
    assert columns[2] < SIZE


def test_rounded_lips_cover_the_teeth_and_a_contact_shows_them():
    assert share(mouth_picture(Look(0.3, -0.9)), TEETH) == 0
    contact = mouth_picture(Look(0.04, 0.0, contact=True))
    assert share(contact, TEETH) > 0.01
    assert share(contact, TONGUE) == 0


def test_pictures_are_shared_and_cannot_be_spoilt():
    picture = mouth_picture(Look(0.301, 0.0))
    assert picture is mouth_picture(Look(0.299, 0.0))
    with pytest.raises(ValueError, match="read-only"):
        picture[0, 0] = 0
    assert mouth_picture(Look(np.float64(0.301), 0.0)) is picture


def test_a_line_is_seen_as_its_drawings_or_its_curves(spoken_line: Line, arkit):
    frames = range(1, 16)
    drawn, curved = (looks(spoken_line, arkit, frames, kind) for kind in ("drawings", "curves"))
    assert [look.gap for look in drawn] == [arkit.visemes[spoken_line.drawing_at(frame)].opening for frame in frames]
    for frame, look in zip(frames, curved, strict=True):
        by_hand = sum(arkit.shapes[curve.shape].opening * curve.value_at(frame) for curve in spoken_line.curves)
        assert look.gap == pytest.approx(max(0.0, by_hand))

"""Procedural drawn characters in many styles: `drawn_character`. How each is painted is in the modules drawn_*.

A character is layers in face units: what the head covers, the head (its chin goes down with the jaw), what is on the skin, the
mouth, what is before it, and eyes. Every different drawing is painted once on a sheet a little finer than the picture; frames are
that sheet, moved as head and camera move, over the background.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from visemes.guide.states import in_range
from visemes.train.world.drawn_eyes import Eyes, Look
from visemes.train.world.drawn_face import Face
from visemes.train.world.drawn_ink import Grid, blank, lay
from visemes.train.world.drawn_motion import Motion, motion_of
from visemes.train.world.drawn_mouth import Mouth
from visemes.train.world.drawn_palette import palette_of
from visemes.train.world.drawn_scene import paper, scene
from visemes.train.world.drawn_set import drawings_of
from visemes.train.world.drawn_traits import dice, families, traits_of
from visemes.train.world.state import Footage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from visemes.train.world.drawn_traits import Traits

    Plane = NDArray[np.floating[Any]]

__all__ = ["DrawnCharacter", "drawn_character", "families"]

#: Pixels of a sheet for one of the picture; how far a sheet reaches over the picture's edges, in shares of its side.
FINE: Final = 1.15
MARGIN: Final = 0.2
#: Steps in which a state, and the chin of the head, are told apart; a head pose's pivot below the middle of the head.
STEP: Final = 0.02
CHINS: Final = 12
#: How many mouths are painted at once: their sheets should stay in the processor's cache.
AT_ONCE: Final = 8
#: How wide the mouth at rest is in the picture, by view, from .. to.
VIEWS: Final = {"close": (0.3, 0.55), "middle": (0.17, 0.3), "far": (0.08, 0.17)}

#: Least half width of a head in the picture.
SMALLEST: Final = 0.14


class Framing(NamedTuple):
    """Picture shares of a face unit; where the face's (0, 0) is in the picture."""

    scale: float
    x: float
    y: float


class DrawnCharacter:
    """One drawn character of a family; see `Character`."""

    def __init__(self, family: str, seed: int) -> None:
        self.traits: Traits = traits_of(family, seed)
        self.colours = palette_of(self.traits)
        self.mouth = Mouth(self.traits, self.colours)
        self.face = Face(self.traits, self.colours, self.mouth)
        self.eyes = Eyes(self.traits, self.colours)
        self.framing = self._framed()

    def _framed(self) -> Framing:
        """Close to the mouth, or back until the head, and more, is seen."""
        rng = self.traits.dice("framing")
        wide = float(rng.uniform(*VIEWS[self.traits.kind("view")]))
        scale = max(wide / (2 * self.mouth.half), SMALLEST)
        seen = np.clip((1 / scale - 1.4) / 1.6, 0, 1)  # how much of the head's height is in the picture
        x, y = (1 - seen) * self.mouth.x, (1 - seen) * self.mouth.y + seen * 0.05
        off = rng.uniform(-0.5, 0.5, 2) * np.clip(1 - 2.2 * scale, 0.12, 0.4)
        return Framing(scale, 0.5 + float(off[0]) - scale * x, 0.5 + float(off[1]) - scale * y)

    def render(self, states: NDArray[np.float32], fps: float, size: int, seed: int) -> Footage:
        """Footage of states (T, 7); see `Character.render`."""
        states = in_range(np.asarray(states, dtype=np.float32).reshape(-1, 7))
        rng = dice("drawn", self.traits.family, self.traits.seed, seed)
        motion = motion_of(self.traits, states, fps, rng)
        shown, marks = drawings_of(self.traits, np.round(states / STEP) * np.float32(STEP))
        fewer = int(self.traits["pixels"])
        side = min(size, fewer) if fewer else size
        boils = self._boils(len(states), fps)
        if not len(states):
            return Footage(np.zeros((0, size, size, 3), dtype=np.uint8), np.zeros((0, 4), dtype=np.float32))
        drawing = np.column_stack([3 * marks + boils, motion.moods, boils])
        frames = _Stage(self, side).frames(shown.astype(np.float32), drawing, motion)
        if side != size:
            near = np.arange(size) * side // size
            frames = frames[:, near][:, :, near]
        return Footage(frames, self._boxes(shown, drawing, motion))

    def _boils(self, count: int, fps: float) -> NDArray[np.int64]:
        """Which of three redrawings each frame shows, all the same where lines do not boil."""
        if not self.traits["boil"]:
            return np.zeros(count, dtype=np.int64)
        return np.arange(count) // max(1, round(2 * fps / 24)) % 3

    def _boxes(self, states: Plane, drawing: NDArray[np.int64], motion: Motion) -> NDArray[np.float32]:
        face = self.mouth.boxes(states, drawing)
        corners = np.stack([face[:, [0, 0, 2, 2]], face[:, [1, 3, 1, 3]]], axis=1)  # (T, 2, 4)
        turn, move = self.places(motion.head, motion.camera)
        seen = np.einsum("tij,tjk->tik", turn, corners) + move[:, :, None]
        low, high = seen.min(axis=2), seen.max(axis=2)
        return np.concatenate([low, high - low], axis=1).astype(np.float32)

    def places(self, head: Plane, camera: Plane) -> tuple[Plane, Plane]:
        """For each frame the matrix (T, 2, 2) and shift (T, 2) from face units to shares of the picture."""
        scale, pivot = self.framing.scale, np.array([0.0, self.traits["chin"]])
        cos, sin = np.cos(head[:, 2]), np.sin(head[:, 2])
        turn = scale * np.stack(
            [np.stack([cos * head[:, 3], -sin * head[:, 4]], 1), np.stack([sin * head[:, 3], cos * head[:, 4]], 1)], 1
        )
        stay = scale * pivot + [self.framing.x, self.framing.y] + head[:, :2]
        move = stay - turn @ pivot
        zoom = camera[:, 0:1]
        return turn * zoom[:, :, None], (move - 0.5) * zoom + 0.5 + camera[:, 1:]


def drawn_character(family: str, seed: int) -> DrawnCharacter:
    """Character number `seed` of a family of drawn.toml. Raises UsageError for a family there is none of."""
    return DrawnCharacter(family, seed)


class _Stage:
    """One rendering: its sheets, and the drawings made so far."""

    def __init__(self, character: DrawnCharacter, side: int) -> None:
        self.character, self.side = character, side
        framing = character.framing
        self.wide = round(side * FINE * (1 + 2 * MARGIN))
        self.unit = self.wide / (1 + 2 * MARGIN) * framing.scale
        places = (np.arange(self.wide, dtype=np.float32) + 0.5) / self.wide * (1 + 2 * MARGIN) - MARGIN
        self.grid = Grid((places[None, :] - framing.x) / framing.scale, (places[:, None] - framing.y) / framing.scale, self.unit)
        strength = character.traits["texture"]
        self.paper = paper((self.wide, self.wide), strength, character.traits.dice("paper")) if strength else None
        self.still: dict[int, tuple[Grid, Plane, Plane, Plane]] = {}
        self.bases: dict[tuple[int, int], Plane] = {}
        self.drawings: dict[tuple[int, int], NDArray[np.uint8]] = {}
        self.behind: dict[bytes, NDArray[np.uint8]] = {}
        self.eyes: dict[tuple[Look, int], Plane] = {}
        self.eye_rows, self.eye_columns = self.within(character.eyes.reach())

    def frames(self, states: Plane, drawing: NDArray[np.int64], motion: Motion) -> NDArray[np.uint8]:
        """All frames; equal ones are made once. drawing: (T, 3), whose imperfections, the mood, and which redrawing."""
        chins = np.round(states[:, 0] * CHINS).astype(np.int64) * bool(self.character.face.drop)
        keys = np.column_stack([np.round(states / STEP).astype(np.int64), drawing, chins])
        unique, which = np.unique(keys, axis=0, return_inverse=True)
        which = which.reshape(-1)
        mouths = self._mouths(unique)
        back = self._background()
        turn, move = self.character.places(motion.head, motion.camera)
        made = np.empty((len(states), self.side, self.side, 3), dtype=np.uint8)
        known: dict[tuple[object, ...], int] = {}
        for i, look in enumerate(motion.looks):
            key = (which[i], look, motion.head[i].tobytes(), motion.camera[i].tobytes())
            if key in known:
                made[i] = made[known[key]]
                continue
            known[key] = i
            sheet = self._drawing(mouths[which[i]], int(unique[which[i], 9]), int(unique[which[i], 10]), look)
            made[i] = self._seen(sheet, back, turn[i], move[i], motion.camera[i])
        return made

    def within(self, reach: tuple[float, float, float, float]) -> tuple[slice, slice]:
        """The rows and columns of a sheet in which a part of the face lies (left, top, right, bottom)."""
        x, y = self.grid.x[0], self.grid.y[:, 0]
        columns = np.searchsorted(x, [reach[0], reach[2]])
        rows = np.searchsorted(y, [reach[1], reach[3]])
        return slice(max(0, rows[0] - 3), min(self.wide, rows[1] + 3)), slice(
            max(0, columns[0] - 3), min(self.wide, columns[1] + 3)
        )

    def _layers(self, boil: int) -> tuple[Grid, Plane, Plane, Plane]:
        """Grid and layers behind, on and before the head for one redrawing."""
        if boil not in self.still:
            face = self.character.face
            grid = self._boiled(boil)
            self.still[boil] = (grid, face.behind(grid), face.on_skin(grid), face.before(grid))
        return self.still[boil]

    def _boiled(self, boil: int) -> Grid:
        """The grid bent a little, as lines drawn anew are."""
        strength = self.character.traits["boil"]
        if not strength:
            return self.grid
        phase = self.character.traits.dice("boil", boil).uniform(0, 2 * np.pi, 6)
        x, y = self.grid.x, self.grid.y
        dx = np.sin(7 * y + 3 * x + phase[0]) + np.sin(13 * y - 5 * x + phase[1]) + np.sin(3 * x + phase[2])
        dy = np.sin(7 * x - 3 * y + phase[3]) + np.sin(12 * x + 5 * y + phase[4]) + np.sin(3 * y + phase[5])
        return Grid((x + strength * dx).astype(np.float32), (y + strength * dy).astype(np.float32), self.unit)

    def _base(self, boil: int, chin: int) -> Plane:
        """All under the mouth for one place of the chin, (4, wide, wide)."""
        if (boil, chin) not in self.bases:
            grid, behind, on_skin, _ = self._layers(boil)
            sheet = behind.copy()
            self.character.face.head(sheet, grid, chin / CHINS)
            lay(sheet, on_skin)
            self.bases[boil, chin] = sheet
        return self.bases[boil, chin]

    def _mouths(self, unique: NDArray[np.int64]) -> list[NDArray[np.uint8]]:
        """The mouth of each different drawing, painted over what is under it; bytes (rows, columns, 4)."""
        mouth = self.character.mouth
        states, drawing = (unique[:, :7] * STEP).astype(np.float32), unique[:, 7:10]
        boxes, more = mouth.boxes(states, drawing), mouth.more * mouth.half
        (left, top), (right, bottom) = boxes[:, :2].min(axis=0) - more, boxes[:, 2:].max(axis=0) + more
        self.rows, self.columns = self.within((float(left), float(top), float(right), float(bottom)))
        grid = self.grid.window(self.rows, self.columns)
        made = []
        for start in range(0, len(unique), AT_ONCE):
            part = unique[start : start + AT_ONCE]
            sheets = np.stack([self._base(int(row[9]), int(row[10]))[:, self.rows, self.columns] for row in part], axis=1)
            if sheets.shape[2] and sheets.shape[3] > 1:
                mouth.paint(sheets, grid, states[start : start + AT_ONCE], drawing[start : start + AT_ONCE])
            for k, row in enumerate(part):
                lay(sheets[:, k], self._layers(int(row[9]))[3][:, self.rows, self.columns])
            made += list(self._bytes(sheets, self.rows, self.columns))
        return made

    def _drawing(self, mouth: NDArray[np.uint8], boil: int, chin: int, look: Look) -> NDArray[np.uint8]:
        """The whole head with a mouth and its eyes, bytes (wide, wide, 4)."""
        if (boil, chin) not in self.drawings:
            whole = self._base(boil, chin).copy()
            lay(whole, self._layers(boil)[3])
            self.drawings[boil, chin] = self._bytes(whole[:, None], slice(None), slice(None))[0]
        sheet = self.drawings[boil, chin].copy()
        sheet[self.rows, self.columns] = mouth
        eyes = self._look(look, boil)
        if eyes.size:
            place = sheet[self.eye_rows, self.eye_columns]
            place[:] = place * (1 - eyes[..., 3:]) + 255 * eyes
        return sheet

    def _look(self, look: Look, boil: int) -> Plane:
        if (look, boil) not in self.eyes:
            grid = self._layers(boil)[0]
            rows, columns = self.eye_rows, self.eye_columns
            part = Grid(
                grid.x[rows if grid.x.shape[0] > 1 else slice(None), columns],
                grid.y[rows, columns if grid.y.shape[1] > 1 else slice(None)],
                grid.unit,
            )
            sheet = blank(np.broadcast_shapes(part.x.shape, part.y.shape))
            if sheet.size:
                self.character.eyes.paint(sheet, part, look)
            self.eyes[look, boil] = np.moveaxis(sheet, 0, -1)
        return self.eyes[look, boil]

    def _bytes(self, sheets: Plane, rows: slice, columns: slice) -> NDArray[np.uint8]:
        """Sheets (4, N, height, width) as bytes (N, height, width, 4), on paper."""
        if self.paper is not None:
            sheets = sheets.copy()
            sheets[:3] *= self.paper[rows, columns]
            np.minimum(sheets[:3], sheets[3], out=sheets[:3])
        made: NDArray[np.uint8] = np.ascontiguousarray(np.moveaxis(np.clip(sheets * 255 + 0.5, 0, 255), 0, -1).astype(np.uint8))
        return made

    def _background(self) -> NDArray[np.uint8]:
        sheet = scene(self.grid, self.character.traits, self.character.colours)
        return self._bytes(sheet[:, None], slice(None), slice(None))[0, ..., :3]

    def _seen(
        self, sheet: NDArray[np.uint8], back: NDArray[np.uint8], turn: Plane, move: Plane, camera: Plane
    ) -> NDArray[np.uint8]:
        """The picture: the background as the camera moves, the head before it."""
        framing = self.character.framing
        scene_turn = np.eye(2) * framing.scale * camera[0]
        scene_move = (np.array([framing.x, framing.y]) - 0.5) * camera[0] + 0.5 + camera[1:]
        if camera.tobytes() not in self.behind:  # the camera seldom moves
            self.behind = {camera.tobytes(): self._warped(back, scene_turn, scene_move, "RGB")}
        behind = self.behind[camera.tobytes()]
        head = self._warped(sheet, turn, move, "RGBa").astype(np.uint16)
        through = 255 - head[..., 3:]
        made: NDArray[np.uint8] = np.minimum(head[..., :3] + (behind * through + 127) // 255, 255).astype(np.uint8)
        return made

    def _warped(self, sheet: NDArray[np.uint8], turn: Plane, move: Plane, mode: str) -> NDArray[np.uint8]:
        """A sheet's picture for a matrix and shift from face units to picture shares."""
        from PIL import Image

        framing, span = self.character.framing, 1 + 2 * MARGIN
        back = np.linalg.inv(turn)
        # picture pixels -> shares -> face units -> shares of the unmoved picture -> pixels of the sheet
        pixels = self.wide / span
        matrix = back * framing.scale * pixels / self.side
        shift = ((-back @ move) * framing.scale + [framing.x, framing.y] + MARGIN) * pixels
        image = Image.frombytes(mode, (self.wide, self.wide), sheet.tobytes())
        data = (matrix[0, 0], matrix[0, 1], shift[0], matrix[1, 0], matrix[1, 1], shift[1])
        moved = image.transform((self.side, self.side), Image.Transform.AFFINE, data, Image.Resampling.BILINEAR)
        return np.frombuffer(moved.tobytes(), np.uint8).reshape(self.side, self.side, -1)

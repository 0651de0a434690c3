"""What a viseme map is once it is loaded: plain frozen data, and the one question it answers, `for_phone`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from visemes.maps.nearest import targets_for
from visemes.phones import is_vowel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Channel = Literal["jaw", "lips", "tongue", "face"]
Side = Literal["left", "right", "both"]
Style = Literal["2d", "3d"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing a rig can move: a shape key, blendShape target or control, by the set's own name for it.

    channel: the articulator that moves it; "face" is everything speech does not need (brows, blinks, cheeks).
    minimum, maximum: range of its weight. opening, width: what weight 1 adds to the lip gap and the mouth's width, on the scale
    of `Viseme`. side: the half of the face it moves.
    """

    name: str
    channel: Channel = "lips"
    minimum: float = 0.0
    maximum: float = 1.0
    opening: float = 0.0
    width: float = 0.0
    side: Side = "both"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Viseme:
    """A mouth shape of a set.

    shapes: weight of each rig shape that makes it; a shape not named is 0. channels: the articulators it moves; those it leaves out
    stay where they were (a tongue-only sound never moves the lips). closure: this is how the set shows lips pressed together
    (p b m). contact: this is how it shows the lower lip against the upper teeth (f v).
    opening: the gap between the lips, 0 together .. 1 as wide as in a loud, clear "ah"; it is not the jaw.
    width: -1 fully rounded .. 0 relaxed .. 1 fully spread.
    """

    name: str
    shapes: Mapping[str, float]
    channels: frozenset[Channel] = frozenset({"jaw", "lips"})
    closure: bool = False
    contact: bool = False
    opening: float = 0.0
    width: float = 0.0
    description: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class VisemeMap:
    """A set of mouth shapes and which of them each phone is seen as.

    name: what the user types. rest: the viseme of silence. style: "2d" when its native result is drawings, "3d" when it is curves.
    phones: IPA phone → (viseme, share of the phone's time) in the order they are seen; phones that are not listed are found
    by their features. combines: whether visemes are combinations of shapes (arkit52) rather than one shape each.
    """

    name: str
    title: str
    description: str
    source: str
    rest: str
    style: Style
    visemes: Mapping[str, Viseme]
    shapes: Mapping[str, Shape]
    phones: Mapping[str, tuple[tuple[str, float], ...]]
    combines: bool = False
    _found: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict, repr=False)

    def for_phone(self, phone: str) -> tuple[tuple[str, float], ...]:
        """The visemes of an IPA phone in the order they are seen, each with its share of the phone's time (sum 1).

        Never fails: a phone the file does not list is shown as the one it is nearest to, by place, manner, rounding, height; a
        label without any IPA letter is the rest viseme.
        """
        if phone not in self._found:
            self._found[phone] = targets_for(phone, self)
        return self._found[phone]

    @property
    def closures(self) -> frozenset[str]:
        """Names of the visemes with the lips together."""
        return frozenset(name for name, viseme in self.visemes.items() if viseme.closure)

    @property
    def contacts(self) -> frozenset[str]:
        """Names of the visemes with the lower lip at the teeth; empty in sets that have none."""
        return frozenset(name for name, viseme in self.visemes.items() if viseme.contact)

    @property
    def vowels(self) -> frozenset[str]:
        """Names of the visemes that vowels are shown as: mouths that stand open by themselves, whatever the tongue does."""
        shown = {name for phone, targets in self.phones.items() if is_vowel(phone) for name, _ in targets}
        return frozenset(shown - self.closures - self.contacts)

    def nearest(self, opening: float, width: float, among: Iterable[str] | None = None) -> Viseme:
        """The viseme whose lips look most like this opening and width. among: their names; rest and the vowels' by default.

        What is no vowel's shows a tongue or teeth, and says so even where nothing is spoken.
        """
        names = {self.rest} | self.vowels if among is None else set(among)
        return min(
            (self.visemes[name] for name in names),
            key=lambda v: ((v.opening - opening) ** 2 + 0.25 * (v.width - width) ** 2, v.name),
        )

# ruff: noqa: RUF001, RUF002 - IPA letters look like others; that is their nature
"""The [phones] table of a viseme map: "p b m" = "A", "aɪ" = ["D", "B"]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from visemes.errors import did_you_mean
from visemes.maps.nearest import SHARES
from visemes.phones import arpabet_to_ipa, is_vowel, parse, unknown_marks, untied

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from visemes.maps.nearest import Targets
    from visemes.maps.schema import MapFile, Share

#: (key, what was expected, hint)
Wrong = tuple[str, str, str]
SPELLING: Final = "phones are IPA (ɑ, tʃ) or ARPABET in capitals (AA, CH), several with blanks between"


def phone_table(spec: MapFile) -> tuple[dict[str, Targets], list[Wrong]]:
    """IPA phone → targets, and every mistake of the table."""
    phones: dict[str, Targets] = {}
    wrong: list[Wrong] = []
    for key, value in spec.phones.items():
        targets = _targets(value)
        wrong += _targets_wrong(key, targets, spec)
        for label in key.split():
            phone = _ipa(label)
            if phone is None:
                wrong.append((f"phones.'{key}'", f"'{label}' is not a phone", SPELLING))
            elif phone in phones:
                wrong.append((f"phones.'{key}'", f"'{label}' is listed twice", "keep one of the lines"))
            else:
                phones[phone] = targets
    wrong += [] if wrong else _kinds_wrong(phones)
    return phones, wrong


def _targets(value: str | list[str] | list[Share]) -> Targets:
    if isinstance(value, str):
        return ((value, 1.0),)
    items: Sequence[str | Share] = value
    shares = SHARES.get(len(items)) or (1 / max(1, len(items)),) * len(items)
    return tuple(_target(item, share) for item, share in zip(items, shares, strict=True))


def _target(item: str | Share, share: float) -> tuple[str, float]:
    return (item, share) if isinstance(item, str) else (item.viseme, item.share)


def _targets_wrong(key: str, targets: Targets, spec: MapFile) -> Iterator[Wrong]:
    where = f"phones.'{key}'"
    if not key.split():
        yield where, "must name a phone", SPELLING
    for name, _ in targets:
        if name not in spec.visemes:
            yield where, f"'{name}' is not one of the visemes", did_you_mean(name, spec.visemes)
    total = sum(share for _, share in targets)
    if abs(total - 1) > 1e-6:
        yield where, f"the shares must add up to 1, not {total:g}", ""


def _ipa(label: str) -> str | None:
    """The phone as the table keeps it, or None when it is none."""
    if label.isascii() and label.isupper():
        try:
            return untied(arpabet_to_ipa(label)[0])
        except KeyError:
            return None
    return untied(label) if parse(label) and not unknown_marks(label) else None


def _kinds_wrong(phones: dict[str, Targets]) -> Iterator[Wrong]:
    """Without a vowel and a consonant there is nothing to fall back on."""
    vowels = [is_vowel(phone) for phone in phones if len(parse(phone)) == 1]
    if not any(vowels) or all(vowels):
        yield "phones", "must list at least one single vowel and one single consonant", "other phones are found from these"

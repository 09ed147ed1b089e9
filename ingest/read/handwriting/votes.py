"""Votes on a slot: the line recogniser sees it in several ways, and a number is taken only where they agree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageFilter

from ingest.read.handwriting import line_recogniser
from ingest.read.handwriting.digits import DigitReading
from ingest.read.pages.image_preprocessing import Gray

#: A number of up to five digits, perhaps with a letter (`3176B`). What else is read is no rival: `2M19` for 2119.
_NUMBER = re.compile(r"^\d{1,5}[ABCDĐ]?$")
_SPECKS = " .,;:'`\"-–_·…°~*/|"
#: All ways read the same, and the mean of their least likely characters is this high.
_ALL_SURE = 0.85
#: The digit network reads as many digits, but others, and is at least so sure: then nothing is taken. A 1 whose flag is
#: filled with ink (a 4 for the line reader, however it is seen) and a slanted 0 (a 6) are known that way.
_CONTRADICTS = 0.15
#: Or the digit network reads the same as so many ways, and at most so many ways read another number.
_WITH_NETWORK, _RIVALS = 4, 2


@dataclass(frozen=True, slots=True)
class Vote:
    """The number that is certain, or none."""

    text: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class SlotView:
    """Reading of one way: the number without specks, and how likely its least likely character is."""

    text: str
    least: float


def vote_number(
    image: Gray, rows: tuple[float, float], columns: tuple[float, float], network: DigitReading, lone: str = ""
) -> Vote:
    """The number written between ``columns`` on the line whose capitals stand between ``rows``.

    ``network`` is what the digit network reads there, ``lone`` the digits that may stand alone: a nought is put before
    all others, so one of them has lost its neighbour. Thresholds were chosen on drawn numbers
    (`python -m ingest.training.digit_slots`).
    """
    views: list[SlotView] = []
    for way in _TRANSFORMS:
        views.append(_view_slot(way(_SlotPicture(image, *rows, *columns))))
        if not _is_undecided(views, network):
            return Vote(None, 0.0)
    result = decide_vote(views, network)
    if result.text and len(result.text) == 1 and result.text not in lone:
        return Vote(None, result.confidence)
    return result


def decide_vote(views: list[SlotView], network: DigitReading) -> Vote:
    """The vote of all ways."""
    text, count = Counter(view.text for view in views).most_common(1)[0]
    mean = round(sum(view.least for view in views if view.text == text) / len(views), 3)
    contradicted = len(network.text) == len(text) and network.text != text and network.confidence >= _CONTRADICTS
    if count == len(views) and _NUMBER.match(text) and mean >= _ALL_SURE and not contradicted:
        return Vote(text, mean)
    if network.text and _count_agreeing(views, network) >= _WITH_NETWORK and _rivals_are_harmless(views, network):
        mean = sum(view.least for view in views if view.text == network.text) / len(views)
        return Vote(network.text, round(mean, 3))
    return Vote(None, mean)


def _is_undecided(views: list[SlotView], network: DigitReading) -> bool:
    """True while a number can still be taken: otherwise the next ways need not be tried."""
    same = len({view.text for view in views}) == 1 and bool(_NUMBER.match(views[0].text))
    missed = len(views) - _count_agreeing(views, network)
    return same or (
        bool(network.text) and missed <= len(_TRANSFORMS) - _WITH_NETWORK and _rivals_are_harmless(views, network)
    )


def _count_agreeing(views: list[SlotView], network: DigitReading) -> int:
    return sum(view.text == network.text for view in views)


def _rivals_are_harmless(views: list[SlotView], network: DigitReading) -> bool:
    """True if other numbers are few and shorter: a digit is lost more often than made up."""
    rivals = [view.text for view in views if view.text != network.text and _NUMBER.match(view.text)]
    return len(rivals) <= _RIVALS and all(rival.isdigit() and len(rival) < len(network.text) for rival in rivals)


def _view_slot(picture: Image.Image) -> SlotView:
    line = line_recogniser.recognise_line(picture)
    kept = [(char, sure) for char, sure in zip(line.text, line.likely, strict=True) if char not in _SPECKS]
    inner = line.text.strip(_SPECKS)
    # Something between the digits is no speck: `2/19` is not 219.
    if len(kept) != len(inner.replace(" ", "")):
        return SlotView(inner, 0.0)
    return SlotView("".join(char for char, _ in kept).upper(), min((sure for _, sure in kept), default=0.0))


@dataclass(frozen=True, slots=True)
class _SlotPicture:
    image: Gray
    top: float
    bottom: float
    x0: float
    x1: float

    def crop(self, above: float, below: float) -> Image.Image:
        """The slot with so many capital heights of room above and below."""
        height = self.bottom - self.top
        upper, lower = max(0, round(self.top - above * height)), round(self.bottom + below * height)
        left, right = max(0, round(self.x0)), round(self.x1)
        return Image.fromarray(self.image[upper : max(lower, upper + 1), left : max(right, left + 1)])

    @property
    def whole(self) -> Image.Image:
        return self.crop(0.75, 0.6)


def _shear(picture: Image.Image, slant: float) -> Image.Image:
    wide = picture.width + int(slant * picture.height)
    turned = (1, -slant, 0, 0, 1, 0)
    size = (wide, picture.height)
    return picture.transform(size, Image.Transform.AFFINE, turned, Image.Resampling.BILINEAR, fillcolor=255)


def _stretch(picture: Image.Image, times: float) -> Image.Image:
    return picture.resize((max(8, round(picture.width * times)), picture.height))


#: The ways that disagree most often come first. Strokes made thinner open a filled flag; a line made wider keeps two
#: 1 apart that would be read as one.
_TRANSFORMS: tuple[Callable[[_SlotPicture], Image.Image], ...] = (
    lambda slot: slot.whole.filter(ImageFilter.MaxFilter(3)),
    lambda slot: slot.whole.filter(ImageFilter.MinFilter(3)),
    lambda slot: slot.crop(0.4, 0.4),
    lambda slot: _stretch(slot.whole, 1.5),
    lambda slot: _shear(slot.whole, 0.2),
    lambda slot: _stretch(slot.whole, 0.75),
    lambda slot: slot.whole,
)

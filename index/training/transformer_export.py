"""Export of the transformer encoder: the graph that onnxruntime runs, with weights in 8 bits, and its folder."""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from index.embedding.transformer import MODEL_FILE, TOKENIZER_FILE, opened_graph
from index.training.bert import Bert
from index.training.transformer_graph import written_anew
from index.training.transformer_tuning import piece_batch

#: The least similarity of a text's vector in 8 bits to its exact one, and of the graph before that.
LEAST_SIMILARITY, LEAST_EXACT = 0.985, 0.99999
_OPERATORS = 17
_CHECKED = (
    "query: mất sổ đỏ thì xin lại ở đâu",
    "passage: Cấp lại Giấy chứng nhận quyền sử dụng đất do bị mất",
    "passage: Xử phạt vi phạm nồng độ cồn khi lái xe",
)


def export(encoder: Bert, tokenizer: Tokenizer, folder: Path) -> float:
    """Write the encoder's folder; the least similarity of a checked text's vector to the exact one.

    :raises ValueError: if the exported graph gives other vectors.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER_FILE))
    ids, mask = piece_batch(tokenizer, _CHECKED, most=64)
    with torch.no_grad():
        exact = encoder(ids, mask)
    names = ["ids", "mask"]
    axes = {name: {0: "texts", 1: "pieces"} for name in names}
    with tempfile.TemporaryDirectory() as name:
        graph = Path(name) / MODEL_FILE
        given = (torch.ones(2, 9, dtype=torch.long), torch.ones(2, 9, dtype=torch.long))
        with warnings.catch_warnings():
            # The new exporter gives a graph with other vectors (docs/decisions/0042): the old one is meant.
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(
                encoder, given, str(graph), input_names=names, output_names=["v"], dynamic_axes=axes,
                opset_version=_OPERATORS, dynamo=False,
            )  # fmt: skip
        whole = _least_similarity(graph, ids, mask, exact)
        quantised = Path(name) / "quantised.onnx"
        quantize_dynamic(str(graph), str(quantised), weight_type=QuantType.QInt8, per_channel=True)
        onnx.save(written_anew(onnx.load(quantised), encoder.shape.heads), folder / MODEL_FILE)
    small = _least_similarity(folder / MODEL_FILE, ids, mask, exact)
    if whole < LEAST_EXACT or small < LEAST_SIMILARITY:
        raise ValueError(f"the exported graph gives other vectors: {whole:.6f} whole, {small:.4f} in 8 bits")
    _write_sentence_transformers_files(folder)
    return small


def _least_similarity(graph: Path, ids: torch.Tensor, mask: torch.Tensor, exact: torch.Tensor) -> float:
    session = opened_graph(str(graph), threads=1)
    given = {"ids": ids.numpy(), "mask": mask.to(torch.long).numpy()}
    vectors = torch.from_numpy(session.run(None, given)[0])
    return float((vectors * exact).sum(1).min())


def _write_sentence_transformers_files(folder: Path) -> None:
    """The files by which sentence-transformers opens the folder (``index.embedding.sentence_module``)."""
    module = {"idx": 0, "name": "0", "path": "", "type": "index.embedding.sentence_module.OnnxModule"}
    settings = {
        "prompts": {"query": "query: ", "passage": "passage: "},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
    }
    for name, content in (("modules.json", [module]), ("config_sentence_transformers.json", settings)):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

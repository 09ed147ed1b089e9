"""The transformer encoder's graph written anew: the same weights, the same vectors, in fewer steps.

    python -m index.training.transformer_graph    the graph in the bundled folder

The exporter writes a layer as torch computes it, some ninety small nodes, and onnxruntime takes together what it knows
again. Here each layer is written with the operators that onnxruntime has for it: attention is one node in place of
twenty-five, and a question takes a tenth less time. Vectors stay the same to the last bit, so that libraries keep
theirs: numbers in 8 bits turn the least difference in rounding into one of .001 (docs/decisions/0066).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

from index.embedding.transformer import FOLDER, GRAPH_FILE, MODEL_FILE, opened_graph
from index.records import Floats

#: Heads of multilingual-e5-small: the graph does not say how many it has.
HEADS = 12
#: What the attention adds where there is only padding, as in ``index.training.bert``.
_FAR = -10000.0
_EPSILON = 1e-12
#: The most by which a vector's parts may differ: on the machine where this was made they did not at all.
MOST_DIFFERENCE = 1e-5
_OPERATORS, _FORMAT = 17, 8
#: The domain of onnxruntime's own operators.
_OWN = "com.microsoft"

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Map:
    """A linear map in 8 bits: whole numbers, a scale for each column, and what is added."""

    weight: Array
    scale: Array
    bias: Array


@dataclass(slots=True)
class _Graph:
    """Nodes and arrays of a graph as they are put down; a node is known by the name of what it gives."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    arrays: list[onnx.TensorProto] = field(default_factory=list)

    def array(self, name: str, value: Array) -> str:
        self.arrays.append(numpy_helper.from_array(value, name))
        return name

    def node(self, operator: str, given: Sequence[str], out: str, domain: str = "", **settings: Any) -> str:
        self.nodes.append(helper.make_node(operator, given, [out], out, domain=domain, **settings))
        return out

    def quantised(self, given: str) -> list[str]:
        """Numbers in 8 bits, over the whole of the texts, with their scale and their zero."""
        parts = [f"{given}.{part}" for part in ("quantised", "scale_of", "zero_of")]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [given], parts, parts[0]))
        return parts

    def linear(self, given: Sequence[str], name: str, one: _Map) -> str:
        """A linear map of numbers in 8 bits."""
        weight, scale, bias = (self.array(f"{name}.{part}", getattr(one, part)) for part in ("weight", "scale", "bias"))
        numbers, scale_of, zero_of = given
        return self.node("MatMulIntegerToFloat", [numbers, weight, scale_of, scale, zero_of, "", bias], name, _OWN)

    def norm(self, given: str, name: str, arrays: Mapping[str, Array]) -> str:
        parts = [self.array(f"{name}.{part}", arrays[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.node("LayerNormalization", [given, *parts], name, axis=-1, epsilon=_EPSILON)

    def norm_of_sum(self, given: str, other: str, name: str, arrays: Mapping[str, Array]) -> str:
        """The norm of a sum in one node: onnxruntime took this one together, and it rounds otherwise than two nodes."""
        parts = [self.array(f"{name}.{part}", arrays[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.node("SkipLayerNormalization", [given, other, *parts], name, _OWN, epsilon=_EPSILON)


def written_anew(exported: onnx.ModelProto, heads: int = HEADS) -> onnx.ModelProto:
    """The graph of :class:`index.training.bert.Bert`, as exported and quantised, with the same weights.

    :raises ValueError: if it is another graph, as one that was written anew already.
    """
    arrays = _arrays(exported)
    maps = _linear_maps(exported, arrays)
    graph = _Graph()
    states = _embedded(graph, arrays)
    graph.node("Cast", ["mask"], "seen", to=onnx.TensorProto.INT32)
    for layer in range(len({name.split(".")[1] for name in maps})):
        states = _layer(graph, f"layers.{layer}", states, maps, arrays, heads)
    _mean(graph, states)
    pieces: list[str | int | None] = ["texts", "pieces"]
    whole, single = onnx.TensorProto.INT64, onnx.TensorProto.FLOAT
    given = [helper.make_tensor_value_info(name, whole, pieces) for name in ("ids", "mask")]
    vector = helper.make_tensor_value_info("v", single, ["texts", int(arrays["norm.bias"].size)])
    made = helper.make_graph(graph.nodes, "encoder", given, [vector], graph.arrays)
    operators = [helper.make_opsetid("", _OPERATORS), helper.make_opsetid(_OWN, 1)]
    return helper.make_model(made, opset_imports=operators, ir_version=_FORMAT, producer_name="hoivanban")


def write_over(folder: Path, heads: int = HEADS) -> None:
    """Write the graph of a model's folder anew, in its place; its vectors keep their name.

    :raises ValueError: if it is another graph, or would give other vectors.
    """
    before = (folder / MODEL_FILE).read_bytes()
    exported = onnx.load_model_from_string(before)
    content = written_anew(exported, heads).SerializeToString()
    rows = next(one.dims[0] for one in exported.graph.initializer if one.name == "words.weight_quantized")
    difference = np.abs(_vectors(opened_graph(before, 1, unfused=()), rows) - _vectors(opened_graph(content, 1), rows))
    if difference.max() > MOST_DIFFERENCE:
        raise ValueError(f"the graph written anew gives other vectors: {difference.max():.6f}")
    (folder / MODEL_FILE).write_bytes(content)
    digests = {"exported": hashlib.sha256(before).hexdigest(), "written": hashlib.sha256(content).hexdigest()}
    (folder / GRAPH_FILE).write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


def _vectors(session: Any, rows: int) -> Floats:
    """The vectors that a graph gives to three texts of chance, one of them shorter."""
    pieces = np.random.default_rng(0).integers(0, rows, (3, 20))
    seen = (np.arange(20) < np.array([[20], [20], [7]])).astype(np.int64)
    vectors: Floats = session.run(None, {"ids": pieces, "mask": seen})[0]
    return vectors


def _arrays(exported: onnx.ModelProto) -> dict[str, Array]:
    """The arrays by their names; of equal ones the exporter keeps one and names the others after it."""
    arrays = {one.name: numpy_helper.to_array(one) for one in exported.graph.initializer}
    for node in exported.graph.node:
        if node.op_type == "Identity" and node.input[0] in arrays:
            arrays[node.output[0]] = arrays[node.input[0]]
    return arrays


def _linear_maps(exported: onnx.ModelProto, arrays: Mapping[str, Array]) -> dict[str, _Map]:
    """The linear maps, by names such as ``layers.0.q``."""
    found = {}
    for node in exported.graph.node:
        if node.op_type == "MatMulInteger":
            name = ".".join(node.name.split("/")[1:3])  # "/layers.0/q/MatMul_quant"
            weight = node.input[1].removesuffix("_quantized")
            if arrays[f"{weight}_zero_point"].any():
                raise ValueError("weights that do not lie around zero")
            found[name] = _Map(arrays[f"{weight}_quantized"], arrays[f"{weight}_scale"], arrays[f"{name}.bias"])
    if not found:
        raise ValueError("not the graph that the exporter writes")
    return found


def _embedded(graph: _Graph, arrays: Mapping[str, Array]) -> str:
    """The states before the first layer."""
    parts = ("quantized", "scale", "zero_point")
    words = [graph.array(f"words.{part}", arrays[f"words.weight_{part}"]) for part in parts]
    graph.node("Gather", [words[0], "ids"], "pieces")
    graph.node("DequantizeLinear", ["pieces", *words[1:]], "words")
    graph.node("Shape", ["ids"], "length", start=1, end=2)
    graph.array("begin", np.array([0], np.int64))
    graph.array("positions.weight", arrays["positions.weight"])
    graph.node("Slice", ["positions.weight", "begin", "length", "begin"], "positions")
    graph.node("Add", ["words", "positions"], "placed")
    graph.node("Add", ["placed", graph.array("kind", arrays["kind"])], "embedded")
    return graph.norm("embedded", "norm", arrays)


def _layer(
    graph: _Graph, name: str, states: str, maps: Mapping[str, _Map], arrays: Mapping[str, Array], heads: int
) -> str:
    """The states after one layer."""

    def linear(given: list[str], part: str) -> str:
        return graph.linear(given, f"{name}.{part}", maps[f"{name}.{part}"])

    given = graph.quantised(states)
    looked = [linear(given, part) for part in ("q", "k", "v")]
    seen = graph.node(
        "MultiHeadAttention", [*looked, "", "seen"], f"{name}.attention", _OWN, num_heads=heads, mask_filter_value=_FAR
    )
    out = linear(graph.quantised(seen), "ao")
    states = graph.norm(graph.node("Add", [out, states], f"{name}.attended"), f"{name}.aln", arrays)
    inner = graph.node("Gelu", [linear(graph.quantised(states), "fi")], f"{name}.gelu", _OWN)
    return graph.norm_of_sum(linear(graph.quantised(inner), "fo"), states, f"{name}.oln", arrays)


def _mean(graph: _Graph, states: str) -> None:
    """The unit vector of each text, in the steps in which it was exported."""
    over, last = graph.array("over", np.array([1], np.int64)), graph.array("last", np.array([2], np.int64))
    graph.node("Cast", ["mask"], "kept", to=onnx.TensorProto.FLOAT)
    graph.node("Unsqueeze", ["kept", last], "column")
    graph.node("Mul", [states, "column"], "unpadded")
    graph.node("ReduceSum", ["unpadded", over], "sum", keepdims=0)
    graph.node("ReduceSum", ["column", over], "count", keepdims=0)
    graph.node("Div", ["sum", "count"], "mean")
    graph.node("Mul", ["mean", "mean"], "squares")
    graph.node("ReduceSum", ["squares", over], "square", keepdims=1)
    graph.node("Sqrt", ["square"], "norm_of_mean")
    graph.node("Div", ["mean", "norm_of_mean"], "v")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m index.training.transformer_graph", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    write_over(parser.parse_args(arguments).folder)


if __name__ == "__main__":
    main()

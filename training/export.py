"""Writes a trained network as a CTranslate2 model in int8.

Rules: greedy output equals the network's own; the head that learnt to align comes first in its layer,
because CTranslate2 averages the first heads and we want that one alone.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from torch import Tensor, nn

from training.network import EPSILON, Attention, FeedForward, Network, Norm, Shape
from training.vocabulary import Vocabulary

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a package is made of; ``head`` is the one that aligns, if any was trained to."""

    network: Network
    pieces: bytes
    head: int | None
    carries_latin: bool


def load(path: Path) -> Checkpoint:
    """Read a checkpoint of `training.train`."""
    state = torch.load(path, weights_only=True)
    network = Network(Shape(**state["shape"]))
    network.load_state_dict({name: value.float() for name, value in state["model"].items()})
    return Checkpoint(
        network=network.eval(),
        pieces=state["pieces"],
        head=state.get("head"),
        carries_latin=state.get("carries_latin", True),
    )


def _array(value: Tensor) -> Array:
    """Copy: CTranslate2 scales its arrays in place."""
    return cast("Array", value.detach().numpy().copy())


def _linear(
    spec: Any,  # noqa: ANN401
    layer: nn.Linear,
    change: Callable[[Array], Array] = lambda array: array,
) -> None:
    spec.weight, spec.bias = change(_array(layer.weight)), change(_array(layer.bias))


def _norm(spec: Any, layer: Norm) -> None:  # noqa: ANN401
    spec.gamma = _array(layer.weight)


def _attention(spec: Any, layer: Attention, first: int | None = None) -> None:  # noqa: ANN401
    """Copy a layer; the head ``first`` changes places with head 0."""
    _norm(spec.layer_norm, layer.norm)
    order = np.arange(layer.out.in_features).reshape(layer.heads, -1)
    if first:
        order[[0, first]] = order[[first, 0]]
    rows = order.reshape(-1)
    if layer.cross:
        _linear(spec.linear[0], layer.q, lambda array: array[rows])
        _linear(
            spec.linear[1], layer.kv, lambda array: array[np.concatenate([rows, rows + len(rows)])]
        )
    else:
        _linear(spec.linear[0], layer.qkv)
    spec.linear[-1].weight = _array(layer.out.weight)[:, rows]
    spec.linear[-1].bias = _array(layer.out.bias)


def _feed_forward(spec: Any, layer: FeedForward) -> None:  # noqa: ANN401
    _norm(spec.layer_norm, layer.norm)
    _linear(spec.linear_0, layer.up)
    _linear(spec.linear_1, layer.down)


def _specification(network: Network, head: int | None) -> transformer_spec.TransformerSpec:
    shape = network.shape
    common: dict[str, Any] = {
        "pre_norm": True,
        "activation": common_spec.Activation.RELU,
        "rms_norm": True,
        "rotary_dim": 0,
        "rotary_interleave": False,
    }
    guided: dict[str, Any] = {} if head is None else {"alignment_layer": -1, "alignment_heads": 1}
    encoder = transformer_spec.TransformerEncoderSpec(shape.encoder, shape.heads, **common)
    decoder = transformer_spec.TransformerDecoderSpec(
        shape.decoder, shape.heads, **common, **guided
    )
    encoder.embeddings[0].weight = _array(network.src.weight)
    decoder.embeddings.weight = _array(network.tgt.weight)
    decoder.projection.weight = _array(network.tgt.weight)
    encoder.scale_embeddings = decoder.scale_embeddings = True
    _norm(encoder.layer_norm, network.enc_norm)
    _norm(decoder.layer_norm, network.dec_norm)
    for layer, (attention, feed) in zip(encoder.layer, cast("Any", network.enc), strict=True):
        _attention(layer.self_attention, attention)
        _feed_forward(layer.ffn, feed)
    for layer, (own, cross, feed) in zip(decoder.layer, cast("Any", network.dec), strict=True):
        _attention(layer.self_attention, own)
        _attention(layer.attention, cross, head if cross is network.aligner else None)
        _feed_forward(layer.ffn, feed)
    return transformer_spec.TransformerSpec(encoder, decoder)


def write(checkpoint: Checkpoint, folder: Path) -> None:
    """Write a model folder; what stood there is replaced."""
    words = Vocabulary(model=checkpoint.pieces)
    spec = _specification(checkpoint.network, checkpoint.head)
    spec.register_source_vocabulary(words.pieces)
    spec.register_target_vocabulary(words.pieces[: words.outputs])
    config = spec.config
    config.bos_token, config.eos_token, config.unk_token = "<s>", "</s>", "<unk>"
    config.decoder_start_token = "<s>"
    config.add_source_bos, config.add_source_eos = False, True
    config.layer_norm_epsilon = EPSILON
    spec.validate()
    spec.optimize(quantization="int8")
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    spec.save(str(folder))

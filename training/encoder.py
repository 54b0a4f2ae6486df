"""Export a sentence encoder (MiniLM-L6) to int8 ONNX, once; needs torch, which nothing else does.

    python -m training.encoder FOLDER OUT.onnx

FOLDER holds config.json and model.safetensors of all-MiniLM-L6-v2 (Apache-2.0). The exported
graph takes ``ids`` and ``mask`` [batch, tokens] and gives ``vectors`` [batch, 384]: the mean of
the last layer over the tokens, of length 1 (Reimers and Gurevych 2019).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import BertModel


class Encoder(nn.Module):
    """BERT with mean pooling and unit length."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(
            folder, attn_implementation="eager", add_pooling_layer=False
        )

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask[:, :, None].float()
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1.0)
        return nn.functional.normalize(mean, dim=-1)


def main() -> None:
    """Export, then quantize the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    sample = torch.ones(2, 8, dtype=torch.long)
    axes = {name: {0: "batch", 1: "tokens"} for name in ("ids", "mask")}
    with tempfile.TemporaryDirectory() as folder:
        plain = str(Path(folder) / "plain.onnx")
        torch.onnx.export(
            Encoder(options.folder).eval(),
            (sample, sample),
            plain,
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes=axes | {"vectors": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(plain, options.out, weight_type=QuantType.QInt8, per_channel=True)


if __name__ == "__main__":
    main()

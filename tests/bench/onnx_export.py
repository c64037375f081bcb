"""Writes readme.onnx and notebook.onnx, with random weights, into the folder that is named."""

import sys

import torch

from common import net

torch.manual_seed(0)
for name in "readme", "notebook":
    torch.onnx.export(net(name, pool_first=True).eval(), torch.zeros(1, 1, 28, 28),
                      f"{sys.argv[1]}/{name}.onnx", input_names=["images"],
                      output_names=["logits"],
                      dynamic_axes={"images": {0: "count"}, "logits": {0: "count"}})

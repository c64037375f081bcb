"""read_safetensors.py NAME.safetensors OUT: loads our file into the PyTorch module that its spec
describes, whose state_dict must have the same names, shapes and order, and writes that module's
probabilities for MNIST's test pictures."""

import json
import re
import struct
import sys

import torch
from torch import nn

from train_elsewhere import mnist


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        values = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32)
        tensors[name] = values.reshape(entry["shape"])
    return metadata, tensors


def layer(token, inputs):
    """A PyTorch module for a token of a spec, and the number of its output channels."""
    numbers = [float(text) for text in re.findall(r"[\d.]+", token)]
    if token.startswith("conv"):
        return nn.Conv2d(inputs, int(numbers[0]), int(numbers[1])), int(numbers[0])
    if token.startswith("dense"):
        return nn.LazyLinear(int(numbers[0])), int(numbers[0])
    if token.startswith("pool"):
        return nn.MaxPool2d(int(numbers[0])), inputs
    if token.startswith("dropout"):
        return nn.Dropout(numbers[0]), inputs
    if token == "bn":
        return None, inputs
    return {"relu": nn.ReLU, "flatten": nn.Flatten}[token](), inputs


def build(spec):
    net, channels, counts, flat = nn.Sequential(), 1, {}, False
    for token in spec.split("-"):
        kind = re.match("[a-z]+", token).group()
        counts[kind] = counts.get(kind, 0) + 1
        module, channels = layer(token, channels)
        flat = flat or kind == "flatten"
        if kind == "bn":
            module = nn.BatchNorm1d(channels) if flat else nn.BatchNorm2d(channels)
        net.add_module(f"{kind}{counts[kind]}", module)
    net(torch.zeros(2, 1, 28, 28))  # so that the lazy layers get their sizes
    return net.eval()


def main():
    metadata, tensors = read(sys.argv[1])
    net = build(metadata["spec"])
    expected = {name: tuple(tensor.shape) for name, tensor in net.state_dict().items()
                if not name.endswith("num_batches_tracked")}
    found = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if list(expected.items()) != list(found.items()):
        sys.exit(f"PyTorch has {expected}, the file {found}")
    net.load_state_dict(tensors, strict=False)
    images, _ = mnist("t10k")
    with torch.no_grad():
        probabilities = torch.cat([net(part).softmax(1) for part in images.split(500)])
    probabilities.numpy().tofile(sys.argv[2])


main()

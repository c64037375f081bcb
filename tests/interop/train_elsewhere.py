"""Trains a small network with PyTorch on MNIST and writes it as ONNX and as safetensors.

train_elsewhere.py FOLDER: leaves elsewhere.onnx, elsewhere.safetensors and, in elsewhere.floats,
PyTorch's probabilities for the test pictures."""

import gzip
import json
import struct
import sys

import numpy
import torch
from torch import nn

SPEC = "conv16k3-bn-relu-pool2-conv16k3-relu-pool2-flatten-dropout0.25-dense32-relu-dense10"


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3)
        self.bn1 = nn.BatchNorm2d(16)
        self.conv2 = nn.Conv2d(16, 16, 3)
        self.dense1 = nn.Linear(16 * 5 * 5, 32)
        self.dense2 = nn.Linear(32, 10)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.bn1(self.conv1(x))), 2)
        x = nn.functional.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = nn.functional.dropout(x.view(x.size(0), -1), 0.25, self.training)
        return self.dense2(torch.relu(self.dense1(x)))


def mnist(part):
    def read(kind, header):
        with gzip.open(f"assets/mnist/{part}-{kind}-ubyte.gz") as file:
            return torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8)[header:].copy())

    return read("images-idx3", 16).view(-1, 1, 28, 28).float() / 255, read("labels-idx1", 8).long()


def train(net, steps=150):
    images, labels = mnist("train")
    optimiser = torch.optim.Adam(net.parameters(), 2e-3)
    for chosen in torch.randperm(len(images)).split(128)[:steps]:
        optimiser.zero_grad()
        nn.functional.cross_entropy(net(images[chosen]), labels[chosen]).backward()
        optimiser.step()


def save_onnx(net, path):
    torch.onnx.export(net, torch.zeros(1, 1, 28, 28), path, input_names=["image"],
                      output_names=["logits"], dynamic_axes={"image": {0: "batch"}})


def save_safetensors(net, path):
    """Writes what safetensors.torch.save_file(tensors, path, metadata) would."""
    tensors = {name: tensor.numpy() for name, tensor in net.state_dict().items()
               if not name.endswith("num_batches_tracked")}
    header = {"__metadata__": {"format": "inkling", "format_version": "1", "spec": SPEC,
                               "input_shape": "28,28,1", "trained_with": "PyTorch"}}
    at = 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(values.shape),
                        "data_offsets": [at, at + values.nbytes]}
        at += values.nbytes
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            file.write(values.astype("<f4").tobytes())


def main():
    torch.manual_seed(0)
    net = Net()
    train(net)
    net.eval()
    save_onnx(net, f"{sys.argv[1]}/elsewhere.onnx")
    save_safetensors(net, f"{sys.argv[1]}/elsewhere.safetensors")
    images, labels = mnist("t10k")
    with torch.no_grad():
        probabilities = torch.cat([net(part).softmax(1) for part in images.split(500)])
    probabilities.numpy().tofile(f"{sys.argv[1]}/elsewhere.floats")
    print(f"accuracy {(probabilities.argmax(1) == labels).float().mean():.4f}")


if __name__ == "__main__":
    main()

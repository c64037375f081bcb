"""Data, networks and statistics that the comparisons share."""

import gzip
import json
import statistics
import subprocess

INKLING = "build/release/app/inkling"


def figures(values, digits):
    """The median and, in brackets, the minimum and the maximum."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def ratio(ours, theirs):
    return f"{statistics.median(theirs) / statistics.median(ours):.2f}"


def json_lines(command, environment=None):
    """The output of a command that prints one JSON object per line."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def mnist(part):
    """Images [n,1,28,28] from 0 to 1 and labels [n]; part is train or t10k."""
    import numpy
    import torch

    def read(kind, header):
        with gzip.open(f"assets/mnist/{part}-{kind}-ubyte.gz") as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header).copy()

    images = torch.from_numpy(read("images-idx3", 16)).view(-1, 1, 28, 28).float() / 255
    return images, torch.from_numpy(read("labels-idx1", 8)).long()


def net(name, pool_first):
    """The network readme or notebook; pooling before the ReLU gives the same numbers with less work."""
    from torch import nn

    def block(inputs, outputs):
        after = [nn.MaxPool2d(2), nn.ReLU()] if pool_first else [nn.ReLU(), nn.MaxPool2d(2)]
        return [nn.Conv2d(inputs, outputs, 3), *after]

    layers = block(1, 32)
    if name == "notebook":
        layers += block(32, 64)
    values = 64 * 5 * 5 if name == "notebook" else 32 * 13 * 13
    layers += [nn.Flatten(), nn.Linear(values, 64), nn.ReLU(), nn.Linear(64, 10)]
    return nn.Sequential(*layers)

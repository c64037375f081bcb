"""Trains a network with PyTorch and prints the seconds per epoch as JSON.

pytorch_epoch.py NET BATCH IMAGES THREADS tuned|plain: Adam 1e-3, float32, no augmentation, on the
first IMAGES pictures of MNIST's training set. Loading, warm-up and evaluation are not timed."""

import json
import sys
import time

import torch

from common import mnist, net


def epoch(model, optimiser, images, labels, batch):
    loss_of = torch.nn.CrossEntropyLoss()
    order = torch.randperm(len(images))
    for chosen in order.split(batch):
        optimiser.zero_grad(set_to_none=True)
        loss_of(model(images[chosen]), labels[chosen]).backward()
        optimiser.step()


def accuracy(model):
    images, labels = mnist("t10k")
    with torch.no_grad():
        return (model(images).argmax(1) == labels).float().mean().item()


def main():
    name, batch, count, threads, manner = sys.argv[1:]
    batch, count, tuned = int(batch), int(count), manner == "tuned"
    torch.manual_seed(0)
    torch.set_num_threads(int(threads))
    images, labels = mnist("train")
    images, labels = images[:count], labels[:count]
    model = net(name, pool_first=tuned)
    if tuned:
        images = images.contiguous(memory_format=torch.channels_last)
        model = model.to(memory_format=torch.channels_last)
    optimiser = torch.optim.Adam(model.parameters(), 1e-3, eps=1e-7)
    epoch(model, optimiser, images[: 20 * batch], labels[: 20 * batch], batch)
    start = time.perf_counter()
    epoch(model, optimiser, images, labels, batch)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "accuracy": accuracy(model)}))


main()

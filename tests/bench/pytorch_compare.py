"""Measures an epoch of training with Inkling and PyTorch in turn, for pytorch.sh."""

import argparse
import os
import shutil
import sys

import torch

from common import INKLING, figures, json_lines, ratio

IMAGES = 54000  # Inkling's training set; the rest is its validation set
PLAIN_IMAGES = IMAGES // 6  # enough for the slow configuration; its time is multiplied by 6

# Makes glibc keep freed memory instead of returning it and asking again at every step.
TUNED_MALLOC = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "8589934592"}


def inkling(net, batch, threads):
    folder = "build/bench/run"
    shutil.rmtree(folder, ignore_errors=True)
    lines = json_lines(
        [INKLING, "train", "--net", net, "--recipe", "original", "--epochs", "1", "--lr", "0.001",
         "--batch", str(batch), "--threads", str(threads), "--out", folder, "--json"])
    return lines[-1]["summary"]["train_seconds"]


def pytorch(net, batch, images, threads, manner):
    environment = dict(os.environ)
    if manner == "tuned":
        environment.update(TUNED_MALLOC)
    lines = json_lines(
        [sys.executable, "tests/bench/pytorch_epoch.py", net, str(batch), str(images),
         str(threads), manner], environment)
    return lines[-1]["seconds"] * IMAGES / images


def main():
    parser = argparse.ArgumentParser(prog="tests/bench/pytorch.sh")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    columns = "{:9} {:>5}  {:22} {:22} {:>6}  {:22} {:>6}"
    print(f"PyTorch {torch.__version__}; seconds an epoch of {IMAGES} pictures, "
          f"median (least-most) of {options.rounds} rounds by turns\n")
    print(columns.format("net", "batch", f"Inkling, {options.threads} threads",
                         f"tuned, {options.threads} threads", "ratio", "as it comes, 1 thread",
                         "ratio"))
    for net in "readme", "notebook":
        for batch in 64, 128:
            ours, tuned, plain = [], [], []
            for _ in range(options.rounds):
                ours.append(inkling(net, batch, options.threads))
                tuned.append(pytorch(net, batch, IMAGES, options.threads, "tuned"))
                plain.append(pytorch(net, batch, PLAIN_IMAGES, 1, "plain"))
            print(columns.format(net, batch, figures(ours, 2), figures(tuned, 2),
                                 ratio(ours, tuned), figures(plain, 2), ratio(ours, plain)),
                  flush=True)


main()

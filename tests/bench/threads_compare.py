"""Compares all threads with one, for threads.sh."""

import argparse
import statistics
from collections import defaultdict

from common import INKLING, json_lines

NETS = ["readme", "notebook", "sprint", "best"]


def measure(net):
    """The handover time in ns, measured first, and (batch, images per second on one thread, on all)."""
    handover, speeds = 0, defaultdict(list)
    for line in json_lines([INKLING, "bench", "--json", net]):
        if "machine" in line:
            handover = line["machine"]["handover_ns"]
        if "training" in line:
            speeds[line["training"]["batch"]].append(line["training"]["images_per_second"])
    return handover, [(batch, *speed) for batch, speed in speeds.items()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    ratios = defaultdict(list)
    print("net, batch: times as fast (ns until a thread sees what another has written)")
    for _ in range(rounds):
        for net in NETS:
            handover, speeds = measure(net)
            for batch, one, all_threads in speeds:
                ratios[net, batch].append((all_threads / one, handover))
    for (net, batch), found in sorted(ratios.items()):
        each = ", ".join(f"{ratio:.2f} ({handover:.0f})" for ratio, handover in found)
        print(f"{net}, {batch}: median {statistics.median(r for r, _ in found):.2f} of {each}")


if __name__ == "__main__":
    main()

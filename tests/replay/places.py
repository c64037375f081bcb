#!/usr/bin/env python3
"""Replays a file of drawings at many places, sizes and brush widths of the canvas.

Usage: places.py INKLING FILE.ndjson
Prints the accuracy of each, and the largest difference from that of the plain replay. Exits with 1
if that is more than 0.2 points.
"""
import itertools
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

SCALES = ["0.15", "0.4", "0.65", "0.9"]
PLACES = ["0.5,0.5", "0,0", "1,0", "0,1", "1,1"]
PENS = ["8", "20", "46"]
MOST = 0.002


def accuracy(inkling, file, *options):
    command = [inkling, "replay", "--json", *options, file]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])["summary"]["accuracy"]


def main():
    inkling, file = sys.argv[1:]
    plain = accuracy(inkling, file)
    print(f"plain                         {plain:.2%}", flush=True)
    worst = 0
    settings = list(itertools.product(SCALES, PLACES, PENS))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda s: accuracy(inkling, file, "--scale", s[0], "--at", s[1], "--pen", s[2]), settings)
        for (scale, at, pen), share in zip(settings, found):
            worst = max(worst, abs(share - plain))
            print(f"scale {scale:5} at {at:7} pen {pen:3} {share:.2%}", flush=True)
    print(f"farthest from plain: {100 * worst:.2f} points")
    sys.exit(worst > MOST)


if __name__ == "__main__":
    main()

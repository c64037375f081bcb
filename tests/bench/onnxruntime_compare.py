"""Measures inference with Inkling and onnxruntime in turn, for onnxruntime.sh."""

import argparse
import os

from common import INKLING, figures, json_lines, ratio


def inkling(net):
    lines = json_lines([INKLING, "bench", net, "--json"])
    latency = next(line["latency"] for line in lines if "latency" in line)
    most = max((line["throughput"] for line in lines if "throughput" in line),
               key=lambda throughput: throughput["images"])
    return {**latency, "images_per_second": most["images_per_second"]}


def onnxruntime(net, folder):
    return json_lines(["node", "tests/bench/onnxruntime_run.js", folder,
                       f"build/bench/{net}.onnx", str(os.cpu_count())])[-1]


def main():
    parser = argparse.ArgumentParser(prog="tests/bench/onnxruntime.sh")
    parser.add_argument("folder", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    figure_rows = [
        ("p50_us", "one image, one thread: median us", 1),
        ("p99_us", "one image, one thread: p99 us", 1),
        ("images_per_second", f"10,000 images, {os.cpu_count()} threads: a second", 0),
    ]
    columns = "{:9} {:38} {:28} {:28} {:>6}"
    print(f"median (least-most) of {options.rounds} rounds by turns\n")
    print(columns.format("net", "", "Inkling", "onnxruntime", "ratio"))
    for net in "readme", "notebook":
        rounds = [(inkling(net), onnxruntime(net, options.folder)) for _ in range(options.rounds)]
        for key, title, digits in figure_rows:
            ours = [one[key] for one, _ in rounds]
            theirs = [one[key] for _, one in rounds]
            times = ratio(theirs, ours) if key == "images_per_second" else ratio(ours, theirs)
            print(columns.format(net, title, figures(ours, digits), figures(theirs, digits),
                                 times), flush=True)


main()

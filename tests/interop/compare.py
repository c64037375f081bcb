"""compare.py OURS THEIRS: fails unless two files of probabilities differ by at most 1e-5."""

import sys

import numpy

ours, theirs = (numpy.fromfile(name, numpy.float32).reshape(-1, 10) for name in sys.argv[1:])
difference = float(abs(ours - theirs).max()) if ours.shape == theirs.shape else float("inf")
spread = float(ours.std())  # answers that are the same for all pictures would compare well
print(f"{len(ours)} pictures, largest difference {difference:.1e}")
sys.exit(not (difference <= 1e-5 and spread > 0.05 and len(ours) == 10000))

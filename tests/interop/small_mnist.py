"""small_mnist.py FOLDER: MNIST with a tenth of the training pictures."""

import gzip
import os
import struct
import sys

COUNT = 6000

os.makedirs(sys.argv[1], exist_ok=True)
for name, header, size in (("images-idx3", 16, 784), ("labels-idx1", 8, 1)):
    with gzip.open(f"assets/mnist/train-{name}-ubyte.gz") as file:
        data = file.read(header + COUNT * size)
    with open(f"{sys.argv[1]}/train-{name}-ubyte", "wb") as file:
        file.write(data[:4] + struct.pack(">I", COUNT) + data[8:])
    with gzip.open(f"assets/mnist/t10k-{name}-ubyte.gz") as file, \
            open(f"{sys.argv[1]}/t10k-{name}-ubyte", "wb") as copy:
        copy.write(file.read())

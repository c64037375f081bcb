# shellcheck shell=bash disable=SC2154 # mnist is set by the script that sources this
# Extracts the first pictures of MNIST as a small data set, for tests that train briefly.

# subset FOLDER NAME HEADER_BYTES COUNT SIZE: extracts the first COUNT items of SIZE bytes of a
# file.
subset() {
    local name=$2 header=$3 count=$4 size=$5 bytes
    printf -v bytes '\\x%02x\\x%02x' $((count / 256)) $((count % 256))
    {
        gzip -dc "$mnist/$name.gz" | head -c 6
        printf '%b' "$bytes"
        gzip -dc "$mnist/$name.gz" | tail -c +9 | head -c $((header - 8 + count * size))
    } >"$1/$name" 2>/dev/null || true # gzip's pipe is closed early
}

# small_mnist FOLDER TRAIN TEST: creates the folder, with this many training and test pictures.
small_mnist() {
    mkdir -p "$1"
    subset "$1" train-images-idx3-ubyte 16 "$2" 784
    subset "$1" train-labels-idx1-ubyte 8 "$2" 1
    subset "$1" t10k-images-idx3-ubyte 16 "$3" 784
    subset "$1" t10k-labels-idx1-ubyte 8 "$3" 1
}

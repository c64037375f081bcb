#!/usr/bin/env bash
# Kills training (kill -9) at random moments and lets it go on: it must end with the same weights,
# bit for bit, and the same metrics as a run that nobody disturbed.
# Usage: test_kill.sh INKLING MNIST_FOLDER KILLS; writes to a new folder in the current one. The test
# suite asks for ten kills; for hundreds: tests/app/cli/test_kill.sh INKLING assets/mnist 200
set -euo pipefail

inkling=$1
mnist=$2
kills=$3
folder=$(mktemp -d "$PWD/test_kill.XXXXXX")
trap 'rm -rf "$folder"' EXIT
mnist=$(cd "$mnist" && pwd)
cd "$folder"
killed=0
ended=0

# The first COUNT items of SIZE bytes of an MNIST file.
subset() {
    local name=$1 header=$2 count=$3 size=$4 bytes
    printf -v bytes '\\x%02x\\x%02x' $((count / 256)) $((count % 256))
    {
        gzip -dc "$mnist/$name.gz" | head -c 6
        printf '%b' "$bytes"
        gzip -dc "$mnist/$name.gz" | tail -c +9 | head -c $((header - 8 + count * size))
    } >"data/$name" 2>/dev/null || true # gzip's pipe is closed early
}

# start FOLDER: begins the run, or goes on with it, in the background.
start() {
    if [ -f "$1/run.json" ]; then
        "$inkling" train --json --resume "$1" >out 2>err </dev/null &
    else
        rm -rf "$1"
        "$inkling" train --json --data data --net conv4k5-bn-relu-pool2-flatten-dropout0.2-dense10 \
            --epochs 6 --augment light --threads 2 --out "$1" >out 2>err </dev/null &
    fi
}

# check FOLDER: it has what the undisturbed run has; only the times differ.
check() {
    local a b
    a=$(jq -r .result.weights_sha256 whole/run.json)
    b=$(jq -r .result.weights_sha256 "$1/run.json")
    [ "$a" = "$b" ] || { echo "after $killed kills: weights $b instead of $a"; exit 1; }
    diff <(cut -d, -f1-6 whole/metrics.csv) <(cut -d, -f1-6 "$1/metrics.csv") ||
        { echo "after $killed kills: other metrics"; exit 1; }
    [ ! -f "$1/checkpoint.safetensors" ] || { echo "the checkpoint is left"; exit 1; }
}

mkdir data
subset train-images-idx3-ubyte 16 4000 784
subset train-labels-idx1-ubyte 8 4000 1
subset t10k-images-idx3-ubyte 16 200 784
subset t10k-labels-idx1-ubyte 8 200 1
begin=$(date +%s%N)
start whole
wait $! || { cat err; exit 1; }
milliseconds=$((($(date +%s%N) - begin) / 1000000))

while [ "$killed" -lt "$kills" ] || [ ! -f run/finished ]; do
    start run
    pid=$!
    if [ "$killed" -lt "$kills" ]; then
        pause=$((RANDOM * 32768 + RANDOM)) # of half the time that an undisturbed run takes
        sleep "$(printf '0.%03d' $((pause % (milliseconds / 2 < 999 ? milliseconds / 2 : 999))))"
        if kill -9 "$pid" 2>/dev/null; then
            killed=$((killed + 1))
        fi
    fi
    code=0
    wait "$pid" 2>/dev/null || code=$?
    if [ "$code" -eq 0 ]; then
        check run
        ! compgen -G 'run/*.unfinished-*' || { echo "a file half written is left"; exit 1; }
        ended=$((ended + 1))
        if [ "$killed" -ge "$kills" ]; then
            touch run/finished
        else
            rm -rf run
        fi
    elif [ "$code" -ne 137 ] && grep -q 'run is finished' err; then
        check run # it was killed while it drew its pictures
        rm -rf run
    elif [ "$code" -ne 137 ]; then
        echo "after $killed kills: $(cat err)"
        exit 1
    fi
done
echo "ok - $killed kills, $ended runs ended with the same bits"

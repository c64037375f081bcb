#!/usr/bin/env bash
# The program in adverse conditions: closed streams, full or read-only disks, folders that are links
# or files, endless arguments, several copies at once.
# Usage: test_surroundings.sh INKLING MNIST_FOLDER; writes to a new folder in the current one.
# shellcheck disable=SC2016 # single quotes hold code for inner shells
set -uo pipefail
export LC_ALL=C

inkling=$(realpath "$1")
mnist=$(realpath "$2")
# shellcheck source=tests/app/cli/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/support/small_mnist.sh
. "$(dirname "$0")/../../support/small_mnist.sh"
folder=$(mktemp -d "$PWD/test_surroundings.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
flags=(--data "$folder/small" --net conv4k5-relu-pool2-flatten-dense10 --epochs 2 --threads 2)

weights() {
    jq -r .result.weights_sha256 "$1/run.json"
}

# same_weights RUN: must have the weights of the undisturbed run.
same_weights() {
    checks=$((checks + 1))
    [ "$(weights "$1")" = "$expected" ] || fail "$command: the weights differ"
}

has_metrics_or_ended() {
    [ -f closed/metrics.csv ] || ! kill -0 "$1" 2>/dev/null
}

test_surroundings__closed_streams_do_not_give_files_their_descriptors() {
    local fd
    "$inkling" train "${flags[@]}" --epochs 10000 --out closed <&- >&- 2>&- &
    wait_until "the training to write its metrics" has_metrics_or_ended $!
    for fd in 0 1 2; do
        checks=$((checks + 1))
        [ ! -e /proc/self/fd ] || [ "$(readlink "/proc/$!/fd/$fd")" = /dev/null ] ||
            fail "descriptor $fd is $(readlink "/proc/$!/fd/$fd")"
    done
    kill $! 2>/dev/null
    wait $! 2>/dev/null
    run 1 bash -c '"$1" --help >&-' bash "$inkling"
    grep -q '^inkling: .*standard output' err || fail "$command: the closed output is not reported"
    run 0 bash -c '"$1" export --to safetensors out.safetensors <&- >&- 2>&-' bash "$inkling"
    cmp -s out.safetensors model.safetensors || fail "$command: the model differs"
}

# The shell's limit is in kilobytes. The existing file must stay.
test_surroundings__file_size_limit_is_reported() {
    cp model.safetensors limited.safetensors
    refuses 1 'limited.safetensors: File too large; free some space' bash -c \
        'ulimit -f 100; "$1" export --to safetensors limited.safetensors' bash "$inkling"
    cmp -s limited.safetensors model.safetensors || fail "$command: the existing file is gone"
    run 1 bash -c 'ulimit -f 5; shift; "$@"' bash - "$inkling" train "${flags[@]}" --out limited
    grep -q 'continue with inkling train --resume limited' err || fail "$command: the message does not say how to resume"
    run 0 "$inkling" train --resume limited
    same_weights limited
}

# A disk of its own, where the system allows one: of 60 kilobytes, then larger.
test_surroundings__full_and_read_only_disks_are_reported() {
    mkdir disk
    unshare -rm mount -t tmpfs tmpfs disk 2>/dev/null || { echo "# no disk of its own"; return; }
    run 0 unshare -rm bash -c '
        inkling=$1; shift
        mount -t tmpfs -o size=60k tmpfs disk
        "$inkling" train "$@" --out disk/run 2>why && exit 9
        grep -q "No space left on device; free some space" why || { cat why >&2; exit 8; }
        [ -z "$(find disk -name "*.unfinished-*")" ] || exit 7
        mount -o remount,ro disk
        "$inkling" train --resume disk/run 2>why && exit 6
        grep -q "Read-only file system; choose a folder" why || { cat why >&2; exit 5; }
        "$inkling" export --to onnx disk/net.onnx 2>why && exit 4
        grep -q "disk/net.onnx: Read-only" why || { cat why >&2; exit 3; }
        mount -o remount,rw,size=20m disk
        "$inkling" train --resume disk/run || exit 2
        cp -r disk/run from-disk' bash "$inkling" "${flags[@]}"
    same_weights from-disk
}

test_surroundings__sweeps_are_ranked_where_nothing_can_be_written() {
    mkdir -p readable
    unshare -rm mount -t tmpfs tmpfs readable 2>/dev/null || { echo "# no disk of its own"; return; }
    echo '{"name": "two", "search": "grid", "flags": {"data": "'"$folder"'/small",
        "net": "flatten-dense10", "epochs": 1, "seed": [1, 2]}}' >two.json
    run 0 unshare -rm bash -c '
        mount -t tmpfs tmpfs readable
        cd readable
        "$1" sweep ../two.json --run >/dev/null || exit 2
        cd .. && mount -o remount,ro readable && cd readable
        XDG_PICTURES_DIR=$PWD/../pictures "$1" sweep ../two.json --rank --json' bash "$inkling"
    [ "$(jq .summary.finished out | tail -1)" = 2 ] || fail "$command: the runs are not found"
}

test_surroundings__devices_and_folders_are_not_replaced() {
    mkfifo pipe
    mkdir in-the-way
    refuses 1 'pipe: it exists and is not a regular file' "$inkling" export --to onnx pipe
    refuses 1 'in-the-way: it exists and is not a regular file' "$inkling" export --to onnx in-the-way
    [ -p pipe ] && [ -d in-the-way ] || fail "$command: the output was replaced"
}

test_surroundings__folders_may_be_links_but_not_files() {
    mkdir elsewhere
    ln -s elsewhere linked
    run 0 "$inkling" train "${flags[@]}" --results linked
    [ -n "$(find elsewhere -name model.safetensors)" ] || fail "$command: there is no run behind the link"
    : >file
    ln -s nowhere dangling
    for results in file dangling; do
        refuses 1 "$results" "$inkling" train "${flags[@]}" --results $results
    done
    cp model.safetensors real.safetensors
    ln -s real.safetensors link.safetensors
    run 0 "$inkling" export --to safetensors link.safetensors
    [ -L link.safetensors ] || fail "$command: the link was replaced by a file"
}

test_surroundings__failed_start_leaves_nothing() {
    mkdir empty
    refuses 1 empty "$inkling" train --data empty --results nothing
    [ -z "$(ls nothing)" ] || fail "$command: leaves $(ls nothing)"
}

test_surroundings__endless_arguments_are_refused() {
    local long flag
    long=$(head -c 100000 /dev/zero | tr '\0' a)
    for flag in --out --results --data --net --recipe --augment --resume --seed; do
        run 2 "$inkling" train "$flag" "$long" || continue
        [ "$(wc -l <err)" -eq 1 ] && [ "$(wc -c <err)" -lt 600 ] || fail "$flag: $(head -c 99 err)"
    done
    for verb in classify replay sweep 'export --to onnx' 'eval --model'; do
        # shellcheck disable=SC2086 # two words are meant
        run 1 "$inkling" $verb "$long" || continue
        [ "$(wc -l <err)" -eq 1 ] && [ "$(wc -c <err)" -lt 600 ] || fail "$verb: $(head -c 99 err)"
    done
}

# Paths that the system takes, but in which there is no room for the names of a run's files.
test_surroundings__folders_with_too_long_names_are_refused() {
    local long
    long=$(printf '%0200d/' 1 2 3 4)$(printf '%0190d' 5)
    echo '{"name": "one", "search": "grid", "flags": {"data": "small", "net": "flatten-dense10",
        "epochs": 1}}' >one.json
    refuses 2 'too long' "$inkling" sweep one.json --results "$long"
    refuses 2 'too long' "$inkling" sweep one.json --results "$long" --run
    refuses 2 'too long' "$inkling" train "${flags[@]}" --out "$long/run-$(printf '%05d' 6)"
    [ ! -e "$(printf '%0200d' 1)" ] || fail "$command: a folder was made"
}

test_surroundings__works_without_a_home() {
    run 0 env -u HOME -u XDG_CONFIG_HOME -u XDG_DATA_HOME "$inkling" export --to onnx homeless.onnx
    run 0 env HOME=relative XDG_CONFIG_HOME=also "$inkling" export --to onnx homeless.onnx
    [ ! -e relative ] && [ ! -e also ] || fail "$command: a relative folder was created"
}

# Started at the same time, as by a shell loop.
test_surroundings__runs_of_the_same_second_have_separate_folders() {
    local i pids=()
    for i in 1 2 3; do
        "$inkling" train "${flags[@]}" --results together >/dev/null 2>"err-$i" &
        pids+=($!)
    done
    for i in 1 2 3; do
        checks=$((checks + 1))
        wait "${pids[$((i - 1))]}" || { cp "err-$i" err; fail "run $i of three fails"; }
    done
    [ "$(find together -name model.safetensors | wc -l)" -eq 3 ] || fail "there are not three models"
}

small_mnist small 600 200
"$inkling" export --to safetensors model.safetensors
"$inkling" train "${flags[@]}" --out whole >out 2>err || fail "the undisturbed run"
expected=$(weights whole)
run_tests test_surroundings__

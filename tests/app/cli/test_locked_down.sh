#!/usr/bin/env bash
# Traces the program's system calls: it creates no socket but the window's to its X server, starts
# no other program, writes only to the paths it was given and to its XDG folders, and reads only its
# data and its libraries' files.
# Usage: test_locked_down.sh verbs|window INKLING MNIST_FOLDER WHERE
# Leaves its traces in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

way=$1
program_file=$(realpath "$2")
mnist=$(realpath "$3")
where=$(realpath "$4")
folder=$PWD/locked-down-$way
inkling=traced
# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/../../e2e/common.sh"

# Paths that may be read begin with one of these.
reads=("$folder/" "$mnist/"
    "$(realpath -ms "$program_file/../../share/inkling/mnist")/" # the build's link to the same folder
    /lib/ /lib64/ /usr/lib/ /usr/lib64/ /usr/local/lib/ /etc/ld.so. # libraries
    /usr/share/locale/ /etc/localtime /usr/share/zoneinfo/
    /dev/urandom /proc/self/ /proc/cpuinfo /proc/sys/vm/overcommit_memory /sys/devices/system/cpu/)
# The libraries of X also read cursors and keys.
reads_of_x=("$folder-home/" /usr/share/X11/ /usr/share/icons/ /usr/share/pixmaps/
    /usr/share/cursors/ /var/cache/libx11/)

# traced ARGUMENT...: replaces this shell by the program, and writes its calls to $trace.
traced() {
    exec strace -D -f --seccomp-bpf -q -y -o "$trace" \
        -e trace=%file,socket,socketpair,connect,bind "$program_file" "$@"
}

trace_is_whole() {
    tail -n 1 "$trace" | grep -q '+++ exited with'
}

# check WRITES SOCKET: every path written to must begin with one of these words, and each word must
# match one; sockets may connect to this one only.
check() {
    wait_until 20 "the end of $trace" trace_is_whole
    awk -v writes="$1" -v reads="${reads[*]}" -v server="$2" -v folder="$folder" '
        # Removes //, ./ and ../
        function plain(path) {
            gsub(/\/(\.?\/)+/, "/", path)
            while (sub(/\/[^\/]+\/\.\.(\/|$)/, "/", path)) {}
            sub(/\/\.$/, "", path)
            return path
        }
        function allowed(path, prefixes,    count, list, i) {
            count = split(prefixes, list, " ")
            for (i = 1; i <= count; i++)
                if (index(path "/", list[i]) == 1) {
                    seen[list[i]] = 1
                    return 1
                }
            return 0
        }
        # Every path among the arguments; a relative one is in the folder given before it.
        function check_paths(prefixes,    rest, base, word) {
            rest = $0
            base = folder
            while (match(rest, /<[^>]*>|"[^"]*"/)) {
                word = substr(rest, RSTART + 1, RLENGTH - 2)
                if (substr(rest, RSTART, 1) == "<")
                    base = word
                else if (!allowed(plain(word ~ /^\// ? word : base "/" word), prefixes))
                    complain(word)
                rest = substr(rest, RSTART + RLENGTH)
            }
        }
        function complain(what) {
            print "not allowed: " what ": " $0
            failed = 1
        }
        { sub(/^[0-9]+ +/, "") }
        /^(\+\+\+|---|<\.\.\.)/ { next } # ends of threads, signals, second halves of calls
        { call = $0; sub(/\(.*/, "", call) }
        call == "execve" && !started++ { next }
        call ~ /^(f?access|faccessat|readlink|stat|lstat|newfstatat|statx|statfs|getcwd)/ { next }
        call == "mkdir" && / = -1 EEXIST / { next }
        call == "socket" && server != "" && /AF_UNIX/ { next }
        call == "connect" && server != "" && index($0, "\"" server "\"") { next }
        call ~ /^(socket|socketpair|connect|bind|execve|execveat)$/ { complain(call); next }
        call ~ /^open/ && !/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE/ { check_paths(reads); next }
        { check_paths(writes) }
        END {
            count = split(writes, list, " ")
            for (i = 1; i <= count; i++)
                if (!(list[i] in seen)) {
                    print "the trace shows nothing written to " list[i]
                    failed = 1
                }
            exit failed
        }' "$trace" || fail "${trace##*/}"
}

# runs WRITES VERB ARGUMENT...
runs() {
    local writes=$1
    shift
    trace=$folder/$1.trace
    (traced "$@") >>"$folder/out.log" 2>&1 || fail "$*: exit code $?"
    check "$writes" ''
    echo "ok - $1"
}

# The verbs, run in the test's folder, with given output files.
test_verbs() {
    cat >drawings.ndjson <<'NDJSON'
{"word":"1","canvas":[500,500],"drawing":[[[250,250,250],[100,250,400]]]}
NDJSON
    cat >sweep.json <<'JSON'
{"name": "two", "search": "grid",
 "flags": {"net": "flatten-dense10", "epochs": 1, "batch": 500, "seed": [1, 2]}}
JSON
    runs "$folder/run/" train --data "$mnist" --net flatten-dense10 --recipe original --batch 500 \
        --epochs 1 --threads 2 --out run
    runs "$folder/results/" sweep sweep.json --run --results results
    runs '' eval --data "$mnist" --model run/model.safetensors
    runs '' classify --json drawings.ndjson
    runs '' replay --json drawings.ndjson
    runs "$folder/net.onnx.inkling.unfinished- $folder/net.onnx" export --to onnx net.onnx
    runs "$folder/net.safetensors.inkling.unfinished- $folder/net.safetensors" export --to safetensors --model net.onnx net.safetensors
    runs '' bench machine
}

# A drawing labelled as a 7, a screenshot, and the end.
test_window() {
    need Xvfb
    need xdotool
    reads+=("${reads_of_x[@]}")
    trace=$folder/window.trace
    start_server
    start_program
    drag 280,250 700,250 450,800
    press 7
    wait_until 20 "the drawing to be kept" test -s data/inkling/drawings.ndjson
    screenshot drawn
    kill -TERM "$program"
    ends_well 5000
    check "$folder/results/ $folder/data/ $folder/config/" "/tmp/.X11-unix/X${DISPLAY#:}"
    echo "ok - window"
}

need strace
strace -f -o /dev/null true 2>/dev/null || { echo "skipped: strace may not trace"; exit 77; }
make_folder
cd "$folder"
export HOME=$folder-home # does not exist
unset DISPLAY WAYLAND_DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS
"test_$way"

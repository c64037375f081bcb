#!/usr/bin/env bash
# Uses the window for a given time on an X server of its own, as a restless user would: draws,
# undoes, labels, trains, pauses, stops, resizes, switches networks and themes, and opens every
# view.
#
#     tests/endurance.sh [SECONDS [BUILD_FOLDER]]      default: an hour, build/release
#
# After every round it records the process's memory, descriptors and threads. After a warm-up of a
# fifth of the time none may grow. The records are left in BUILD_FOLDER/endurance/rounds.csv.
set -euo pipefail

seconds=${1:-3600}
build=$(cd "${2:-$(dirname "$0")/../build/release}" && pwd)
inkling=$build/app/inkling
where=$build/tests/where
folder=$build/endurance
# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/e2e/common.sh"

most_growth_kb=4096 # of the median of the last fifth over that of the second fifth
sizes=("1100 720" "700 600" "1240 780" "900 560" "640 780")
keys_of_nets=(n s r b) # first letters of the networks in Train/Network

press() {
    keys --window "$window" --delay 20 "$@"
}

draw() {
    drag 280,250 700,250 $((300 + RANDOM % 400)),800
    drag $((300 + RANDOM % 400)),300 400,$((500 + RANDOM % 300)) 600,600
    press e
    drag 450,400 500,600
    press p bracketright bracketleft ctrl+z ctrl+z ctrl+shift+z
    drag 500,200 $((200 + RANDOM % 600)),800
}

look_around() {
    press l period period comma
    xdotool mousemove --window "$window" 300 300 mousemove --window "$window" 500 400
    press w Tab Tab Down Down
    press l w
    press F1 Escape ctrl+plus ctrl+minus ctrl+0 ctrl+d F9
    sleep 1 # otherwise two F9 of xdotool's, which have no timestamps, look like a held key
    press F9
    press ctrl+t Right Right f 7 Left 7 f f Escape
    press F3 Right Down Return Right Escape Escape
    press F4 Down Down Right Left a Escape
    press ctrl+g Down space v v space Escape
}

# The label is undone afterwards: what is kept on purpose is not a leak.
teach() {
    press "$((RANDOM % 10))"
    press ctrl+m Delete Escape
}

# Every fifth run, of a small network, is left to finish; the others are stopped.
train() {
    local net=${keys_of_nets[$1 % 4]}
    [ $(($1 % 5)) -ne 0 ] || net=s
    press alt+t n Return "$net" Return
    click start
    draw
    wait_until 60 "the training" run_has_begun # until then there is nothing to pause
    click start
    drag 300,300 700,700
    click start
    draw
    if [ $(($1 % 5)) -eq 0 ]; then
        wait_until 300 "the run's end" run_has_ended
        press ctrl+r
    else
        press F7 ctrl+r
    fi
    press ctrl+b
}

run_has_begun() {
    [ -n "$(find "$folder/results" -name metrics.csv -size +0)" ]
}

run_has_ended() {
    [ -n "$(find "$folder/results" -name confusion.png)" ]
}

resize() {
    local width height
    read -r width height <<<"${sizes[$1 % ${#sizes[@]}]}"
    xdotool windowsize --sync "$window" "$width" "$height"
    size=${width}x$height
    find_places training
}

count() {
    find "/proc/$program/$1" -mindepth 1 -maxdepth 1 | wc -l
}

threads_are_as_before() {
    has_ended && fail "the program ended"
    [ "$(count task)" -le "$threads" ]
}

# Fails while the window is still writing a run's pictures.
remove_runs() {
    rm -rf "$folder"/results/run-* 2>/dev/null
}

# Records seconds, kilobytes, descriptors and threads once the round's last picture is written.
note() {
    press F7 Delete
    screenshot last
    wait_until 300 "the round's threads to end" threads_are_as_before
    echo "$SECONDS,$(awk '/^VmRSS:/ { print $2 }' "/proc/$program/status"),$(count fd),$(count task)" \
        >>"$folder/rounds.csv"
    wait_until 60 "the last run's pictures" remove_runs
}

# judge: evaluates the records. The first fifth is warm-up. A leaked descriptor never goes away, so
# the minimum of several rounds is compared: a file may happen to be open in any one of them.
judge() {
    awk -F, -v most="$most_growth_kb" '
        function median(from, to,   i, j, n, v, t) {
            n = 0
            for (i = from; i <= to; i++)
                v[n++] = kb[i]
            for (i = 1; i < n; i++)
                for (j = i; j > 0 && v[j - 1] > v[j]; j--) {
                    t = v[j]; v[j] = v[j - 1]; v[j - 1] = t
                }
            return v[int(n / 2)]
        }
        function fewest(from, to,   i, least) {
            least = fds[from]
            for (i = from; i <= to; i++)
                if (fds[i] < least) least = fds[i]
            return least
        }
        { kb[NR] = $2; fds[NR] = $3; threads[NR] = $4 }
        END {
            fifth = int(NR / 5)
            if (fifth < 1) {
                print "FAILED: only " NR " rounds: give it more time"
                exit 1
            }
            first = median(fifth + 1, 2 * fifth); last = median(NR - fifth + 1, NR)
            for (i = 1; i <= NR; i++) {
                part = i <= 2 * fifth ? 0 : 1
                if (threads[i] > most_threads[part]) most_threads[part] = threads[i]
            }
            fds_first = fewest(fifth + 1, 2 * fifth); fds_last = fewest(NR - fifth + 1, NR)
            printf "%d rounds: memory %d kB, then %d kB; descriptors %d, then %d; threads %d, then %d\n",
                NR, first, last, fds_first, fds_last, most_threads[0], most_threads[1]
            exit last - first > most || fds_last > fds_first || most_threads[1] > most_threads[0]
        }' "$folder/rounds.csv" || fail "the process grows: see $folder/rounds.csv"
}

need Xvfb
need xdotool
# Freed memory is returned at once, so that only what the program holds is measured.
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=65536
make_folder
start_server
start_program
press ctrl+g Escape # the list of runs keeps its reading thread
screenshot first
threads=$(count task)
round=0
SECONDS=0
while [ "$SECONDS" -lt "$seconds" ]; do
    draw
    look_around
    teach
    train "$round"
    resize "$round"
    note
    round=$((round + 1))
done
judge
kill -TERM "$program"
ends_well 2000

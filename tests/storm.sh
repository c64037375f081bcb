#!/usr/bin/env bash
# Lets a storm of random input loose on the window, on an X server of its own with openbox: motions,
# presses, strokes, the wheel, keys, resizes, and drops of good and bad files, while a network
# trains now and then. The program is built with the address and undefined behaviour sanitizers.
#
#     tests/storm.sh SECONDS [SEED [BUILD_FOLDER]]      default: some seed, build/asan
#
# Fails on a sanitizer's report, a crash, a leak at the end, and if a frame takes longer than 10
# seconds (times PATIENCE, on a busy machine). The same seed gives the same input; what was sent is
# in BUILD_FOLDER/storm/events.log.
set -euo pipefail

seconds=${1:?storm.sh SECONDS [SEED [BUILD_FOLDER]]}
seed=${2:-$((RANDOM * 32768 + RANDOM))}
tree=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${3:-$tree/build/asan}" && pwd)
inkling=$build/app/inkling
where=$build/tests/where
dropper=$build/tests/drop
folder=$build/storm
# shellcheck source=tests/e2e/common.sh
. "$tree/tests/e2e/common.sh"

keys=(a b c d e f g h i l m n p q r s t u v w x z 0 1 2 3 4 5 6 7 8 9 period comma minus
    bracketleft bracketright space Return Tab shift+Tab Escape Delete BackSpace Home End Prior Next
    Left Right Up Down F1 F2 F3 F4 F6 F8 F9 F10 F11)
shortcuts=(ctrl+a ctrl+b ctrl+c ctrl+d ctrl+e ctrl+g ctrl+k ctrl+l ctrl+m ctrl+n ctrl+o ctrl+p
    ctrl+r ctrl+s ctrl+t ctrl+z ctrl+y ctrl+shift+s ctrl+shift+z ctrl+plus ctrl+minus ctrl+0
    alt+f alt+e alt+v alt+t alt+m alt+h alt+r)

# pick NAME...: sets picked to one of them. Numbers come from RANDOM in this shell alone: a subshell
# would not move the sequence on.
pick() {
    local choices=("$@")
    picked=${choices[RANDOM % $#]}
}


# send COMMAND...: fails softly if the program has just quit.
send() {
    echo "xdotool $*" >>"$folder/events.log"
    xdotool "$@" 2>>"$folder/xdotool.log" || true
}

# motions COUNT MARGIN: adds motions in the window, or so far outside it, to the commands to send.
motions() {
    local i
    for ((i = 0; i < $1; i++)); do
        commands+=(mousemove --window "$window"
            $((RANDOM % (win_width + $2))) $((RANDOM % (win_height + $2))))
    done
}

stroke() {
    local button=1
    [ $((RANDOM % 8)) -ne 0 ] || button=$((2 + RANDOM % 2))
    commands=()
    motions 1 0
    commands+=(mousedown "$button")
    motions $((RANDOM % 12)) 40
    commands+=(mouseup "$button")
    send "${commands[@]}"
}

clicks() {
    commands=()
    motions 1 0
    commands+=(click --repeat $((1 + RANDOM % 3)) --delay 10 $((RANDOM % 6 ? 1 : 3)))
    send "${commands[@]}"
}

# Presses a control where it stands in the first layout, so that real buttons are hit often.
press_control() {
    pick "${controls[@]}"
    place "$picked"
    send mousemove --window "$window" $((x + width / 2)) $((y + height / 2)) click 1
}

wheel() {
    commands=()
    motions 1 0
    commands+=(click --repeat $((1 + RANDOM % 9)) --delay 5 $((4 + RANDOM % 2)))
    send "${commands[@]}"
}

some_keys() {
    local i count=$((1 + RANDOM % 8))
    commands=(key --window "$window" --delay 8)
    for ((i = 0; i < count; i++)); do
        pick "${keys[@]}"
        commands+=("$picked")
    done
    send "${commands[@]}"
}

shortcut() {
    pick "${shortcuts[@]}"
    send key --window "$window" "$picked"
}

resize() {
    win_width=$((200 + RANDOM % 1080))
    win_height=$((200 + RANDOM % 600))
    send windowsize "$window" "$win_width" "$win_height" windowmove "$window" 0 0
}

# A file that the program refuses is a drop like any other. Some sources die in the middle of it.
drop() {
    local how=''
    pick "${files[@]}"
    [ $((RANDOM % 6)) -ne 0 ] || how=die
    echo "drop $picked $how" >>"$folder/events.log"
    timeout 10 "$dropper" "$window" "$picked" ${how:+"$how"} >>"$folder/drop.log" 2>&1 || true
}

# Starts a training, or pauses, continues or stops the one that runs.
train() {
    pick F5 F5 F7 ctrl+b
    send key --window "$window" "$picked"
}

act() {
    case $((RANDOM % 20)) in
    [0-3]) stroke ;;
    4 | 5) clicks ;;
    6 | 7) press_control ;;
    8) wheel ;;
    9 | 1[0-2]) some_keys ;;
    13 | 14) shortcut ;;
    15 | 16) resize ;;
    17 | 18) drop ;;
    19) train ;;
    esac
}

make_files() {
    local name file
    mkdir "$folder/files"
    cp "$tree"/tests/bad/*.* "$folder/files"
    for name in onnx safetensors png ndjson; do
        for file in "$tree"/tests/fuzz/seeds/"$name"/* "$tree"/tests/fuzz/found/"$name"/*; do
            [ ! -f "$file" ] || cp "$file" "$folder/files/fuzz-$(basename "$file").$name"
        done
    done
    "$inkling" export --to onnx "$folder/files/good.onnx"
    "$inkling" export --to safetensors "$folder/files/good.safetensors"
    echo '{"word":"1","drawing":[[[50,52,51],[20,60,90]]]}' >"$folder/files/one.ndjson"
    convert -size 200x200 xc:white -fill none -stroke black -strokewidth 18 \
        -draw 'ellipse 100,100 45,70 0,360' "$folder/files/zero.png"
    mkdir "$folder/files/folder.png"
    mapfile -t files < <(find "$folder/files" -mindepth 1 | sort)
}

begin_window() {
    start_program
    win_width=${size%x*} win_height=${size#*x}
    mapfile -t controls < <(awk 'NF == 5 && $1 ~ /^[A-Za-z0-9_\/-]+$/ { print $1 }' "$folder/places")
    send windowmove "$window" 0 0
}

clean_up() {
    send mouseup 1 mouseup 2 mouseup 3 key --window "$window" Escape Escape Escape
    rm -rf "$folder"/results/*.png "$folder"/results/*.ndjson "$folder"/results/*.safetensors
}

# Input may quit the program, which must then end as well as ever; and a frame must come.
check() {
    if ! has_ended; then
        send key --window "$window" F12
        (wait_until 10 "a frame" shows_or_ended) || stop_hung
        return
    fi
    echo "the input quit the program" >>"$folder/events.log"
    quits=$((quits + 1))
    expect_clean_end
    begin_window
}

# The sanitizer tells where the program is when it is aborted.
stop_hung() {
    kill -CONT "$program"
    kill -ABRT "$program"
    wait "$program" || true
    fail "there was no frame in 10 seconds: see $folder/inkling.log"
}

shows_or_ended() {
    has_new_picture 0 || has_ended
}

expect_clean_end() {
    local code=0
    wait "$program" || code=$?
    grep -E 'ERROR: |runtime error: ' "$folder/inkling.log" && fail "a sanitizer reports: see $folder/inkling.log"
    [ "$code" -eq 0 ] || fail "the program ended with $code: see $folder/inkling.log"
}

need Xvfb
need xdotool
need openbox
need convert
[ -x "$dropper" ] || { echo "skipped: $dropper was not built"; exit 77; }
export ASAN_OPTIONS=detect_leaks=1:handle_abort=1:exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
make_folder
echo "seed $seed"
make_files
start_server
start_window_manager
RANDOM=$((seed % 2147483647))
quits=0 rounds=0
SECONDS=0
begin_window
while [ "$SECONDS" -lt "$seconds" ]; do
    for ((i = 0; i < 10; i++)); do
        act
    done
    clean_up
    check
    rounds=$((rounds + 1))
done
[ "$SECONDS" -ge "$seconds" ] || fail "the storm broke off" # an error in a function ends the loop
clean_up
has_ended || kill -TERM "$program"
wait_until 120 "the program's end" has_ended
expect_clean_end
echo "$rounds rounds of 10 events, $quits of them quit the program; seed $seed"

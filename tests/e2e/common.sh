# shellcheck shell=bash disable=SC2154 # some variables are set by the script that sources this
# Shared by the tests of the window: an X server of their own and functions that act as a user
# would. A test starts with begin_test; other scripts set folder, inkling and where themselves.
# PATIENCE, if set, multiplies the timeouts, which are meant for a program built without sanitizers
# on an idle machine.

export LC_ALL=C
patience=${PATIENCE:-1}
pids=() # processes to stop at the end, the newest first

finish() {
    local code=$? pid
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    if [ "$code" -ne 0 ] && [ "$code" -ne 77 ]; then
        head -n 20 "$folder"/*.log
    fi
}
trap finish EXIT

fail() {
    echo "FAILED: $*"
    exit 1
}

need() {
    command -v "$1" >/dev/null || { echo "skipped: there is no $1"; exit 77; }
}

# wait_until SECONDS WHAT COMMAND...
wait_until() {
    local deadline=$((SECONDS + $1 * patience)) what=$2
    shift 2
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || fail "timed out waiting for $what"
        sleep 0.02
    done
}

# Creates the test's folder. The program's settings and data go there, never to the user's own
# folders.
make_folder() {
    rm -rf "$folder"
    mkdir "$folder"
    export XDG_CONFIG_HOME=$folder/config XDG_DATA_HOME=$folder/data
}

# begin_test NAME INKLING WHERE: skips the test if a tool is missing, and creates a folder of its
# own in the current one and an X server.
begin_test() {
    folder=$PWD/e2e-$1
    inkling=$(realpath "$2")
    where=$(realpath "$3")
    need Xvfb
    need xdotool
    need convert
    make_folder
    start_server
}

# Xvfb picks a free display itself and writes its number to the given descriptor. -noreset keeps it
# from restarting when its last client leaves: xdotool, which looks for the window, may leave while
# the program connects.
start_server() {
    mkfifo "$folder/display"
    Xvfb -displayfd 3 -noreset -nolisten tcp -screen 0 1280x800x24 \
        3>"$folder/display" >"$folder/xvfb.log" 2>&1 &
    server=$!
    pids=("$server" ${pids[@]+"${pids[@]}"})
    local number
    read -r -t $((20 * patience)) number <"$folder/display" || fail "Xvfb did not start"
    export DISPLAY=:$number
}

wm_is_ready() {
    xdotool get_num_desktops >/dev/null 2>&1
}

start_window_manager() {
    openbox >"$folder/openbox.log" 2>&1 &
    pids=("$!" "${pids[@]}")
    wait_until 20 "openbox" wm_is_ready
}

find_window() {
    window=$(xdotool search --onlyvisible --class inkling 2>/dev/null | head -n 1)
    [ -n "$window" ]
}

# start_program [ARGUMENT...]: starts the program and gives its window the focus. It runs in the
# test's folder, so that messages about saved files are short wherever the tests run: a long path
# takes more lines and covers what the tests compare.
start_program() {
    mkdir -p "$folder/results"
    pushd "$folder" >/dev/null || return
    SDL_VIDEODRIVER=x11 "$inkling" --results results "$@" >"$folder/inkling.log" 2>&1 &
    program=$!
    popd >/dev/null || return
    pids=("$program" "${pids[@]}")
    wait_until 60 "the window" find_window
    xdotool windowfocus "$window"
    size=$(xdotool getwindowgeometry "$window" | sed -n 's/.*Geometry: //p')
    find_places training
}

# find_places OPEN...: records where the controls are while these views are open.
find_places() {
    "$where" "${size%x*}" "${size#*x}" 1 "$@" >"$folder/places"
}

# place NAME: sets x, y, width, height to a control's box in the window.
place() {
    read -r _ x y width height < <(grep "^$1 " "$folder/places") || fail "no control is called $1"
}

click() {
    place "$1"
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2)) click 1
}

# keys ARGUMENT...: `xdotool key`, with function keys by their codes: by name, xdotool holds Alt as
# well where the keyboard is that of xkb-data 2.48.
keys() {
    local argument code arguments=()
    for argument in "$@"; do
        if [[ $argument =~ ^(.*\+)?F([0-9]+)$ ]]; then
            code=$((BASH_REMATCH[2] + 66))
            [ "$code" -le 76 ] || code=$((code + 18)) # F11 and F12 stand apart
            argument=${BASH_REMATCH[1]}$code
        fi
        arguments+=("$argument")
    done
    xdotool key "${arguments[@]}"
}

# press KEY...
press() {
    keys --window "$window" "$@"
}

# Moves the pointer to where it has no effect.
park_pointer() {
    place caption
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2))
}

# drag X,Y X,Y...: draws one stroke through points in thousandths of the canvas, in small steps.
drag() {
    local point from_x='' from_y='' to_x to_y i button=mousedown commands=()
    place canvas
    for point in "$@"; do
        to_x=$((x + width * ${point%,*} / 1000))
        to_y=$((y + height * ${point#*,} / 1000))
        for i in 1 2 3 4 5 6 7 8; do
            commands+=(mousemove --window "$window" $((${from_x:=$to_x} + (to_x - from_x) * i / 8))
                $((${from_y:=$to_y} + (to_y - from_y) * i / 8)))
            [ -z "$button" ] || commands+=("$button" 1)
            button=''
        done
        from_x=$to_x from_y=$to_y
    done
    xdotool "${commands[@]}" mouseup 1
}

# Those that are written: an empty file only holds its name.
pictures() {
    find "$folder/results" -maxdepth 1 -name '*.png' -size +0 | sort
}

has_new_picture() {
    [ "$(pictures | wc -l)" -gt "$1" ]
}

# screenshot NAME: taken with the program's own key and moved to NAME.png.
screenshot() {
    press F12
    wait_until 20 "a picture of the window" has_new_picture 0
    mv "$(pictures)" "$folder/$1.png"
}

# pixels_of PLACE NAME: writes the bytes of a screenshot there, three a pixel, to NAME.rgb.
pixels_of() {
    place "$1"
    convert "$folder/$2.png[${width}x$height+$x+$y]" -depth 8 "rgb:$folder/$2.rgb" 2>"$folder/convert.log" &&
        [ "$(wc -c <"$folder/$2.rgb")" -eq $((3 * width * height)) ] ||
        fail "the screenshot $2 cannot be read: $(<"$folder/convert.log")"
}

# differ PLACE A B: whether more than 20 pixels of the two screenshots differ there. They are counted
# here, because versions of ImageMagick disagree on what its own metrics are.
differ() {
    pixels_of "$1" "$2"
    pixels_of "$1" "$3"
    [ "$(cmp -l "$folder/$2.rgb" "$folder/$3.rgb" | awk '!seen[int(($1 - 1) / 3)]++' | wc -l)" -gt 20 ]
}

# differs PLACE BEFORE AFTER: takes the screenshot AFTER and compares; for wait_until, which repeats
# it.
differs() {
    screenshot "$3"
    differ "$1" "$2" "$3"
}

has_ended() {
    ! kill -0 "$program" 2>/dev/null
}

# ends_well MS: checks that the program exits within this time, with 0, and leaves no half-written
# file.
ends_well() {
    local start=${EPOCHREALTIME/./} took code=0
    wait_until 10 "the program's end" has_ended
    took=$(((${EPOCHREALTIME/./} - start) / 1000))
    wait "$program" || code=$?
    echo "ended in $took ms with $code"
    [ "$code" -eq 0 ] || fail "the program exited with $code"
    [ "$took" -lt $(($1 * patience)) ] || fail "the program took $took ms to exit"
    [ -z "$(find "$folder/results" -name '*.unfinished-*' -o -name '.*-??????')" ] ||
        fail "a temporary file was left behind"
}

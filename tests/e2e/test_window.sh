#!/usr/bin/env bash
# The window on a real X server, worked as a person works it.
# Usage: test_window.sh pointer|keyboard INKLING WHERE
# pointer: no window manager, ended by SIGTERM. keyboard: openbox, closed by its Alt+F4, which sends
# WM_DELETE_WINDOW. WHERE WIDTH HEIGHT [SCALE OPEN...] prints NAME X Y WIDTH HEIGHT of each thing to
# click.
# Leaves its screenshots in a folder of its own in the current one. Ends with 77 to skip.
set -euo pipefail
export LC_ALL=C

way=$1
inkling=$2
where=$3
folder=$PWD/e2e-$way
pids=()

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
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || fail "waited in vain for $what"
        sleep 0.02
    done
}

# Xvfb picks a free display itself and writes its number to the descriptor named.
start_server() {
    mkfifo "$folder/display"
    Xvfb -displayfd 3 -nolisten tcp -screen 0 1280x800x24 \
        3>"$folder/display" >"$folder/xvfb.log" 2>&1 &
    pids=("$!" ${pids[@]+"${pids[@]}"})
    local number
    read -r -t 20 number <"$folder/display" || fail "Xvfb does not start"
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

start_program() {
    mkdir "$folder/results"
    SDL_VIDEODRIVER=x11 "$inkling" --results "$folder/results" >"$folder/inkling.log" 2>&1 &
    program=$!
    pids=("$program" "${pids[@]}")
    wait_until 20 "the window" find_window
    size=$(xdotool getwindowgeometry "$window" | sed -n 's/.*Geometry: //p')
    find_places training
}

# find_places OPEN...: notes where things stand when these are open.
find_places() {
    "$where" "${size%x*}" "${size#*x}" 1 "$@" >"$folder/places"
}

# place NAME: sets x, y, width, height of a thing in the window.
place() {
    read -r _ x y width height < <(grep "^$1 " "$folder/places") || fail "there is no $1"
}

click() {
    place "$1"
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2)) click 1
}

# drag X,Y X,Y...: one stroke through points in thousandths of the canvas, by way of small steps.
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

draw_seven() {
    drag 280,250 700,250 450,800
}

pictures() {
    find "$folder/results" -maxdepth 1 -name '*.png' | sort
}

has_new_picture() {
    [ "$(pictures | wc -l)" -gt "$1" ]
}

# screenshot NAME: by the program's own key; moved to NAME.png.
screenshot() {
    xdotool key --window "$window" F12
    wait_until 20 "a picture of the window" has_new_picture 0
    mv "$(pictures)" "$folder/$1.png"
}

# differ PLACE A B: the two screenshots show something else there.
differ() {
    place "$1"
    local changed
    changed=$(compare -metric AE "$folder/$2.png[${width}x$height+$x+$y]" \
        "$folder/$3.png[${width}x$height+$x+$y]" null: 2>&1 || true)
    [ "${changed%%[!0-9]*}" -gt 20 ]
}

# look_inside_by_WAY: opens both views of the net at work, asks what speaks for 4, and chooses
# another map. A screenshot after each.
look_inside_by_pointer() {
    click View
    click View/Layers_of_the_net
    find_places layers
    screenshot layers
    click View
    click View/Why_this_answer
    find_places layers why
    park_pointer
    screenshot why
    place bars
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height * 9 / 20))
    screenshot four
    place layers-strip
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 3)) click 1
    park_pointer
    screenshot map
    place layers-map
    xdotool mousemove --window "$window" $((x + width / 3)) $((y + height / 4))
    screenshot pixel
    click View
    click View/Layers_of_the_net
    find_places why
    click View
    click View/Why_this_answer
}

# Tab reaches the bars from the tools, and the layers' strip and map from there.
look_inside_by_keyboard() {
    xdotool key l
    find_places layers
    screenshot layers
    xdotool key w
    find_places layers why
    screenshot why
    xdotool key --repeat 5 Tab
    xdotool key --repeat 7 Down
    screenshot four
    xdotool key period period period
    xdotool key --repeat 3 Tab
    xdotool key Down Down
    screenshot map
    xdotool key Tab
    xdotool key Down Right Right Down
    screenshot pixel
    xdotool key w l
}

park_pointer() {
    place caption
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2))
}

views_show_the_net_at_work() {
    "look_inside_by_$way"
    find_places layers why
    differ layers-strip drawn layers || fail "the layers do not open"
    differ picture layers why || fail "the picture does not say why"
    differ picture why four || fail "the picture says the same for another digit"
    differ layers-sum four map || fail "another map has the same sum"
    differ layers-sum map pixel || fail "another pixel has the same sum"
    find_places training
}

# Both ask for 50 epochs first, so that the run does not end by itself.
start_training_by_pointer() {
    click Train
    click Train/Epochs
    click Train/Epochs/50
    click Train
    click Train/Start
}

# Letters go to the next entry that begins so: Epochs, then 5 and 50.
start_training_by_keyboard() {
    xdotool key alt+t e Return 5 5 Return
    xdotool key alt+t Return
}

settings_say_50_epochs() {
    grep -qE '"epochs": *50\b' "$folder"/results/run-*/run.json
}

metrics_have_lines() {
    local file
    for file in "$folder"/results/run-*/metrics.csv; do
        [ -f "$file" ] && [ "$(wc -l <"$file")" -gt "$1" ] && return
    done
    return 1
}

has_ended() {
    ! kill -0 "$program" 2>/dev/null
}

# ends_well: within a second, with 0, leaving no run's file half written.
ends_well() {
    local start=${EPOCHREALTIME/./} took code=0
    wait_until 10 "the program's end" has_ended
    took=$(((${EPOCHREALTIME/./} - start) / 1000))
    wait "$program" || code=$?
    echo "ended in $took ms with $code"
    [ "$code" -eq 0 ] || fail "the program ended with $code"
    [ "$took" -lt 1000 ] || fail "the program took $took ms to end"
    [ -z "$(find "$folder/results" -name '*.tmp*' -o -name '.*-??????')" ] ||
        fail "a temporary file is left"
}

need Xvfb
need xdotool
need compare
[ "$way" = pointer ] || need openbox
rm -rf "$folder"
mkdir "$folder"
export XDG_CONFIG_HOME=$folder/config XDG_DATA_HOME=$folder/data # nobody's own
start_server
[ "$way" = pointer ] || start_window_manager
start_program
xdotool windowfocus "$window"
screenshot blank
draw_seven
screenshot drawn
differ canvas blank drawn || fail "nothing is drawn"
differ bars blank drawn || fail "the bars do not move"
views_show_the_net_at_work
"start_training_by_$way"
wait_until 150 "the training" metrics_have_lines 3
settings_say_50_epochs || fail "the menu's choice does not reach the run"
screenshot training
differ accuracy drawn training || fail "the graph shows nothing"
if [ "$way" = pointer ]; then
    kill -TERM "$program"
else
    xdotool key alt+F4
fi
ends_well

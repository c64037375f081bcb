#!/usr/bin/env bash
# The window on a real X server, used the way a person uses it.
# Usage: test_window.sh pointer|keyboard INKLING WHERE
# pointer: no window manager, stopped by SIGTERM. keyboard: openbox, closed by its Alt+F4, which
# sends WM_DELETE_WINDOW. WHERE WIDTH HEIGHT [SCALE OPEN...] prints NAME X Y WIDTH HEIGHT of each
# control.
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
way=$1
begin_test "$way" "$2" "$3"
[ "$way" = pointer ] || need openbox

draw_seven() {
    drag 280,250 700,250 450,800
}

# look_inside_by_WAY: opens the activations and the attribution, asks for the evidence for 4, and
# selects another map. Takes a screenshot after each step.
look_inside_by_pointer() {
    click View
    click View/Layers_of_the_network
    find_places training layers
    screenshot layers
    click View
    click View/Evidence_for_the_answer
    find_places training layers why
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
    click View/Layers_of_the_network
    find_places why
    click View
    click View/Evidence_for_the_answer
}

# Tab moves from the tools to the bars, and from there to the layers' strip and map.
look_inside_by_keyboard() {
    keys l
    find_places training layers
    screenshot layers
    keys w
    find_places training layers why
    screenshot why
    keys --repeat 5 Tab
    keys --repeat 7 Down
    screenshot four
    keys period period period
    keys --repeat 3 Tab
    keys Down Down
    screenshot map
    keys Tab
    keys Down Right Right Down
    screenshot pixel
    keys w l
}

views_show_the_net_at_work() {
    "look_inside_by_$way"
    find_places training layers why
    differ layers-strip drawn layers || fail "the layers do not open"
    differ picture layers why || fail "the picture shows no attribution"
    differ picture why four || fail "the picture says the same for another digit"
    differ layers-sum four map || fail "the sum is the same for another map"
    differ layers-sum map pixel || fail "the sum is the same for another pixel"
    find_places training
}

# Both first choose 50 epochs, so that the run does not finish by itself.
start_training_by_pointer() {
    click Train
    click Train/Epochs
    click Train/Epochs/50
    click Train
    click Train/Start
}

# A letter moves to the next entry that starts with it: Epochs, then 5 and 50.
start_training_by_keyboard() {
    keys alt+t e Return 5 5 Return
    keys alt+t Return
}

hold_by_pointer() {
    click start
    park_pointer
}

hold_by_keyboard() {
    press space
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

[ "$way" = pointer ] || start_window_manager
start_program
screenshot blank
draw_seven
screenshot drawn
differ canvas blank drawn || fail "the stroke is not drawn"
differ bars blank drawn || fail "the bars do not change"
views_show_the_net_at_work
"start_training_by_$way"
wait_until 150 "the training" metrics_have_lines 3
settings_say_50_epochs || fail "the run does not use the epochs chosen in the menu"
screenshot training
differ accuracy drawn training || fail "the chart is empty"
"hold_by_$way"
wait_until 20 "the training to pause" differs start training paused
"hold_by_$way"
wait_until 20 "the training to go on" differs start paused resumed
if [ "$way" = pointer ]; then
    kill -TERM "$program"
else
    keys alt+F4
fi
ends_well 1000

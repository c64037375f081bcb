#!/usr/bin/env bash
# Drawing on a real X server: brush, eraser, undo, redo and clear by pointer and by key, a stroke
# that leaves the window, the list of keys, and the window's appearance.
# Usage: test_draw.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test draw "$1" "$2"

settings=$folder/config/inkling/settings.json

# changes PLACE BEFORE AFTER, stays PLACE BEFORE AFTER: compare BEFORE with the window as it is now.
changes() {
    park_pointer
    wait_until 20 "$3" differs "$@"
}

is_same() {
    ! differs "$@"
}

stays() {
    park_pointer
    wait_until 20 "$3" is_same "$@"
}

start_program
park_pointer
screenshot blank

drag 200,300 800,300
changes canvas blank line
press ctrl+z
stays canvas blank undone
press ctrl+shift+z
stays canvas line redone
click undo
stays canvas blank undone-by-pointer
click redo
stays canvas line redone-by-pointer
press --repeat 4 bracketright
changes brush line thicker
press --repeat 4 bracketleft
stays brush line thinner
place brush
xdotool mousemove --window "$window" $((x + width - 12)) $((y + height / 2)) click 1
changes brush line thickest
press e
changes eraser line eraser
drag 500,200 500,400
changes canvas line rubbed
press p
stays eraser line pen
press Delete
stays canvas blank cleared
drag 200,300 800,300
changes canvas blank thick
click clear
stays canvas blank cleared-by-pointer

place canvas
xdotool mousemove --window "$window" $((x + width / 3)) $((y + height / 2)) mousedown 1 \
    mousemove --window "$window" $((x + width / 3)) $((y + height / 4)) \
    mousemove --window "$window" $((x + width / 3)) -20 mouseup 1
changes canvas blank left-alone
press ctrl+z
place canvas
xdotool mousemove --window "$window" $((x + width / 3)) $((y + height / 2)) mousedown 1 \
    mousemove --window "$window" $((x + width / 3)) $((y + height / 4)) \
    mousemove --window "$window" $((x + width / 3)) -20 \
    mousemove --window "$window" $((x + width * 2 / 3)) -20 \
    mousemove --window "$window" $((x + width * 2 / 3)) $((y + height / 2)) mouseup 1
changes canvas left-alone came-back
press Delete
stays canvas blank cleared-again

press F1
changes canvas blank keys
press Escape
stays canvas blank no-keys
press ctrl+d
changes caption blank dark
press ctrl+d
stays caption blank light
press ctrl+plus
changes menu-bar blank larger
press ctrl+0
stays menu-bar blank normal
press F9
changes accuracy blank panel-closed
press F9
stays accuracy blank panel-open

# No picture is that large, but the window's size is not in our hands.
for large in "17000 720" "1100 17000"; do
    # shellcheck disable=SC2086 # width and height
    xdotool windowsize "$window" $large
    screenshot large
done
xdotool windowsize --sync "$window" "${size%x*}" "${size#*x}"
stays canvas blank small-again
click View
click View/Reduced_motion
kill -TERM "$program"
ends_well 5000
grep -q '"reduced_motion": true' "$settings" || fail "reduced motion was not saved"

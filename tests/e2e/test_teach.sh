#!/usr/bin/env bash
# Teaching on a real X server: drawings are said to be digits by key and by bar, browsed, deleted and
# brought back, and learnt; the net is kept, and with it the settings, for the next start.
# Usage: test_teach.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Ends with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test teach "$1" "$2"

own=$folder/data/inkling/drawings.ndjson
kept=$folder/data/inkling/kept.safetensors
settings=$folder/config/inkling/settings.json

# drawings COUNT: so many are in the file, each a whole line of JSON.
drawings() {
    [ "$(grep -c '^{.*}$' "$own" 2>/dev/null)" -eq "$1" ] && [ "$(wc -l <"$own")" -eq "$1" ]
}

# words DIGIT COUNT: so many of them are this digit.
words() {
    [ "$(grep -c "\"word\":\"$1\"" "$own" 2>/dev/null)" -eq "$2" ]
}

# All drawings are in the exported file.
has_export() {
    local file
    file=$(compgen -G "$folder/results/*.ndjson") && [ "$(wc -l <"$file")" -eq 10 ]
}

# The name of the net that reads is another, and Revert can be pressed, as before the lesson: the
# program was given a net.
is_learnt() {
    screenshot learnt
    differ menu-bar untaught learnt && ! differ revert untaught learnt
}

is_untaught() {
    screenshot reverted
    ! differ menu-bar untaught reverted
}

# Asks again and again: keeping can only be done when the lesson is over.
is_kept() {
    press ctrl+k
    [ -f "$kept" ]
}

teach_some() {
    local i
    for i in 1 2 3 4 5 6 7 8 9; do
        press Delete
        drag $((200 + 20 * i)),250 700,250 $((400 + 10 * i)),800
        press 7
        wait_until 20 "drawing $((i + 1)) to be kept" drawings $((i + 1))
    done
}

quit() {
    kill -TERM "$program"
    ends_well 5000
}

# A small net, half taught: its lesson is short, and does MNIST good.
"$inkling" train --net readme --recipe original --epochs 1 --out "$folder/net" 2>"$folder/train.log"
start_program --model "$folder/net/model.safetensors"
screenshot blank

drag 280,250 700,250 450,800
press 7
wait_until 20 "the drawing to be kept" words 7 1
press ctrl+z
wait_until 20 "the drawing to be taken back" words 7 0
press 7
wait_until 20 "the drawing to be kept again" words 7 1
click bar/1
wait_until 20 "the bar to say what it is" words 1 1
drawings 1 || fail "a new word makes a new drawing"
teach_some

press ctrl+m
screenshot drawings
differ canvas blank drawings || fail "the drawings do not show"
press 3
wait_until 20 "the drawing to be a 3" words 3 1
press 7
wait_until 20 "the drawing to be a 7 again" words 3 0
press ctrl+e
wait_until 20 "the export" has_export
press Delete
wait_until 20 "the drawing to go" drawings 9
press ctrl+z
wait_until 20 "the drawing to come back" drawings 10

press Return
wait_until 20 "the last drawing on the canvas" differs eraser drawings edited
drag 300,850 700,850
press 2
wait_until 20 "the drawing to be changed" words 2 1
drawings 10 || fail "a drawing that is edited becomes another"
press ctrl+m

press F1
press Delete e
press Escape
drawings 10 || fail "keys act behind the sheet of keys"

press ctrl+t
wait_until 60 "the test pictures" differs canvas drawings test
press Right
wait_until 20 "the next picture" differs canvas test next
press Escape

park_pointer
screenshot untaught
press ctrl+l
wait_until 200 "the hand to be learnt" is_learnt
press ctrl+r
wait_until 20 "the net before to read again" is_untaught
press ctrl+l
wait_until 200 "the hand to be learnt and kept" is_kept
press ctrl+d
screenshot dark
quit
grep -q '"theme": "dark"' "$settings" || fail "the colours are not kept"

start_program
screenshot again
differ caption dark again && fail "the window does not start as it was left"
quit

echo '{"program": "inkling", "for' >"$settings"
start_program
screenshot usual
differ caption again usual || fail "damaged settings are taken"
quit
ls "$settings".damaged-* >/dev/null || fail "the damaged settings are lost"

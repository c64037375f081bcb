#!/usr/bin/env bash
# Labelling on a real X server: drawings are labelled by key and by bar, browsed, deleted and
# restored, and the network is fine-tuned on them; the network and the settings are kept for the
# next start.
# Usage: test_teach.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test teach "$1" "$2"

own=$folder/data/inkling/drawings.ndjson
kept=$folder/data/inkling/kept.safetensors
settings=$folder/config/inkling/settings.json

# drawings COUNT: checks that the file has this many, each a whole line of JSON.
drawings() {
    [ "$(grep -c '^{.*}$' "$own" 2>/dev/null)" -eq "$1" ] && [ "$(wc -l <"$own")" -eq "$1" ]
}

# words DIGIT COUNT: checks that this many of them are labelled with this digit.
words() {
    [ "$(grep -c "\"word\":\"$1\"" "$own" 2>/dev/null)" -eq "$2" ]
}

# Checks that the exported file has all drawings.
has_export() {
    local file
    file=$(compgen -G "$folder/results/*.ndjson") && [ "$(wc -l <"$file")" -eq 10 ]
}

# The name of the network in use has changed, and Revert is enabled, as it was before fine-tuning:
# the program was started with a model.
is_learnt() {
    screenshot learnt
    differ menu-bar untaught learnt && ! differ revert untaught learnt
}

is_untaught() {
    screenshot reverted
    ! differ menu-bar untaught reverted
}

# Repeated until it works: the model can be kept only once fine-tuning is finished.
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

# quit [SIGNAL]
quit() {
    kill "-${1:-TERM}" "$program"
    ends_well 5000
}

# A small, half-trained network: it is fine-tuned quickly, and training on MNIST improves it.
"$inkling" train --net readme --recipe original --epochs 1 --out "$folder/net" 2>"$folder/train.log"
# Whoever runs the tests may have it ignore hangups.
program_file=$inkling
with_hangups() {
    exec env --default-signal=HUP "$program_file" "$@"
}
inkling=with_hangups
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
drawings 1 || fail "a new label adds a drawing"
teach_some

press ctrl+m
screenshot drawings
differ canvas blank drawings || fail "the drawings are not shown"
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
drawings 10 || fail "an edited drawing is saved as another one"
press ctrl+m

press F1
press Delete e
press Escape
drawings 10 || fail "keys act on the canvas behind the list of keys"

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
quit HUP # as a terminal does that is closed
grep -q '"theme": "dark"' "$settings" || fail "the theme was not saved"

start_program
screenshot again
differ caption dark again && fail "the window does not start with the saved settings"
quit

echo '{"program": "inkling", "for' >"$settings"
start_program
screenshot usual
differ caption again usual || fail "damaged settings were used"
quit
ls "$settings".damaged-* >/dev/null || fail "the damaged settings were not set aside"

#!/usr/bin/env bash
# Files dropped on the window, on a real X server: a drawing, a picture, a model, the user's own
# drawings, files that are none of these, and a file whose source dies. At last the server dies: the
# settings and the drawing are kept.
# Usage: test_drop.sh INKLING WHERE DROP
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail
# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
need convert
begin_test drop "$1" "$2"
dropper=$(realpath "$3")

own=$folder/data/inkling/drawings.ndjson
settings=$folder/config/inkling/settings.json

# drop FILE: drops it on the middle of the window.
drop() {
    "$dropper" "$window" "$folder/$1" || fail "$1 was not accepted"
}

drawings() {
    [ -f "$own" ] && [ "$(wc -l <"$own")" -eq "$1" ]
}

cat >"$folder/one.ndjson" <<'END'
{"word":"1","drawing":[[[50,52,51],[20,60,90]]]}
{"word":"7","drawing":[[[20,80,45],[20,22,90]]]}
END
convert -size 200x200 xc:white -fill none -stroke black -strokewidth 18 \
    -draw 'ellipse 100,100 45,70 0,360' "$folder/zero.png"
"$inkling" train --net readme --recipe original --epochs 1 --out "$folder/net" 2>"$folder/train.log"
cp "$folder/net/model.safetensors" "$folder/other.safetensors"
head -c 1000 "$folder/other.safetensors" >"$folder/cut.safetensors"
echo "no drawing" >"$folder/words.ndjson"
echo "no file of ours" >"$folder/letter.txt"
start_program
xdotool windowfocus "$window"
park_pointer
screenshot blank

drop one.ndjson
wait_until 20 "the drawing" differs canvas blank drawing
drop zero.png
wait_until 20 "the picture" differs picture drawing picture
differ answer drawing picture || fail "the picture was not read"
drop other.safetensors
wait_until 20 "the model's name" differs menu-bar picture model

for file in cut.safetensors words.ndjson letter.txt; do
    press Escape
    wait_until 20 "the message to go" differs toast model quiet
    drop "$file"
    wait_until 20 "a message about $file" differs toast quiet "$file"
    differ menu-bar model "$file" && fail "$file was opened as a model"
done

press ctrl+m
drop one.ndjson
wait_until 20 "the drawings to be imported" drawings 2
drop one.ndjson
drop words.ndjson
drawings 2 || fail "the same drawings were imported twice"

# The source may be gone before or after the program looks at what hangs over its window.
source_dies() {
    "$dropper" "$window" "$folder/one.ndjson" die
    has_ended && fail "the program ended with a dead source"
    grep -q 'the X server reports error' "$folder/inkling.log"
}
wait_until 20 "an error of a dead source" source_dies
press Escape Escape
screenshot before
drag 300,300 700,700
wait_until 20 "a stroke after a dead source" differs canvas before after

[ ! -e "$settings" ] || fail "the settings were saved before the end"
kill -KILL "$server"
wait "$server" 2>/dev/null || true
wait_until 20 "the program's end without a server" has_ended
wait "$program" && fail "the loss of the server is no failure"
[ -s "$settings" ] || fail "the settings were lost with the server"
[ -s "$(find "$folder/results" -name 'drawing-*.ndjson')" ] || fail "the drawing was lost with the server"

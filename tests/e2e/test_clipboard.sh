#!/usr/bin/env bash
# The clipboard, both ways with xclip, on a real X server: pictures small and so large that they come
# in parts, files, text that is none, nothing at all, and a program that does not answer.
# Usage: test_clipboard.sh INKLING WHERE OFFER
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail
# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
need xclip
begin_test clipboard "$1" "$2"
offer=$(realpath "$3")

# put TYPE FILE: has xclip offer the file.
put() {
    xclip -quiet -selection clipboard -t "$1" -i "$2" >/dev/null 2>&1 &
    owner=$!
    pids=("$owner" "${pids[@]}")
    wait_until 20 "xclip" offers "$1"
}

offers() {
    xclip -selection clipboard -t TARGETS -o 2>/dev/null | grep -qx "$1"
}

# clear NAME: an empty canvas without a message, kept as a screenshot.
clear() {
    press Escape Delete Escape
    sleep 0.2
    screenshot "$1"
}

# pastes WHAT PLACE: Ctrl+V changes this place.
pastes() {
    clear before
    press ctrl+v
    wait_until 20 "$1" differs "$2" before after
}

# copied TYPE FILE: what the program offers.
copied() {
    timeout 10 xclip -selection clipboard -t "$1" -o >"$folder/$2"
}

is_copied() {
    offers image/png && copied image/png "$1" && [ "$(identify -format '%wx%h' "$folder/$1")" = "$2" ]
}

convert -size 200x200 xc:white -fill none -stroke black -strokewidth 18 \
    -draw 'ellipse 100,100 45,70 0,360' "$folder/zero.png"
# Noise too faint to be ink makes a file that no server takes in one part.
convert -size 1600x1600 xc:white -fill none -stroke black -strokewidth 140 \
    -draw 'ellipse 800,800 360,560 0,360' -seed 1 -attenuate 0.02 +noise Uniform "$folder/large.png"
[ "$(wc -c <"$folder/large.png")" -gt 1000000 ] || fail "the large picture is small"
printf 'file://%s/zero.png\r\n' "$folder" >"$folder/list"
echo "some words" >"$folder/words"

# What the window copies is small; parts are sent by the same code.
mkfifo "$folder/end"
"$offer" "$folder/large.png" <"$folder/end" &
pids=("$!" "${pids[@]}")
exec 8>"$folder/end"
wait_until 20 "the large picture to be offered" offers image/png
copied image/png parts.png
cmp "$folder/large.png" "$folder/parts.png" || fail "a picture sent in parts is not the same"
exec 8>&-

start_program
park_pointer

pastes "a message about an empty clipboard" toast
put image/png "$folder/zero.png"
pastes "the picture" picture
cp "$folder/after.png" "$folder/small.png"
put image/png "$folder/large.png"
pastes "the large picture" picture
differ picture before after
put text/uri-list "$folder/list"
pastes "the file" picture
differ picture small after && fail "the file shows another picture than its bytes did"
put UTF8_STRING "$folder/words"
pastes "a message about text that names no file" toast
put image/png "$folder/words"
pastes "a message about bytes that are no picture" toast

put image/png "$folder/zero.png"
kill -STOP "$owner"
clear before
press ctrl+v
drag 300,300 700,700
wait_until 20 "a stroke while another program is silent" differs canvas before stroke
wait_until 20 "the message about its silence" differs toast stroke silent
kill -KILL "$owner"
wait "$owner" 2>/dev/null || true

press Escape ctrl+c
wait_until 20 "the drawing to be copied" is_copied drawing.png 560x560
[ "$(convert "$folder/drawing.png" -format '%[fx:int(255*p{280,280}.r)]' info:)" -lt 20 ] ||
    fail "the drawing that was copied has no ink where it was drawn"
pastes "the own drawing" picture
click Edit
click Edit/Copy_window
wait_until 20 "the window to be copied" is_copied window.png "$size"
drag 300,300 700,700
click Edit
click Edit/Copy_28x28_picture
wait_until 20 "the small picture to be copied" is_copied small-picture.png 28x28

# In a field text stays text.
press F4 Down Return
sleep 0.2
press ctrl+c
wait_until 20 "text to be copied" offers UTF8_STRING
copied UTF8_STRING text
[ -s "$folder/text" ] || fail "no text was copied"
press Escape
press ctrl+q 2>/dev/null || true # the window may be gone before the key is up
ends_well 1000

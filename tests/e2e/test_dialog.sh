#!/usr/bin/env bash
# Files chosen in dialogs, on a real X server: by a portal of the test's own on a private bus, which
# answers, refuses, hangs and dies; by a program in zenity's place; and by a path that is typed where
# there is neither.
# Usage: test_dialog.sh INKLING WHERE PORTAL
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail
# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
need dbus-daemon
begin_test dialog "$1" "$2"
portal=$(realpath "$3")
calls=$folder/portal.log

# A bus that can start no services: the desktop's own portal must not answer.
start_bus() {
    cat >"$folder/bus.conf" <<END
<busconfig><type>session</type><listen>unix:path=$folder/bus</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
END
    dbus-daemon --config-file="$folder/bus.conf" --nofork --nopidfile >"$folder/bus.log" 2>&1 &
    pids=("$!" "${pids[@]}")
    wait_until 20 "the bus" test -S "$folder/bus"
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$folder/bus
}

has_said() {
    grep -q "$1" "$calls"
}

# start_portal ANSWER [PATH]
start_portal() {
    "$portal" "$@" >"$calls" &
    portal_id=$!
    pids=("$portal_id" "${pids[@]}")
    wait_until 20 "the portal" has_said ready
}

stop_portal() {
    kill "$portal_id" 2>/dev/null || true
    wait "$portal_id" || true
}

# zenity ANSWER: puts a program in its place.
zenity() {
    printf '#!/bin/sh\necho "$@" >%s\n%s\n' "$folder/zenity.log" "$1" >"$folder/bin/zenity"
    chmod +x "$folder/bin/zenity"
}

is_file() {
    [ -s "$folder/$1" ]
}

# clear BEFORE: an empty canvas without a message, kept as a screenshot.
clear() {
    press Escape Delete Escape
    sleep 0.2
    screenshot "$1"
}

has_trained() {
    compgen -G "$folder/results/run-*/model.safetensors" >/dev/null
}

digit() {
    convert -size 200x200 xc:white -fill none -stroke black -strokewidth 18 -draw "$2" \
        "$folder/$1.png"
}

digit zero 'ellipse 100,100 45,70 0,360'
digit one 'line 100,30 100,170'
start_bus
# Of other programs it finds those in this folder alone.
mkdir "$folder/bin"
printf '#!/bin/sh\nPATH=%s exec %s "$@"\n' "$folder/bin" "$inkling" >"$folder/inkling"
chmod +x "$folder/inkling"
inkling=$folder/inkling
start_program
park_pointer
screenshot blank

start_portal choose "$folder/zero.png"
press ctrl+o
wait_until 20 "the picture that was chosen" differs picture blank zero
has_said "OpenFile <x11:$(printf %x "$window")> <Open a picture, a drawing or a model>" ||
    fail "the portal was asked for something else"
has_said '<\*.\[pP\]\[nN\]\[gG\]>' || fail "the dialog was given no filter"
stop_portal

start_portal cancel
clear before
press ctrl+o
wait_until 20 "the request" has_said OpenFile
drag 300,300 700,700
wait_until 20 "a stroke after a dialog was cancelled" differs canvas before cancelled
stop_portal

start_portal hang
clear before
press ctrl+shift+o
wait_until 20 "the request" has_said 'OpenFile.*<Open a model>'
press ctrl+o
wait_until 20 "the message about a second dialog" differs toast before second
[ "$(grep -c OpenFile "$calls")" -eq 1 ] || fail "two dialogs were opened"
drag 300,300 700,700
wait_until 20 "a stroke beside a dialog" differs canvas before beside
press F5
screenshot before
wait_until 60 "a training beside a dialog" differs accuracy before trained
wait_until 120 "the training's end" has_trained
wait_until 20 "the message about its end" differs toast before trained
press Escape
screenshot before
stop_portal
wait_until 20 "the message about a portal that died" differs toast before died

start_portal die
press Escape Escape
screenshot before
press ctrl+o
wait_until 20 "the message about a portal that died at once" differs toast before died

start_portal choose "$folder/results/line"
press Escape
click File
click File/Save_drawing_as...
wait_until 20 "the drawing to be saved" is_file results/line.ndjson
has_said 'SaveFile.*<drawing.ndjson>' || fail "no name was suggested"
stop_portal

zenity "echo '$folder/one.png'"
clear before
press ctrl+o
wait_until 20 "the picture chosen in zenity" differs picture before zenity
grep -q -- '--file-selection.*--file-filter' "$folder/zenity.log" || fail "zenity was not asked well"
start_portal refuse
zenity "exit 1"
clear before
press ctrl+o
wait_until 20 "zenity, where the portal refuses" has_said OpenFile
wait_until 20 "zenity's end" is_file zenity.log
sleep 0.3
screenshot after
differ toast before after && fail "a cancelled dialog says something"
zenity "exit 5"
press ctrl+o
wait_until 20 "the message about zenity's failure" differs toast before failed
stop_portal

rm "$folder/bin/zenity"
clear before
press ctrl+o
wait_until 20 "the field for a path" differs canvas before field
xdotool type --window "$window" "$folder/None.png"
press Return
wait_until 20 "the message about a file that is not there" differs canvas field missing
press BackSpace BackSpace BackSpace BackSpace BackSpace BackSpace BackSpace BackSpace
xdotool type --window "$window" "zero.p"
press Tab Return
wait_until 20 "the field to go" differs canvas field typed

start_portal hang
press ctrl+o
wait_until 20 "the request" has_said OpenFile
press ctrl+q 2>/dev/null || true # the window may be gone before the key is up
ends_well 1000
wait_until 20 "the dialog to be closed with the window" has_said Close
grep -q zero.png "$folder/config/inkling/settings.json" || fail "the recent files were not kept"

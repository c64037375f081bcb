#!/usr/bin/env bash
# The recipe on a real X server: settings are changed by arrow, by key and by typing, the preview
# follows, and the run that is started gets all of them.
# Usage: test_recipe.sh INKLING WHERE
# Leaves its screenshots in a folder of its own in the current one. Exits with 77 to skip.
set -euo pipefail

# shellcheck source=tests/e2e/common.sh
. "$(dirname "$0")/common.sh"
begin_test recipe "$1" "$2"

# says NAME VALUE: checks a setting in the record of the run.
says() {
    grep -qE "\"$1\": *\"?$2\b" "$folder"/results/run-*/run.json || fail "$1 is not $2"
}

has_run() {
    compgen -G "$folder/results/run-*/run.json" >/dev/null
}

start_program
screenshot begun
find_places training recipe
click Train
click Train/Recipe...
wait_until 20 "the recipe" differs recipe-preview begun opened

click recipe/Augmentation/on
wait_until 20 "augmented pictures" differs recipe-preview opened light
press a
wait_until 20 "other pictures" differs recipe-preview light again
press Right
wait_until 20 "more augmentation" differs recipe-preview again more

click recipe/Network/value
press --repeat 90 BackSpace
xdotool type --window "$window" flatten-dense10
press Return Down Down Right
click recipe/Schedule/back
press Down 0 period 0 0 2 Return
click recipe/Seed/on
press Tab
screenshot chosen
differ recipe-list more chosen || fail "the changed settings are not shown"
press Escape
press F5
wait_until 60 "the run" has_run
says net flatten-dense10
says augmentation medium
says optimizer adamw
says schedule cosine
says learning_rate '0[.]002[0-9]*'
says seed 1
kill -TERM "$program"
ends_well 5000

#!/usr/bin/env bash
# Retakes the README's pictures, as a person would: on a real X server, with pointer and keys.
# Usage: make.sh INKLING WHERE [NAME...]; both are in the build folder, as app/inkling and
# tests/where. Names: window layers why mine mistakes recipe runs; default: all. Needs Xvfb,
# xdotool and ImageMagick.
set -euo pipefail

inkling=$(realpath "$1")
where=$2
shift 2
wanted=" ${*:-window layers why mine mistakes recipe runs} "
pictures=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)/tour
# shellcheck source=tests/e2e/common.sh
. "$pictures/../../tests/e2e/common.sh"

three=("300,220" "420,140" "570,160" "620,270" "540,390" "430,450" "570,480" "660,600" "610,760" "450,830" "310,770")
seven=("260,230" "480,225" "690,215" "600,400" "500,600" "430,820")
five=("680,190" "520,190" "370,195" "350,320" "335,440" "480,400" "630,480" "660,620" "590,770" "440,820" "300,750")

# draw X,Y X,Y...: one stroke, curved (Catmull-Rom) through these thousandths of the canvas.
draw() {
    local points
    points=$(printf '%s\n' "$@" | awk -F, '
        function at(p, i, t,    a, b, c) {
            a = p[i + 1] - p[i - 1]
            b = 2 * p[i - 1] - 5 * p[i] + 4 * p[i + 1] - p[i + 2]
            c = 3 * (p[i] - p[i + 1]) + p[i + 2] - p[i - 1]
            return p[i] + t / 2 * (a + t * (b + t * c))
        }
        { x[NR] = $1; y[NR] = $2 }
        END {
            x[0] = x[1]; y[0] = y[1]; x[NR + 1] = x[NR]; y[NR + 1] = y[NR]
            for (i = 1; i < NR; i++)
                for (t = 0; t < 1; t += 0.2)
                    printf "%d,%d ", at(x, i, t), at(y, i, t)
            printf "%d,%d", x[NR], y[NR]
        }')
    # shellcheck disable=SC2086
    drag $points
}

# The program anew, with nothing drawn and nothing kept.
open() {
    rm -rf "$folder/config" "$folder/data"
    start_program
}

# take NAME: the window as it is now, in 256 colours.
take() {
    sleep 1
    screenshot "$1"
    convert "$folder/$1.png" -strip +dither -colors 256 "PNG8:$pictures/$1.png"
    kill -TERM "$program"
    ends_well 5000
}

has_run() {
    compgen -G "$folder/results/*/confusion.png" >/dev/null
}

window() {
    draw "${three[@]}"
    press F5
    wait_until 120 "the end of the training" has_run
}

layers() {
    press F9 l
    find_places layers
    draw "${three[@]}"
    press period period period period
    place layers-map
    xdotool mousemove --window "$window" $((x + width * 11 / 20)) $((y + height * 11 / 20))
}

why() {
    press F9 w
    find_places why
    draw "${five[@]}"
}

mine() {
    draw "${seven[@]}"
    press 7 Delete
    draw "${three[@]}"
    press 3 Delete
    draw "${five[@]}"
    press 5 Delete ctrl+m
}

mistakes() {
    press F9 F3
    find_places mistakes
    screenshot begun
    wait_until 60 "the mistakes" differs mistakes-gallery begun all
    click toast # the message about the picture just taken
    place cell/4/9
    xdotool mousemove --window "$window" $((x + width / 2)) $((y + height / 2))
}

recipe() {
    press F9 F4 Down Down Right Right
}

# train NAME ARGUMENT...: as in a shell.
train() {
    local name=$1
    shift
    "$inkling" train --epochs 3 --out "$folder/results/$name" "$@" 2>>"$folder/train.log"
}

runs() {
    train one-layer --net flatten-dense10 --recipe original
    train readme --net readme --recipe original
    train notebook --net notebook --recipe original
    train sprint --net sprint
    press F9 ctrl+g
    find_places runs
    sleep 3
    press Down space Down space Down space
    place runs-graph
    xdotool mousemove --window "$window" $((x + width * 6 / 10)) $((y + height * 4 / 10))
}

need Xvfb
need xdotool
need convert
make_folder
start_server
for name in window layers why mine mistakes recipe runs; do
    [[ $wanted == *" $name "* ]] || continue
    open
    "$name"
    take "$name"
done

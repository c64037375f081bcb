#!/usr/bin/env bash
# Tests the command line from outside: exit codes, messages and JSON of every verb.
# Usage: test_cli.sh INKLING MNIST_FOLDER BAD_FOLDER; writes to a new folder in the current one.
# shellcheck disable=SC2016 # single quotes hold code for jq and inner shells
set -uo pipefail

inkling=$(realpath "$1")
mnist=$(realpath "$2")
bad=$(realpath "$3")
# shellcheck source=tests/app/cli/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/support/small_mnist.sh
. "$(dirname "$0")/../../support/small_mnist.sh"
folder=$(mktemp -d "$PWD/test_cli.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset DISPLAY WAYLAND_DISPLAY SDL_VIDEODRIVER
export XDG_RUNTIME_DIR=$folder # otherwise libwayland writes a line of its own

# json FILTER: must be true for the JSON lines that the last command printed, as one array.
json() {
    checks=$((checks + 1))
    jq -es "$1" out >/dev/null 2>&1 || fail "$command: not true of its output: $1"
}

make_inputs() {
    small_mnist small 600 200
    mkdir empty
    convert -size 90x140 xc:white -fill none -stroke black -strokewidth 12 \
        -draw 'line 45,20 45,120' one.png
    convert -size 200x140 xc:white -fill none -stroke black -strokewidth 12 \
        -draw 'line 45,20 45,120 line 95,20 95,120' eleven.jpg
    convert -size 300x140 xc:white -fill none -stroke black -strokewidth 4 \
        -draw 'line 20,60 280,60 line 20,80 280,80' lines.gif
    cat >drawings.ndjson <<'NDJSON'
{"word":"1","canvas":[500,500],"drawing":[[[250,250,250],[100,250,400]]]}
{"word":"7","canvas":[500,500],"drawing":[[[150,350,230],[120,120,400]]]}
NDJSON
    printf '{"word":"17","canvas":[500,500],"drawing":[[[100,100],[100,400]],%s]}\n' \
        '[[250,450,330],[120,120,400]]' >number.ndjson
    printf '{"word":"1","canvas":[500,500],"drawing":[[[1,2],[3]]]}\n' >uneven.ndjson
    printf 'not json\n' >garbage.ndjson
    : >empty.ndjson
    head -c 100 /dev/zero >zeros.safetensors
    "$inkling" export --to safetensors model.safetensors
    head -c 5000 model.safetensors >cut.safetensors
    # Its last 2,000 values are 1.7e38, so that its logits are infinite or NaN.
    { head -c -8000 model.safetensors; for _ in {1..2000}; do printf '\0\0\0\177'; done; } >huge.safetensors
}

test_cli__results_that_are_not_finite_are_errors() {
    refuses 1 'not numbers' "$inkling" eval --json --data small --model huge.safetensors
    refuses 1 'not numbers' "$inkling" classify --json --model huge.safetensors one.png
    run 1 "$inkling" replay --json --model huge.safetensors drawings.ndjson
}

test_cli__usage_errors_end_with_2() {
    refuses 2 nonsense "$inkling" nonsense
    refuses 2 --nonsense "$inkling" --nonsense
    refuses 2 --epochs "$inkling" eval --epochs 3
    refuses 2 --epochs "$inkling" train --epochs
    refuses 2 --epochs "$inkling" train --epochs 0
    refuses 2 --epochs "$inkling" train --epochs -1
    refuses 2 --epochs "$inkling" train --epochs 2.5
    refuses 2 --epochs "$inkling" train --epochs 99999999999999999999
    refuses 2 --seed "$inkling" train --seed 9007199254740993
    refuses 2 --batch "$inkling" train --batch ten
    refuses 2 --lr "$inkling" train --lr nan
    refuses 2 --target "$inkling" train --target 1.5
    refuses 2 --threads "$inkling" train --threads 0
    refuses 2 replay "$inkling" replay
    refuses 2 replay "$inkling" replay drawings.ndjson drawings.ndjson
    refuses 2 scale "$inkling" replay --size 100 --scale 0.5 drawings.ndjson
    refuses 2 version "$inkling" --version drawings.ndjson
    refuses 2 classify "$inkling" classify
    refuses 2 eval "$inkling" eval extra
    refuses 2 export "$inkling" export --to safetensors
    refuses 2 machine "$inkling" bench nosuch
    refuses 2 pickle "$inkling" export --to pickle out.pickle
}

test_cli__words_after_two_hyphens_are_files() {
    refuses 1 'open --selftest' "$inkling" classify -- --selftest
}

test_cli__wrong_environment_is_named() {
    local long
    long=/$(printf '%02000d' 1)
    refuses 2 'INKLING_SIMD' env INKLING_SIMD=bogus "$inkling" eval --data small
    run 0 env INKLING_SIMD=baseline "$inkling" eval --data small
    run 0 env INKLING_SIMD= "$inkling" eval --data small
    refuses 2 'INKLING_DATA_DIR' env INKLING_DATA_DIR="$long" "$inkling" eval
    refuses 2 'INKLING_DATA_DIR' env INKLING_DATA_DIR="$long" "$inkling" train --epochs 1
    refuses 2 'INKLING_DATA_DIR' env INKLING_DATA_DIR="$long" "$inkling" bench sprint
}

test_cli__unknown_names_list_the_known_ones() {
    refuses 2 notebook "$inkling" train --net nosuch
    refuses 2 original "$inkling" train --recipe nosuch
    refuses 2 strong "$inkling" train --augment nosuch
    refuses 2 dense10x "$inkling" train --net conv8k3-flatten-dense10x
    refuses 2 conv9k99 "$inkling" train --net conv9k99-flatten-dense10
}

test_cli__bad_files_are_named() {
    local file
    refuses 1 nosuch.png "$inkling" classify nosuch.png
    refuses 1 nosuch.ndjson "$inkling" replay nosuch.ndjson
    refuses 1 nosuch.safetensors "$inkling" eval --model nosuch.safetensors
    for file in "$bad"/*.{png,jpg,webp,gif,tif,bmp,pgm,pbm,ppm}; do
        refuses 1 "$file" "$inkling" classify "$file"
    done
    for file in "$bad"/*.onnx; do
        refuses 1 "$file" "$inkling" eval --model "$file"
    done
    refuses 1 onnx-deep.onnx bash -c 'ulimit -s 256; "$0" eval --model "$1"' "$inkling" "$bad/onnx-deep.onnx"
    for file in empty.ndjson garbage.ndjson uneven.ndjson; do
        refuses 1 "$file" "$inkling" replay "$file"
        refuses 1 "$file" "$inkling" classify "$file"
    done
    for file in zeros.safetensors cut.safetensors; do
        refuses 1 "$file" "$inkling" eval --model "$file"
    done
    refuses 1 empty "$inkling" eval --data empty
    refuses 1 empty "$inkling" train --data empty --out run-of-nothing
    refuses 1 empty "$inkling" train --resume empty
}

# Nobody can create /dev/null/x, root included.
test_cli__unwritable_paths_are_named() {
    refuses 1 /dev/null/x "$inkling" export --to safetensors /dev/null/x
    refuses 1 /dev/null/x "$inkling" export --to onnx /dev/null/x
    refuses 1 /dev/null "$inkling" train --data small --epochs 1 --net sprint --out /dev/null/x
    refuses 1 /dev/null "$inkling" train --data small --epochs 1 --net sprint \
        --results /dev/null/x
    run 1 bash -c '"$1" --help >/dev/full' bash "$inkling"
    grep -q 'standard output' err || fail "$command: the full disk is not reported"
}

test_cli__closed_pipe_gives_an_error_message() {
    mkfifo pipe
    : <pipe &
    exec {pipe}>pipe
    wait $!
    run 1 bash -c '"$1" classify --json one.png >&"$2"' bash "$inkling" "$pipe"
    exec {pipe}>&-
    grep -q '^inkling: .*standard output' err || fail "$command: the closed pipe is not reported"
}

test_cli__missing_display_gives_an_error_message() {
    refuses 1 display "$inkling"
}

test_cli__help_and_version_go_to_stdout() {
    local verb
    run 0 "$inkling" --version
    grep -qE '^inkling [0-9]+\.[0-9]+\.[0-9]+$' out || fail "$command: no version"
    run 0 "$inkling" --help
    cp out help
    for verb in replay classify train sweep eval export bench; do
        grep -q "inkling $verb" help || fail "$command: $verb is missing"
        run 0 "$inkling" "$verb" --help
        grep -q -- --help out || fail "$command: the flags are missing"
    done
}

# The model's classes become letters, in as many bytes.
test_cli__json_names_classes_that_are_no_digits() {
    LC_ALL=C sed 's/\[\\"0\\",\\"1\\",.*,\\"9\\"\]/[\\"a\\",\\"b\\",\\"c\\",\\"d\\",\\"e\\",\\"f\\",\\"g\\",\\"h\\",\\"i\\",\\"j\\"]/' \
        model.safetensors >letters.safetensors
    run 0 "$inkling" classify --json --model letters.safetensors one.png drawings.ndjson
    json 'map(.digit) == [1, 1, 7] and map(.class) == ["b", "b", "h"]'
    json 'all(.[]; .classes == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"])'
    run 0 "$inkling" replay --json --model letters.safetensors drawings.ndjson
    json '.[:2] | map(.class) == ["b", "h"] and (.[0].classes | length) == 10'
    run 0 "$inkling" classify --json one.png
    json '.[0] | has("class") or has("classes") | not'
}

test_cli__classify_reads_pictures_and_drawings() {
    run 0 "$inkling" classify --json one.png
    json 'length == 1 and .[0].digit == 1 and .[0].is_digit == true'
    json '.[0].probabilities | length == 10 and (add - 1 | fabs) < 1e-4'
    json '.[0].confidence == .[0].probabilities[1]'
    json '.[0].numbers | length == 1 and .[0].text == "1" and (.[0].digits | length) == 1'
    run 0 "$inkling" classify --json eleven.jpg
    json '.[0].number == "11" and .[0].digit == 1 and (.[0].numbers[0].digits | map(.digit)) == [1, 1]'
    json '.[0].numbers[0] | (.box[0] - 39 | fabs) < 3 and (.box[2] - 62 | fabs) < 4'
    run 0 "$inkling" classify eleven.jpg lines.gif
    grep -q '^eleven.jpg: 11  .* %  at ' out || fail "the number is not printed with its box"
    convert -size 140x140 xc:white -fill none -stroke black -strokewidth 10 \
        -draw 'polyline 40,25 100,25 60,115' -rotate 90 side.png
    run 0 "$inkling" classify --json side.png
    json '.[0] | .digit == 7 and .turned == 270'
    run 0 "$inkling" classify eleven.jpg lines.gif
    grep -q '^lines.gif: no digits found$' out || fail "lines are read as digits"
    run 0 "$inkling" classify --json drawings.ndjson
    json 'map(.digit) == [1, 7] and map(.number) == [null, null]'
    run 0 "$inkling" classify --json number.ndjson
    json '.[0] | .number == "17" and .digit == 7 and .word == "17"'
    cp one.png $'caf\xe9.png'
    run 0 "$inkling" classify --json $'caf\xe9.png'
    json '.[0].digit == 1 and .[0].file == "caf?.png"'
}

test_cli__replay_counts_correct_readings() {
    run 0 "$inkling" replay --json drawings.ndjson
    json 'length == 3 and map(.word)[0:2] == ["1", "7"]'
    json '.[0] | [.digit, .confidence, .is_digit, .probabilities] | all(. != null)'
    json '.[2].summary | .count == 2 and .correct == 2 and .accuracy == 1 and .rejected == 0'
    json '.[2].summary | .ece >= 0 and .ece < 0.2'
    json '.[2].summary | (.per_digit | length == 10) and .stroke_to_answer_us.p99 > 0'
    json '.[2].summary.stroke_to_answer_us | .p50 <= .p99'
}

test_cli__eval_measures_the_model() {
    run 0 "$inkling" eval --json --data small
    json 'length == 1 and (.[0].summary | .count == 200 and .accuracy > 0.95 and .loss < 0.2)'
    json '.[0].summary.confusion | length == 10 and (flatten | length == 100 and add == 200)'
    json '.[0].summary | ([range(10) as $i | .confusion[$i][$i]] | add) / .count - .accuracy
          | fabs < 1e-6'
    json '.[0].summary | .ece >= 0 and .ece < 0.2'
    mv out first
    run 0 "$inkling" eval --json --data small --model model.safetensors
    cmp -s first out || fail "$command: the exported model is not the built-in one"
}

test_cli__export_replaces_only_earlier_exports() {
    local to file
    "$inkling" export --to safetensors --model model.safetensors source.safetensors
    ln -s source.safetensors linked.onnx
    echo 'my notes' >notes.txt
    for to in onnx safetensors c; do
        for file in source.safetensors linked.onnx; do
            refuses 2 "$file is the model" "$inkling" export --to $to --model source.safetensors $file
        done
        refuses 2 'notes.txt exists and is not an earlier export' "$inkling" export --to $to notes.txt
        : >earlier.$to
        run 0 "$inkling" export --to $to earlier.$to
        run 0 "$inkling" export --to $to --model source.safetensors earlier.$to
    done
    cmp -s source.safetensors model.safetensors || fail "the source was overwritten"
    [ "$(cat notes.txt)" = 'my notes' ] || fail "a file of the user's was overwritten"
}

test_cli__a_training_is_exported_as_a_script() {
    run 0 "$inkling" export --to pytorch --net sprint --epochs 3 --seed 7 script.py
    run 0 python3 -c 'import ast; ast.parse(open("script.py").read())'
    grep -q '^    "epochs": 3,$' script.py || fail "the script has other settings"
    grep -q '^        ("conv2", nn.Conv2d(16, 32, 3, stride=1, groups=1)),$' script.py ||
        fail "the script has another network"
    run 0 "$inkling" export --to pytorch script.py
    grep -q '^    "epochs": 5,$' script.py || fail "$command: an earlier script is not replaced"
    refuses 2 'instead of by --model' "$inkling" export --to pytorch --model model.safetensors x.py
    refuses 2 'only --to pytorch takes' "$inkling" export --to onnx --epochs 3 x.onnx
    refuses 2 'ends in an image' "$inkling" export --to pytorch --net conv2k15s3-flatten x.py
}

printable() {
    checks=$((checks + 1))
    if cat out err | LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]'; then
        fail "$command: prints control characters"
    fi
}

# Control characters of names and of what files contain would be obeyed by a terminal.
test_cli__what_is_printed_is_printable() {
    local escape=$'\033[31m' control=$'\xc2\x9b'
    printf '{"word":"a\\u001b[31m\\u009b\\r","drawing":[[[50,52,51],[20,60,90]]]}\n' >"$escape.ndjson"
    run 0 "$inkling" classify "$escape.ndjson"
    printable
    run 0 "$inkling" replay "$escape.ndjson"
    printable
    refuses 1 '???[31m.png' "$inkling" classify "$control$escape.png"
    printable
    refuses 2 '?[31m' "$inkling" "--$escape"
    printable
    refuses 2 '?[31m' "$inkling" "$escape"
    printable
}

test_cli__eval_can_generate_ink() {
    run 0 "$inkling" eval --json --data ink
    json '.[0].summary | .count > 7800 and .count < 8200 and .accuracy > 0.95'
}

test_cli__models_are_exported_and_imported() {
    run 0 "$inkling" export --to onnx model.onnx
    run 0 "$inkling" export --to safetensors --model model.onnx back.safetensors
    cmp -s model.safetensors back.safetensors || fail "$command: the imported model differs from the exported one"
    [ ! -s err ] || fail "$command: a usual name is complained about"
    run 0 "$inkling" export --to onnx other.safetensors
    grep -q 'other.safetensors .* does not end in .onnx' err || fail "$command: the wrong ending is not told"
    ln -s nowhere.onnx dangling.onnx
    refuses 1 'dangling.onnx is a link to a file that is not there' "$inkling" export --to onnx dangling.onnx
    [ -L dangling.onnx ] || fail "$command: the link was replaced"
    cp back.safetensors guarded.safetensors
    chmod a-w guarded.safetensors
    refuses 1 write-protected "$inkling" export --to safetensors guarded.safetensors
    run 0 "$inkling" eval --json --data small --model model.onnx
    mv out by-onnx
    run 0 "$inkling" eval --json --data small
    cmp -s out by-onnx || fail "$command: the exported model gives other readings"
    run 0 bash -c 'tail -c +9 back.safetensors | head -c 2000'
    grep -q '"net":"best","recipe":"best"' out || fail "the record of the training is lost"
    grep -q '"preprocessing":' out || fail "the file does not say which pictures it expects"
}

test_cli__train_is_reproducible() {
    local run
    for run in one two; do
        run 0 "$inkling" train --json --data small --net conv4k5-relu-pool2-flatten-dense10 \
            --epochs 2 --seed 7 --threads "$([ $run = one ] && echo 1 || echo 3)" --out "run-$run"
        mv out "$run.json"
    done
    cp one.json out
    json 'length == 3 and map(.epoch)[0:2] == [1, 2]'
    json '.[0] | [.step, .train_loss, .train_accuracy, .val_loss, .val_accuracy, .seconds,
          .images_per_second] | all(type == "number")'
    json '.[2].summary | [.test_accuracy, .test_loss, .train_seconds, .parameters]
          | all(type == "number")'
    json '.[2].summary | .seed == 7 and .threads == 1 and (.recipe | type == "string")'
    json '.[2].summary.weights_sha256 | test("^[0-9a-f]{64}$")'
    [ "$(jq -r .summary.weights_sha256 one.json)" = "$(jq -r .summary.weights_sha256 two.json)" ] ||
        fail "$command: one thread and three give different weights"
    for run in run.json metrics.csv model.safetensors accuracy.png confusion.png samples.png; do
        [ -s "run-one/$run" ] || fail "$command: run-one/$run is missing"
    done
    [ "$(jq -r .settings.data_folder run-one/run.json)" = "$PWD/small" ] ||
        fail "$command: the run cannot be resumed elsewhere"
    run 0 "$inkling" eval --json --data small --model run-one/model.safetensors
    refuses 2 run-one "$inkling" train --data small --epochs 1 --net sprint --out run-one
}

# start COMMAND...: starts it in the background as $program, with its output in the files out and
# err. Interrupts end it: the shell has background commands ignore them.
start() {
    rm -f out
    env --default-signal=INT "$@" >out 2>err &
    program=$!
}

# start_run FOLDER: begins a run in the background that lasts until it is interrupted.
start_run() {
    start "$inkling" train --data small --net flatten-dense10 --epochs 10000 --out "$1"
    until [ -s "$1/metrics.csv" ] || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
}

# What stops in good order says so before it has stopped.
test_cli__interrupt_is_acknowledged_at_once() {
    start "$inkling" train --data small --net flatten-dense4096-dense4096-dense10 --batch 600 \
        --epochs 10000 --out run-slow
    until [ -s run-slow/metrics.csv ] || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
    kill -INT $program
    checks=$((checks + 1))
    until grep -q 'inkling: stopping: ' err || ! kill -0 $program 2>/dev/null; do sleep 0.02; done
    jq -e .result run-slow/run.json >/dev/null && fail "it is said only when the run has ended"
    kill -INT $program
    wait $program
    [ $? -eq 130 ] || fail "a second interrupt does not end the run"
}

test_cli__links_in_a_run_folder_are_not_followed() {
    local file
    start_run run-foreign
    kill -INT $program
    wait $program
    echo mine >mine
    rm run-foreign/*.png
    for file in model.safetensors accuracy.png confusion.png samples.png; do
        ln -sf ../mine "run-foreign/$file"
    done
    start "$inkling" train --resume run-foreign
    until [ -s out ] || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
    kill -INT $program
    wait $program || fail "the resumed run exits with $?"
    checks=$((checks + 1))
    [ "$(cat mine)" = mine ] || fail "a file outside of the run folder was overwritten"
    mv run-foreign/checkpoint.safetensors elsewhere
    ln -s ../elsewhere run-foreign/checkpoint.safetensors
    refuses 1 'checkpoint.safetensors is a link' "$inkling" train --resume run-foreign
}

test_cli__resuming_with_other_kernels_is_told() {
    export INKLING_SIMD=baseline
    start_run run-kernels
    kill -INT $program
    wait $program
    unset INKLING_SIMD
    [ "$("$inkling" bench --json machine | jq -r .machine.simd)" != baseline ] ||
        { echo "# no other kernels"; return; }
    start "$inkling" train --resume run-kernels
    until [ -s out ] || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
    kill -INT $program
    checks=$((checks + 1))
    wait $program || fail "the resumed run exits with $?"
    grep -q 'run-kernels.*baseline.*last bits' err || fail "the other kernels are not reported"
}

# On Linux a name may be any bytes, such as those of an old encoding.
test_cli__names_may_be_any_bytes() {
    local data=$'d\xffta' run=$'r\xffun\n' results=$'s\xffts'
    cp -r small "$data"
    cp one.png $'\xff.png'
    start "$inkling" train --data "$data" --net flatten-dense10 --epochs 10000 --out "$run"
    until [ -s "$run/metrics.csv" ] || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
    kill -INT $program
    wait $program || fail "the run exits with $?"
    jq -e '.settings | (.data_folder | endswith("/d?ta")) and
        (.data_folder_encoded | endswith("/d%FFta"))' "$run/run.json" >/dev/null ||
        fail "run.json does not name the data"
    start "$inkling" train --resume "$run"
    until [ -s out ] || ! kill -0 $program 2>/dev/null; do sleep 0.05; done
    kill -INT $program
    checks=$((checks + 1))
    wait $program || fail "the resumed run exits with $?"
    write_sweep
    sed 's/"data": "small"/"data_encoded": "d%FFta"/' sweep.json >names.json
    run 0 "$inkling" sweep names.json --results "$results"
    run 0 bash -c "$(head -n 1 out)"
    run 0 "$inkling" sweep names.json --results "$results" --run
    run 0 "$inkling" sweep names.json --results "$results" --rank --json
    json 'length == 7 and (.[0].flags | .data == "d?ta" and .data_encoded == "d%FFta")'
    json '.[0] | (.folder | startswith("s?ts/tiny-")) and
        (.folder_encoded | startswith("s%FFts/tiny-"))'
    run 0 "$inkling" classify --json $'\xff.png' one.png
    json 'map([.file, .file_encoded]) == [["?.png", "%FF.png"], ["one.png", null]]'
}

test_cli__drawings_may_come_through_pipes() {
    mkfifo pipe.ndjson
    run 0 bash -c 'cat drawings.ndjson | "$1" replay --json /dev/stdin' bash "$inkling"
    json 'length == 3 and .[2].summary.count == 2'
    run 0 bash -c '"$1" replay --json <(cat drawings.ndjson)' bash "$inkling"
    json 'length == 3 and .[2].summary.count == 2'
    run 0 bash -c 'cat drawings.ndjson >pipe.ndjson & "$1" classify --json pipe.ndjson' bash "$inkling"
    json 'map(.word) == ["1", "7"]'
    run 1 bash -c 'cat garbage.ndjson | "$1" replay --json /dev/stdin' bash "$inkling"
    grep -q 'line 1 of /dev/stdin' err || fail "$command: the line is not named"
}

# spoil NAME FILE OFFSET BYTES: copies the small set, with these bytes in one of its files.
spoil() {
    cp -r small "$1"
    printf '%b' "$4" | dd of="$1/$2" bs=1 seek="$3" conv=notrunc 2>/dev/null
}

test_cli__test_pictures_are_read_before_training() {
    local set
    cp -r small no-test
    rm no-test/t10k-images-idx3-ubyte
    spoil large-test t10k-images-idx3-ubyte 11 '\x20'
    spoil few-test t10k-labels-idx1-ubyte 7 '\x10'
    spoil false-test t10k-labels-idx1-ubyte 100 '\x7b'
    for set in no-test large-test few-test false-test; do
        refuses 1 t10k- "$inkling" train --data "$set" --epochs 1 --net flatten-dense10 \
            --out "run-$set"
        checks=$((checks + 1))
        [ ! -e "run-$set" ] || fail "$command: the run was begun"
    done
}

test_cli__network_is_kept_where_pictures_cannot_be_written() {
    start_run run-blocked
    mkdir run-blocked/samples.png
    kill -INT $program
    checks=$((checks + 1))
    wait $program && fail "the run ends well although a picture is missing"
    grep -q 'run-blocked/samples.png.*run-blocked/model.safetensors' err ||
        fail "the message does not say where the network is"
    run 0 "$inkling" eval --data small --model run-blocked/model.safetensors
}

# As under nohup. 200 epochs are enough to be interrupted in.
test_cli__ignored_interrupts_stay_ignored() {
    (trap '' INT; exec "$inkling" train --data small --net conv4k5-relu-pool2-flatten-dense10 \
        --epochs 200 --out run-ignoring >out 2>err) &
    until [ -s run-ignoring/metrics.csv ] || ! kill -0 $! 2>/dev/null; do sleep 0.02; done
    kill -INT $!
    wait $!
    checks=$((checks + 1))
    [ "$(jq .result.stopped run-ignoring/run.json)" = false ] || fail "the interrupt ended the run"
}

test_cli__target_stops_early() {
    run 0 "$inkling" train --json --data small --net conv4k5-relu-pool2-flatten-dense10 \
        --epochs 50 --target 0.3 --out run-target
    json 'length < 50 and (.[-1].summary.test_accuracy | type == "number")'
    awk -F, 'NR > 1 && $6 != "" { last = $6 } END { exit !(last >= 0.3) }' run-target/metrics.csv ||
        fail "$command: it stopped below the target"
}

write_sweep() {
    cat >sweep.json <<'JSON'
{"name": "tiny", "search": "grid",
 "flags": {"data": "small", "net": "flatten-dense10", "epochs": 1,
           "lr": {"from": 1e-3, "to": 1e-1, "steps": 3, "log": true}, "seed": [1, 2]}}
JSON
}

test_cli__sweep_prints_commands_that_a_shell_runs() {
    write_sweep
    run 0 "$inkling" sweep sweep.json --results printed
    [ "$(wc -l <out)" -eq 6 ] || fail "$command: not six commands"
    [ "$(sort -u out | wc -l)" -eq 6 ] || fail "$command: the six commands are not all different"
    grep -q -- '--lr=0.01 --seed=1 ' out || fail "$command: the learning rate in the middle is missing"
    cp out commands
    run 0 bash -e commands
    run 0 "$inkling" sweep sweep.json --results printed
    [ ! -s out ] || fail "$command: finished runs are listed"
    run 0 "$inkling" sweep sweep.json --results printed --rank --json
    json 'length == 7 and map(.rank)[0:6] == [1, 2, 3, 4, 5, 6]'
    json '[.[0:6][].val_accuracy] as $v | $v == ($v | sort | reverse)'
    json '[.[0:6][].flags | [.lr, .seed]] | unique | length == 6'
    json '.[6].summary == {"name": "tiny", "runs": 6, "finished": 6}'
    jq -r 'select(.rank) | "\(.folder) \(.val_accuracy)"' out >ranked
    while read -r folder_name accuracy; do
        awk -F, -v is="$accuracy" 'NR > 1 && $6 != "" { last = $6 }
            END { exit !(last - is < 1e-5 && is - last < 1e-5) }' "$folder_name/metrics.csv" ||
            fail "$command: $folder_name does not agree with its metrics"
    done <ranked
}

# Unfinished runs are resumed; finished ones stay the same, byte by byte.
test_cli__sweep_runs_the_remaining_runs() {
    local first
    write_sweep
    "$inkling" sweep sweep.json --results here >commands
    run 0 bash -c "$(sed -n 2p commands)"
    first=$(find here -name 'tiny-*')
    sum_before=$(sha256sum "$first"/*)
    run 0 bash -c "$(sed -n 4p commands)"
    jq 'del(.result)' "$(find here -name 'tiny-*' ! -path "$first")/run.json" >cut.json
    mv cut.json "$(find here -name 'tiny-*' ! -path "$first")/run.json"
    run 0 "$inkling" sweep sweep.json --results here
    [ "$(wc -l <out)" -eq 5 ] && [ "$(grep -c -- --resume= out)" -eq 1 ] ||
        fail "$command: it does not list four runs to start and one to resume"
    run 0 "$inkling" sweep sweep.json --results here --run --json
    json 'map(select(.summary)) | length == 5'
    [ "$(sha256sum "$first"/*)" = "$sum_before" ] || fail "$command: a finished run was changed"
    run 0 "$inkling" sweep sweep.json --results here --run
    [ ! -s out ] || fail "$command: finished runs are repeated"
    run 0 "$inkling" sweep sweep.json --results here --rank
    [ "$(wc -l <out)" -eq 7 ] && grep -q '^rank ' out || fail "$command: no table of six"
}

# Folders whose names have the shorter hash of earlier versions; one has another run's recipe.
test_cli__sweep_knows_the_runs_of_earlier_versions() {
    local path runs
    write_sweep
    run 0 "$inkling" sweep sweep.json --results earlier --run
    for path in earlier/tiny-*; do
        mv "$path" "${path%??????}"
    done
    runs=(earlier/tiny-*)
    run 0 "$inkling" sweep sweep.json --results earlier
    [ ! -s out ] || fail "$command: finished runs are listed"
    run 0 "$inkling" sweep sweep.json --results earlier --rank --json
    json '.[6].summary.finished == 6'
    jq 'del(.result)' "${runs[0]}/run.json" >cut.json
    mv cut.json "${runs[0]}/run.json"
    cp "${runs[1]}/run.json" "${runs[2]}/run.json"
    run 0 "$inkling" sweep sweep.json --results earlier
    [ "$(wc -l <out)" -eq 2 ] && grep -qF -- "--resume=${runs[0]}" out ||
        fail "$command: it does not list a run to resume and another to begin"
}

# The other has locked the folder of its first run, and written nothing yet.
test_cli__sweep_leaves_a_run_to_another_sweep() {
    local theirs
    write_sweep
    "$inkling" sweep sweep.json --results shared >commands
    theirs=$(sed -n '1s/.*--out=//p' commands)
    mkdir -p "$theirs"
    exec {lock}<"$theirs"
    flock "$lock"
    run 0 "$inkling" sweep sweep.json --results shared --run
    grep -q 'run 1 of 6 is done by another program' err || fail "$command: it is not said who does the run"
    exec {lock}<&-
    run 0 "$inkling" sweep sweep.json --results shared
    [ "$(wc -l <out)" -eq 1 ] || fail "$command: the other runs are not done"
}

has_metrics_or_ended() {
    [ -s "$(echo long/long-*/metrics.csv)" ] || ! kill -0 "$1" 2>/dev/null
}

test_cli__interrupted_sweep_can_be_resumed() {
    cat >long.json <<'JSON'
{"name": "long", "search": "random", "count": 2, "seed": 3,
 "flags": {"data": "small", "net": "flatten-dense10", "epochs": 4000,
           "lr": {"from": 1e-4, "to": 1e-3, "log": true}}}
JSON
    "$inkling" sweep long.json --results long >commands
    env --default-signal=INT "$inkling" sweep long.json --results long --run >/dev/null 2>&1 &
    program=$!
    wait_until "the first run of the sweep" has_metrics_or_ended "$program"
    run 0 "$inkling" sweep long.json --results long
    [ "$(wc -l <out)" -eq 1 ] || fail "$command: a run in progress is to be started again"
    kill -INT "$program"
    wait "$program"
    [ $? -eq 130 ] || fail "the interrupted sweep does not end as one"
    checks=$((checks + 1))
    run 0 "$inkling" sweep long.json --results long
    grep -q -- --resume= out || fail "$command: the interrupted run is not resumed"
    [ "$(wc -l <out)" -eq 2 ] || fail "$command: it does not list the two remaining runs"
}

test_cli__bad_sweeps_are_reported() {
    refuses 2 sweep "$inkling" sweep
    refuses 2 --run "$inkling" sweep sweep.json --run --rank
    refuses 2 --json "$inkling" sweep sweep.json --json
    refuses 1 nosuch.json "$inkling" sweep nosuch.json
    echo '{"name": "x", "search": "grid", "flags": {"lr": "fast"}}' >bad.json
    refuses 1 'bad.json: --lr takes' "$inkling" sweep bad.json
    echo '{"name": "x", "search": "grid", "flags": {"out": "there"}}' >bad.json
    refuses 1 'bad.json: there is no flag --out' "$inkling" sweep bad.json
    echo '{"name": "x", "search": "grid", "flags": {"net": ["sprint", "nosuch"]}}' >bad.json
    refuses 1 'bad.json: there is no network "nosuch"' "$inkling" sweep bad.json
    printf '{"name": "x",\n "search" "grid"}' >bad.json
    refuses 1 'line 2' "$inkling" sweep bad.json
}

test_cli__bench_describes_the_machine() {
    run 0 "$inkling" bench --json machine
    json 'length == 1 and (.[0].machine | .threads >= 1 and .peak_gflops > 0 and
        (.threads == 1 or .handover_ns > 0))'
    json '.[0].machine | [.processor, .simd, .flops_formula] | all(type == "string")'
}

test_cli__bench_measures_frames() {
    run 0 "$inkling" bench --json window --results frames
    json '[.[] | .frames | select(.) | .state] == ["drawing", "training"]'
    json '[.[] | .frames | select(.)] | all(.width == 1920 and 0 < .p50_ms and .p50_ms <= .p99_ms)'
}

make_inputs
run_tests test_cli__

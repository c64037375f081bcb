#!/usr/bin/env bash
# Runs all fuzz targets, or the given ones, for SECONDS each:
#
#     tests/fuzz/run.sh SECONDS [TARGET...]
#
# Needs clang. The corpus stays in build/fuzz/tests/fuzz/corpus; an input that fails is left in the
# current folder: move it to tests/fuzz/found/TARGET, and every test run replays it from then on.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=packaging/packages.sh
. "$root/packaging/packages.sh"
[[ ${1:-} =~ ^[0-9]+$ ]] || die "say for how many seconds: tests/fuzz/run.sh SECONDS [TARGET...]"
command -v clang >/dev/null || die "this needs clang, whose libFuzzer makes up the inputs"
seconds=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(checkpoint collection data events idx ndjson npy onnx
    options picture run run_folder safetensors settings spec sweep)

(cd "$root" && packages_ensure build tests && cmake --preset fuzz &&
    cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}") >&2

passed=0
failed=0
for target in "${targets[@]}"; do
    folder=$root/build/fuzz/tests/fuzz
    IFS=';' read -ra seeds <"$folder/$target.folders" || true
    if "$folder/fuzz_$target" -max_total_time="$seconds" -timeout=100 -rss_limit_mb=4096 \
        -artifact_prefix="$target-" -print_final_stats=1 "$folder/corpus/$target" "${seeds[@]}" \
        >"$folder/$target.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$folder/$target.log") inputs"
    else
        failed=$((failed + 1))
        echo "not ok - $target: see $folder/$target.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

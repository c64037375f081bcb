#!/usr/bin/env bash
# Sets up everything and runs the whole test suite. The last line counts passed and failed tests.
set -euo pipefail
exec </dev/null

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=packaging/packages.sh
. packaging/packages.sh

passed=0
failed=0
report=()

# junit_count FILE KEY: one of ctest's own totals, such as tests or failures.
junit_count() {
    sed -n "s/^[[:space:]]*$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

# note NAME PASSED FAILED SKIPPED: adds to the totals and to the list printed at the end.
note() {
    passed=$((passed + $2))
    failed=$((failed + $3))
    report+=("$(printf '%-46s %3d passed, %d failed, %d skipped' "$1" "$2" "$3" "$4")")
}

# build PRESET. Only the release build treats warnings as errors: the sanitizers' own code makes gcc
# warn about what cannot happen.
build() {
    local werror=OFF
    [ "$1" != release ] || werror=ON
    cmake --preset "$1" -DINKLING_TESTS=ON -DINKLING_WERROR=$werror && cmake --build --preset "$1"
}

# The sanitizers of older compilers cannot map their shadow memory if addresses are highly
# randomised.
without_random_addresses() {
    if setarch "$(uname -m)" -R true 2>/dev/null; then
        setarch "$(uname -m)" -R "$@"
    else
        "$@"
    fi
}

# run_tests NAME PRESET [CTEST ARGUMENTS]: runs the tests that are built. Tests that ctest could not
# report on count as one failure.
run_tests() {
    local name=$1 preset=$2 junit=build/$2/junit.xml status=0
    shift 2
    rm -f "$junit"
    without_random_addresses ctest --test-dir "build/$preset" --no-tests=error --output-on-failure \
        --parallel "$(getconf _NPROCESSORS_ONLN)" --output-junit junit.xml "$@" || status=$?
    if [ ! -f "$junit" ]; then
        note "$name" 0 1 0
        return
    fi
    local tests failures skipped
    tests=$(junit_count "$junit" tests)
    failures=$(junit_count "$junit" failures)
    skipped=$(($(junit_count "$junit" skipped) + $(junit_count "$junit" disabled)))
    if [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; then
        failures=1 tests=$((tests + 1))
    fi
    note "$name" $((tests - failures - skipped)) "$failures" "$skipped"
}

# build_and_run NAME PRESET [CTEST ARGUMENTS]
build_and_run() {
    if build "$2"; then
        run_tests "$@"
    else
        note "$1 (does not build)" 0 1 0
    fi
}

packages_ensure build tests
build_and_run "release, warnings as errors: all tests" release
build_and_run "address and undefined behaviour sanitizers" asan --label-exclude '^e2e$'
if command -v clang >/dev/null; then
    build_and_run "fuzz targets, a few seconds each" fuzz --label-regex '^fuzz$'
fi
build_and_run "thread sanitizer: tests with threads" tsan --label-regex '^threads$'
if [ -f /usr/lib/i386-linux-gnu/pkgconfig/jansson.pc ]; then # see packages_m32
    build_and_run "network library where size_t has 32 bits" m32
fi

printf '\nWhat ran:\n'
printf '    %s\n' "${report[@]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

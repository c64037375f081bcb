#!/usr/bin/env bash
# Runs Valgrind's memcheck over every C suite, and over the program while the window's tests use it.
# Memcheck slows a program down some 30 times, so this is run by hand.
#
#     tests/memcheck.sh [PATTERN]      only tests whose names match: nn, or e2e.test_draw
#
# The reports are in build/release/memcheck. Valgrind does not support AVX-512, and executes a fused
# multiply-add of AVX2 as a function call: with the baseline kernels
# app.core.reading.test_attribution takes five minutes, not hours. Only nn's own suites run with the
# AVX2 kernels.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=packaging/packages.sh
. packaging/packages.sh

pattern=${1:-.}
tree=$PWD
tests=$tree/build/release/tests
export reports=$tree/build/release/memcheck
memcheck=(valgrind --quiet --error-exitcode=9)
export PATIENCE=40

# watch NAME COMMAND...: runs it under memcheck and prints the result.
watch() {
    local level=baseline
    [[ $1 != nn.* ]] || level=avx2
    if INKLING_SIMD=$level "${@:2}" </dev/null >"$reports/$1.log" 2>&1; then
        echo "ok $1"
    else
        echo "FAILED $1: see $reports/$1.log"
        return 1
    fi
}
export -f watch

watch_suites() {
    find . -maxdepth 1 -name '*.test_*' -type f -executable -printf '%f\n' | sort |
        { grep -Ee "$pattern" || true; } |
        xargs -I{} -P "$(getconf _NPROCESSORS_ONLN)" bash -c 'watch "$@"' - {} \
            "${memcheck[@]}" --leak-check=full --errors-for-leak-kinds=definite ./{}
}

# The window's tests get a script as the program. Leaks are not checked: libraries keep some memory
# until the end.
watch_window() {
    local test failed=0
    printf '#!/bin/sh\nexec %s %s "$@"\n' "${memcheck[*]}" "$tree/build/release/app/inkling" \
        >"$reports/inkling"
    chmod +x "$reports/inkling"
    for test in draw browse mistakes recipe teach; do
        [[ e2e.test_$test =~ $pattern ]] || continue
        watch "e2e.test_$test" "$tree/tests/e2e/test_$test.sh" "$reports/inkling" ./where ||
            failed=1
    done
    return "$failed"
}

packages_ensure build tests memcheck
cmake --preset release -DINKLING_TESTS=ON >/dev/null
cmake --build --preset release
rm -rf "$reports"
mkdir -p "$reports"
cd "$tests"
failed=0
watch_suites || failed=1
watch_window || failed=1
compgen -G "$reports/*.log" >/dev/null || die "no test has $pattern in its name"
exit "$failed"

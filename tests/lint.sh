#!/usr/bin/env bash
# Static checks of the source text: the order of includes, shellcheck (.shellcheckrc) for all
# scripts, cppcheck for all C, clang-tidy (.clang-tidy) for the program and the library. Exits with
# 1 if there is a finding. It takes minutes, so the test suite runs only the first of them.
#
#     tests/lint.sh [FILE...]        sources and scripts, relative to the root; default: all
set -uo pipefail
exec </dev/null

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
# shellcheck source=packaging/packages.sh
. packaging/packages.sh

build=build/lint
jobs=$(getconf _NPROCESSORS_ONLN)
report=()
failed=0

# check TOOL FILE...: runs it on the files and prints its findings, lines that end with a check's
# name in brackets. A finding in a header is printed once for each source that includes it, and
# counted once.
check() {
    local tool=$1 log=$build/$1.log status=0 found
    shift
    [ $# -gt 0 ] || return 0
    "tool_$tool" "$@" >"$log" 2>&1 || status=$?
    found=$(grep -E '\[[A-Za-z0-9.,-]+\]$' "$log" | sort -u | wc -l)
    if [ "$status" -ne 0 ] || [ "$found" -ne 0 ]; then
        cat "$log"
        failed=1
    fi
    report+=("$(printf '%-12s %3d files, %d findings, exit code %d' "$tool" $# "$found" "$status")")
}

# Checks each source with its compiler flags: a kernel once for every processor it is built for.
# Files are checked one at a time: given several, version 14 finds uninitialised va_lists in the
# second.
tool_clang-tidy() {
    printf '%s\n' "$@" | xargs -P "$jobs" -n 1 clang-tidy -p $build --quiet
}

tool_cppcheck() {
    local flags=(
        --std=c11 "--enable=warning,style,performance,portability"
        --library=posix --library=tests/cppcheck.cfg --inline-suppr
        --suppress=shadowFunction # the compiler's -Wshadow finds those that matter
        --suppress=unusedStructMember # a table's members also have names for its reader
        --suppress=variableScope # variables are declared at the beginning of a function
        --suppress=readdirCalled # readdir_r is obsolete, and each folder has one reader
        --suppress=redundantContinue # makes an empty loop body explicit
    )
    cppcheck "${flags[@]}" --quiet --template=gcc --error-exitcode=1 -j "$jobs" -I . \
        -I $build/include "$@"
}

tool_shellcheck() {
    shellcheck --format=gcc "$@"
}

packages_ensure build tests lint
mkdir -p $build
# The compile commands of each source, with assertions, which tell the tools what holds; and the
# generated headers.
{ cmake --preset dev -B $build -DINKLING_TESTS=ON && cmake --build $build --target nn_onnx; } \
    >$build/build.log 2>&1 || die "could not be made ready: $build/build.log says why"

if [ $# -eq 0 ]; then
    mapfile -t all < <(git ls-files '*.c' '*.sh' .ci/run)
    set -- "${all[@]}"
fi
sources=()
products=() # sources of the program and the library; clang-tidy cannot tell where a test ends
scripts=()
for file in "$@"; do
    case $file in
    tests/*.c | nn/example/*.c) sources+=("$file") ;;
    *.c) sources+=("$file") products+=("$file") ;;
    *) scripts+=("$file") ;;
    esac
done
tests/include_order.sh || failed=1
check shellcheck ${scripts[@]+"${scripts[@]}"}
check cppcheck ${sources[@]+"${sources[@]}"}
check clang-tidy ${products[@]+"${products[@]}"}

printf '\nWhat was looked for:\n'
printf '    %s\n' "${report[@]}"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# test_hardening.sh INKLING SOURCE [cfi | LIBRARY...]: checks how the program was linked, and that
# it names no folder of the machine that built it. cfi: it must check the types of its indirect
# calls. LIBRARY: all code in it must be compiled with control-flow protection by the processor.
# (The program as a whole is marked so only if the C library's start-up code is, too.)
set -euo pipefail
inkling=$1 source=$2 failed=0
shift 2

expect() { # expect WHAT PATTERN TEXT
    if ! grep -Eq "$2" <<<"$3"; then
        echo "not there: $1"
        failed=1
    fi
}

headers=$(readelf --wide --file-header --program-headers --dynamic "$inkling")
symbols=$(readelf --wide --dyn-syms "$inkling")
expect "a program that loads anywhere" 'Type: +DYN' "$headers"
expect "relocations that end read-only" 'GNU_RELRO' "$headers"
expect "all symbols bound at the start" 'BIND_NOW|FLAGS.* NOW' "$headers"
expect "a stack without code" 'GNU_STACK .* RW +0' "$headers"
expect "guards on the stack" '__stack_chk_fail' "$symbols"
expect "checked copies" '__(snprintf|memcpy|strcpy)_chk' "$symbols"
places=$(strings -a "$inkling" | grep -F "$source/" || true)
if [ -n "$places" ]; then
    printf 'names the folder that it was built in:\n%.300s\n' "$places"
    failed=1
fi
if [ "${1:-}" = cfi ]; then
    shift
    expect "functions behind a table of their type" '\.cfi$' "$(nm "$inkling")"
fi
for library in "$@"; do
    unmarked=$(readelf --wide --notes "$library" 2>/dev/null | awk '
        function look() { if (object != "" && !marked) print object }
        /^File: / { look(); object = $0; marked = 0 }
        /x86 feature: IBT, SHSTK/ { marked = 1 }
        END { look() }')
    if [ -n "$unmarked" ]; then
        printf 'not there: marks of control flow protection:\n%s\n' "$unmarked"
        failed=1
    fi
done
exit $failed

#!/usr/bin/env bash
# test_hardening.sh INKLING SOURCE: how the program was linked, and that it names no folder of the
# machine that built it.
set -euo pipefail
inkling=$1 source=$2 failed=0

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
expect "a stack without code" 'GNU_STACK .* RW +0x' "$headers"
expect "guards on the stack" '__stack_chk_fail' "$symbols"
expect "checked copies" '__(snprintf|memcpy|strcpy)_chk' "$symbols"
if strings -a "$inkling" | grep -F "$source/" | head -3 | grep .; then
    echo "names the folder that it was built in"
    failed=1
fi
exit $failed

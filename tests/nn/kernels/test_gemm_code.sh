#!/usr/bin/env bash
# test_gemm_code.sh SOURCE: compiles the matrix product with each compiler here and counts, in the
# disassembly of its inner loops, the multiply-adds and the accesses of the stack. Accumulators that
# do not stay in registers cost half the speed, and show in no other test.
set -euo pipefail
source=$(realpath "$1")
folder=$(mktemp -d "$PWD/test_gemm_code.XXXXXX")
trap 'rm -rf "$folder"' EXIT
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

[ "$(uname -m)" = x86_64 ] && command -v objdump >/dev/null || exit 77

# Reads a disassembly and prints "MULTIPLY-ADDS STACK-ACCESSES" for each innermost loop that has any
# multiply-add.
inner_loops() {
    awk '
        />:$/ { split("", number) } # addresses of jumps are looked up in their own function
        $1 ~ /^[0-9a-f]+:$/ {
            number[substr($1, 1, length($1) - 1)] = ++lines
            instruction[lines] = $0
        }
        $2 ~ /^j/ && ($3 in number) {
            adds = stack = 0
            for (i = number[$3]; i < lines && !(i in ends); i++) {
                adds += instruction[i] ~ /vfn?madd/
                stack += instruction[i] ~ /\(%r[sb]p/
            }
            ends[lines]
            if (i == lines && adds) print adds, stack
        }'
}

# check COMPILER LEVEL ACCUMULATORS FLAG...
check() {
    local compiler=$1 level=$2 accumulators=$3 loops
    shift 3
    "$compiler" -std=gnu11 -O3 -fno-math-errno -ffp-contract=fast -DNN_LEVEL="$level" "$@" \
        -I "$source" -c "$source/nn/kernels/gemm.c" -o "$folder/gemm.o"
    loops=$(objdump -d --no-show-raw-insn "$folder/gemm.o" | inner_loops)
    awk -v most="$accumulators" '$1 == most { full = 1 } END { exit !full }' <<<"$loops" ||
        fail "$compiler, $level: no inner loop has $accumulators multiply-adds"
    # A few are the addresses of rows, of which there are more than registers.
    awk '$2 > 4 { exit 1 }' <<<"$loops" ||
        fail "$compiler, $level: an inner loop keeps its accumulators on the stack"
}

for compiler in gcc clang; do
    if command -v "$compiler" >/dev/null; then
        check "$compiler" avx2 12 -mavx2 -mfma
        check "$compiler" avx512 24 -mavx512f -mfma -mprefer-vector-width=512
    fi
done
exit "$failed"

#!/usr/bin/env bash
# test_install.sh BUILD SOURCE: installs the network library into a folder of its own and uses it as
# another program would.
set -euo pipefail
build=$(realpath "$1")
source=$(realpath "$2")
folder=$(mktemp -d "$PWD/test_install.XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$folder"
prefix=$folder/prefix
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# The functions that the installed headers declare, one per line.
declared() {
    cat "$headers"/nn/*.h | perl -0pe 's{/\*.*?\*/}{}gs; s{^[ \t]*#(.*\\\n)*.*\n}{}gm; s{typedef[^;]*;}{}g' |
        grep -oE '\bnn_[a-z0-9_]+\(' | tr -d '(' | sort -u
}

# reads_a_seven PROGRAM: it must read the first test picture as a 7 with a probability above one
# half.
reads_a_seven() {
    LD_LIBRARY_PATH=$library "$1" "$source/assets/model/best.safetensors" picture >answer &&
        [ "$(wc -l <answer)" -eq 10 ] && awk '$1 == 7 && $2 > 0.5 { seven = 1 } END { exit !seven }' answer
}

cmake --install "$build" --prefix "$prefix" --component development >installed
library=$(dirname "$(find "$prefix" -name libinkling-nn.so)")
headers=$(dirname "$(dirname "$(find "$prefix" -name model.h)")")
gzip -dc "$source/assets/mnist/t10k-images-idx3-ubyte.gz" | tail -c +17 | head -c 784 >picture || true

nm --dynamic --defined-only "$library/libinkling-nn.so" | awk '{ print $3 }' | sort >exported
declared | diff - exported || fail "the headers declare (<) other functions than the library exports (>)"
[ "$(wc -l <exported)" -ge 50 ] || fail "the library exports too few functions"

for header in "$headers"/nn/*.h; do
    echo "#include <nn/$(basename "$header")>" |
        cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$headers" -fsyntax-only -x c - ||
        fail "$(basename "$header") does not compile alone"
done

# Every paragraph of a header that declares functions must have a comment.
for header in "$headers"/nn/*.h; do
    perl -00 -ne 'print if /\bnn_[a-z0-9_]+\(/ && !m{/\*} && !/^#/' "$header" >undocumented
    [ ! -s undocumented ] || fail "$(basename "$header"): no comment at $(head -1 undocumented)"
done

if command -v doxygen >/dev/null; then
    { cat "$source/nn/Doxyfile"; echo INPUT = "$headers"/nn/*.h; echo "OUTPUT_DIRECTORY = $folder"; } >Doxyfile
    doxygen Doxyfile || fail "doxygen reports a problem"
    grep -q nn_trainer_step html/trainer_8h.html || fail "the documentation lacks a function"
else
    echo "skipped: there is no doxygen to make the documentation"
fi

export PKG_CONFIG_PATH=$library/pkgconfig
# shellcheck disable=SC2046 # flags are words
cc -std=c11 -Wall -Wextra -Werror "$source/nn/example/read_digit.c" -o by_pkg_config \
    $(pkg-config --cflags --libs inkling-nn) || fail "the example does not build with pkg-config"
reads_a_seven ./by_pkg_config || fail "the example built with pkg-config does not read a 7"

# The build's generator is there, while CMake's own choice, make, may be missing.
generator=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$build/CMakeCache.txt")
{ cmake -G "$generator" -S "$source/nn/example" -B by_cmake -DCMAKE_PREFIX_PATH="$prefix" &&
    cmake --build by_cmake; } >built || fail "the example does not build with CMake"
reads_a_seven by_cmake/read_digit || fail "the example built with CMake does not read a 7"
exit $failed

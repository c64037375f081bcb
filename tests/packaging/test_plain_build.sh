#!/usr/bin/env bash
# test_plain_build.sh SOURCE: builds the program as someone does who has just unpacked the sources
# and knows no preset, and runs it from the build folder and installed. Builds once with gcc in the
# source tree, where cmocka is missing, and once outside the source tree, with clang if available.
set -euo pipefail
source=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unset CFLAGS LDFLAGS DESTDIR CMAKE_BUILD_TYPE CMAKE_INSTALL_PREFIX INKLING_DATA_DIR
CMAKE_BUILD_PARALLEL_LEVEL=$(getconf _NPROCESSORS_ONLN)
export CMAKE_BUILD_PARALLEL_LEVEL
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# step COMMAND...: keeps its output in $said, and shows it if it fails.
said=$folder/said
step() {
    "$@" >"$said" 2>&1 || { tail -n 30 "$said"; return 1; }
}

# measures INKLING: checks that it finds MNIST, whatever the current folder, and reads the test
# pictures.
measures() {
    (cd / && step "$folder/$1" eval) && grep -q '^10000 pictures, 99' "$said"
}

mkdir unpacked no-cmocka
cp -R "$source"/{CMakeLists.txt,LICENSE,NOTICES.md,app,assets,nn,packaging,tests} unpacked
# pkg-config looks here first, and treats a package as missing if one that it requires is.
printf '%s\n' 'Name: cmocka' 'Description: Hidden' 'Version: 1.1.5' 'Requires: no-such-package' \
    >no-cmocka/cmocka.pc

# CMake's own choice is make, which nothing else here needs.
command -v make >/dev/null || export CMAKE_GENERATOR=Ninja
export CC=gcc
cd unpacked
PKG_CONFIG_PATH=$folder/no-cmocka:${PKG_CONFIG_PATH:-} step cmake -B build ||
    fail "configuring fails where cmocka is missing"
[ "$(grep -c 'tests are not built.*cmocka' "$said")" -eq 1 ] || fail "no line says that cmocka is missing"
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release$' build/CMakeCache.txt || fail "the default is not Release"
step cmake --build build || fail "building with $CC fails"
cd ..
measures unpacked/build/app/inkling || fail "the program does not run in build/app"
step cmake --install unpacked/build --prefix "$folder/prefix" || fail "installing fails"
mv prefix moved
mv unpacked elsewhere
measures moved/bin/inkling || fail "the installed program does not run when its prefix is moved"
measures elsewhere/build/app/inkling || fail "the program does not run when the source tree is moved"

# The name of the build folder is a link out of the source tree. Less optimisation builds faster.
! command -v clang >/dev/null || export CC=clang
mkdir outside
ln -s "$folder/outside" elsewhere/linked
cd elsewhere
step cmake -B linked -DINKLING_TESTS=OFF -DCMAKE_C_FLAGS_RELEASE='-O1 -DNDEBUG' || fail "configuring with $CC fails"
step cmake --build linked --target inkling || fail "building with $CC fails"
cd ..
measures outside/app/inkling || fail "the program does not run outside of the source tree"
step cmake --install elsewhere/linked --prefix "$folder/prefix" ||
    fail "installing fails when only the program is built"
measures prefix/bin/inkling || fail "the installed program does not run"
exit $failed

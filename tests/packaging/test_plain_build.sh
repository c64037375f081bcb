#!/usr/bin/env bash
# test_plain_build.sh SOURCE: builds the program as someone does who has just unpacked the sources and
# knows no preset, and runs it where it was built and where it is installed. Once with gcc in the
# source tree, where cmocka is missing; once outside of the source tree, with clang if there is one.
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

# step COMMAND...: its output is kept in $said and shown if it fails.
said=$folder/said
step() {
    "$@" >"$said" 2>&1 || { tail -n 30 "$said"; return 1; }
}

# measures INKLING: it finds MNIST, whatever the current folder, and reads the test pictures.
measures() {
    (cd / && step "$folder/$1" eval) && grep -q '^10000 pictures, 99' "$said"
}

mkdir unpacked no-cmocka
cp -R "$source"/{CMakeLists.txt,LICENSE,NOTICES.md,app,assets,nn,packaging,tests} unpacked
# pkg-config finds this first, and takes a package for missing if one that it requires is.
printf '%s\n' 'Name: cmocka' 'Description: Hidden' 'Version: 1.1.5' 'Requires: no-such-package' \
    >no-cmocka/cmocka.pc

export CC=gcc
cd unpacked
PKG_CONFIG_PATH=$folder/no-cmocka:${PKG_CONFIG_PATH:-} step cmake -B build ||
    fail "it is not configured where cmocka is missing"
[ "$(grep -c 'tests are not built.*cmocka' "$said")" -eq 1 ] || fail "no line says that cmocka is missing"
grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Release$' build/CMakeCache.txt || fail "the default is not Release"
step cmake --build build || fail "it does not build with $CC"
cd ..
measures unpacked/build/app/inkling || fail "the program does not run in build/app"
step cmake --install unpacked/build --prefix "$folder/prefix" || fail "it is not installed"
mv prefix moved
mv unpacked elsewhere
measures moved/bin/inkling || fail "the installed program does not run when its prefix is moved"
measures elsewhere/build/app/inkling || fail "the program does not run when the source tree is moved"

# The name of the build folder leads out of the source tree. Optimised less, as that is not the point.
! command -v clang >/dev/null || export CC=clang
mkdir outside
ln -s "$folder/outside" elsewhere/linked
cd elsewhere
step cmake -B linked -DINKLING_TESTS=OFF -DCMAKE_C_FLAGS_RELEASE='-O1 -DNDEBUG' || fail "it is not configured with $CC"
step cmake --build linked --target inkling || fail "it does not build with $CC"
cd ..
measures outside/app/inkling || fail "the program does not run outside of the source tree"
step cmake --install elsewhere/linked --prefix "$folder/prefix" ||
    fail "it is not installed once the program alone is built"
measures prefix/bin/inkling || fail "the installed program does not run"
exit $failed

#!/usr/bin/env bash
# Builds the packages of the last commit twice, in folders of different names and with different
# umasks, and compares them byte by byte.
#
#     tests/packaging/reproducible.sh
#
# It builds the program twice, so it is run by hand, never by the test suite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$PWD/build/reproducible
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
passed=0
failed=0

# make_packages NAME
make_packages() {
    mkdir -p "$folder/$1"
    git archive HEAD | tar -x -C "$folder/$1"
    "$folder/$1/packaging/package.sh" "$folder/$1/packages"
}

rm -rf "$folder"
make_packages one
(umask 077 && make_packages another/further/down)
for package in "$folder"/one/packages/*; do
    if cmp "$package" "$folder/another/further/down/packages/${package##*/}"; then
        passed=$((passed + 1))
        echo "ok - ${package##*/} is the same, byte by byte"
    else
        failed=$((failed + 1))
        echo "not ok - ${package##*/}"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -eq 2 ]

#!/usr/bin/env bash
# Makes the .deb and the portable archive: packaging/package.sh [FOLDER, build/packages if none]
# The same sources give the same bytes: the times in them are SOURCE_DATE_EPOCH, or else the time of
# the last commit.
set -euo pipefail
umask 022 # the folders in the packages get their permissions from this
out=$(realpath -m "${1:-"$(dirname "${BASH_SOURCE[0]}")/../build/packages"}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=packaging/packages.sh
. packaging/packages.sh

packages_ensure build packages
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
rm -rf "$out"/inkling*.deb "$out"/inkling*.tar.gz "$out/_CPack_Packages"
for portable in OFF ON; do
    cmake --preset package -DINKLING_PORTABLE=$portable
    cmake --build --preset package
    cpack --config build/package/CPackConfig.cmake -B "$out"
done >&2
rm -rf "$out/_CPack_Packages"
ls "$out"/inkling*

#!/usr/bin/env bash
# test_package.sh BUILD SOURCE INKLING: installs the program into a folder of its own and checks
# what a desktop and a package manager see: the desktop file, the software centre's description,
# file types, icons, the man page, and the version that each of them gives.
set -euo pipefail
build=$(realpath "$1")
source=$(realpath "$2")
version=$("$3" --version | grep -oE '[0-9]+\.[0-9]+\.[0-9]+')
folder=$(mktemp -d "$PWD/test_package.XXXXXX")
trap 'rm -rf "$folder"' EXIT
share=$folder/usr/share
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# with TOOL COMMAND...: runs the command, or says that the tool is missing.
with() {
    command -v "$1" >/dev/null || { echo "skipped: there is no $1"; return; }
    "${@:2}" || fail "${*:2}"
}

# The icon of each size has that size, and is rendered from the drawing.
check_icons() {
    local file size
    for file in "$share"/icons/hicolor/*/apps/inkling.png; do
        size=$(basename "${file%/apps/inkling.png}")
        [ "$(od -An -tu1 -j16 -N8 "$file" | awk '{ print $3 * 256 + $4 "x" $7 * 256 + $8 }')" = "$size" ] ||
            fail "$file does not have this size"
        with rsvg-convert draws_icon "${size%x*}" "$file"
    done
    [ -f "$share/icons/hicolor/48x48/apps/inkling.png" ] || fail "the size that every desktop needs is missing"
}

# The committed icon looks like the drawing rendered anew: renderers differ by a shade at edges.
draws_icon() {
    rsvg-convert --width "$1" --height "$1" --output "$folder/icon.png" \
        "$share/icons/hicolor/scalable/apps/inkling.svg"
    local distance
    distance=$(compare -metric RMSE "$folder/icon.png" "$2" null: 2>&1) || true
    awk -v "share=${distance#*(}" 'BEGIN { exit !(share ~ /^[0-9]/ && share + 0 < 0.02) }'
}

# The program has no homepage, which appstreamcli wants since 1.0, and lets itself be told since then.
check_metainfo() {
    appstreamcli validate --no-net --override url-homepage-missing=info "$1" >"$folder/said" 2>&1 ||
        appstreamcli validate --no-net "$1" || fail "appstreamcli finds fault with $1: $(<"$folder/said")"
}

# The types that the desktop file names are defined once the package's own are installed.
check_types() {
    local type name
    mkdir -p "$folder/mime/packages"
    cp "$share/mime/packages/inkling.xml" /usr/share/mime/packages/freedesktop.org.xml "$folder/mime/packages"
    update-mime-database "$folder/mime" 2>"$folder/said" || fail "update-mime-database: $(<"$folder/said")"
    for type in $(sed -n 's/^MimeType=//p' "$share/applications/inkling.desktop" | tr ';' ' '); do
        [ -f "$folder/mime/$type.xml" ] || fail "the desktop file names $type, which is not defined"
    done
    for name in '*.ndjson' '*.safetensors' '*.onnx'; do
        grep -Fq ":$name" "$folder/mime/globs2" || fail "$name has no type"
    done
}

DESTDIR=$folder cmake --install "$build" --component program --prefix /usr >"$folder/installed"

with appstreamcli check_metainfo "$share/metainfo/inkling.metainfo.xml"
with desktop-file-validate desktop-file-validate "$share/applications/inkling.desktop"
with update-mime-database check_types
check_icons
gzip -dc "$share/man/man1/inkling.1.gz" | cmp - "$source/packaging/inkling.1" || fail "the installed man page differs"
[ -s "$share/inkling/mnist/train-images-idx3-ubyte.gz" ] || fail "MNIST is missing"
for name in MIT CC-BY-SA-3.0 OFL-1.1 Apache-2.0; do
    grep -q "^License: $name$" "$share/doc/inkling/copyright" || fail "the licence $name is missing"
done
! find "$folder/usr" -name '*.so*' -o -name '*.h' -o -name '*.a' | grep . ||
    fail "the network library is among the program's files"

# Every file that names versions names this one first.
grep -m 1 -o 'release version="[^"]*"' "$share/metainfo/inkling.metainfo.xml" | grep -Fq "\"$version\"" ||
    fail "the newest release in the metainfo is not $version"
gzip -dc "$share/doc/inkling/changelog.gz" | head -n 1 | grep -Fq "($version)" ||
    fail "the newest entry of the changelog is not $version"
exit $failed

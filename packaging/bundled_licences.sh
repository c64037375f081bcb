#!/usr/bin/env bash
# bundled_licences.sh LIBRARIES OUT: copies to the folder OUT the copyright files of the Debian packages
# that the files in the folder LIBRARIES come from, and of those that are built into the program; and
# to OUT/common-licenses the licences that they refer to.
set -euo pipefail
libraries=$1
out=$2

folder=/usr/lib/$(dpkg-architecture -q DEB_HOST_MULTIARCH)
places=()
for file in "$libraries"/*; do
    places+=("$folder/${file##*/}" "${folder#/usr}/${file##*/}" "$folder/pulseaudio/${file##*/}")
done
# PACKAGE:ARCHITECTURE: PATH, one per line; dpkg-query fails, as no file is in all of its places.
owners=$(dpkg-query -S "${places[@]}" 2>/dev/null) || true
packages=$(
    for file in "$libraries"/*; do
        grep -m 1 "/${file##*/}\$" <<<"$owners" || echo "unknown-${file##*/}"
    done | cut -d : -f 1 | sort -u
)
mkdir -p "$out/common-licenses"
for package in fonts-inter libonnx-dev $packages; do
    install -m 644 "/usr/share/doc/$package/copyright" "$out/$package"
done
for licence in /usr/share/common-licenses/*; do
    install -m 644 "$licence" "$out/common-licenses"
done

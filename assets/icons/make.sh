#!/usr/bin/env bash
# Makes the icon's PNG files of inkling.svg; they are kept in the tree, so that building needs no
# renderer. Needs rsvg-convert (Debian: librsvg2-bin).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for size in 16 22 24 32 48 64 128 256; do
    rsvg-convert --width $size --height $size --output "inkling-$size.png" inkling.svg
done

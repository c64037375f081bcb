#!/usr/bin/env bash
# Replays digits that people have drawn with a pen as mouse strokes: how many are read correctly.
# Usage: test_pen.sh INKLING
# The drawings are pen-dev.ndjson in the folder that INKLING_STROKES names; exits with 77 to skip.
set -euo pipefail

least_accuracy=0.975
most_error=0.01  # calibration error
most_split=1     # of 1,499 drawings, read as two digits
file=${INKLING_STROKES:-}/pen-dev.ndjson

if [ -z "${INKLING_STROKES:-}" ] || [ ! -r "$file" ]; then
    echo "skipped: INKLING_STROKES names no folder with pen-dev.ndjson"
    exit 77
fi

"$1" replay --json "$file" | jq -es --argjson accuracy $least_accuracy --argjson error $most_error \
    --argjson split $most_split '
    (map(select(.number)) | length) as $numbers | .[-1].summary
    | "read right: \(.accuracy), calibration error: \(.ece), split: \($numbers)",
      (.accuracy >= $accuracy and .ece <= $error and $numbers <= $split)'

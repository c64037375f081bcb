#!/usr/bin/env bash
# Prints how many lines of nn and app/core their own suites run: for each file with lines that are
# not run, and for both folders. Fails if a folder is below the given percentage.
#
#     tests/coverage.sh [PERCENT]      default: 90
#
# Run by hand, since the build without optimisation is slow. Afterwards build/coverage/lines.txt
# lists the lines that no suite runs.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=packaging/packages.sh
. packaging/packages.sh

least=${1:-90}
build=build/coverage
suites=(-R '^(nn|app\.core)\.' -E 'test_install|test_mnist') # neither is a C program

# names: prints the names of the suites, which are also the names of their targets.
names() {
    ctest --test-dir "$build" -N "${suites[@]}" | sed -n 's/^ *Test *#[0-9]*: //p'
}

# Prints lines as FILE LINE TIMES. A file may be compiled several times, as kernels are: a line
# counts as run if any of the results has run it.
count_lines() {
    find "$build/nn" "$build/app" -name '*.gcda' -exec gcov --json-format --stdout {} + |
        jq -rn '
            reduce (inputs | .files[] | (.file | sub("^\\./"; "")) as $file
                | select($file | test("^(nn|app/core)/")) | .lines[]
                | [$file, "\($file) \(.line_number)", .count]) as [$file, $line, $count]
                ({}; .[$line] = ([.[$line] // 0, $count] | max))
            | to_entries[] | "\(.key) \(.value)"'
}

packages_ensure build tests
cmake --preset coverage -DINKLING_TESTS=ON >/dev/null
mapfile -t targets < <(names)
cmake --build --preset coverage --target "${targets[@]}"
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" --parallel "$(getconf _NPROCESSORS_ONLN)" \
    --output-on-failure "${suites[@]}"

count_lines | sort -k1,1 -k2,2n >"$build/counts.txt"
awk '$3 == 0 { print $1 ":" $2 }' "$build/counts.txt" >"$build/lines.txt"
awk -v least="$least" '
    { all[$1]++; run[$1] += $3 > 0; folder = $1 ~ /^nn\// ? "nn" : "app/core"
      all_of[folder]++; run_of[folder] += $3 > 0 }
    END {
        for (file in all)
            if (run[file] < all[file])
                printf "%5.1f %%  %4d of %4d  %s\n", 100 * run[file] / all[file], run[file],
                    all[file], file | "sort -n"
        close("sort -n")
        for (folder in all_of) {
            share = 100 * run_of[folder] / all_of[folder]
            printf "%5.1f %%  %4d of %4d  %s\n", share, run_of[folder], all_of[folder], folder
            failed = failed || share < least
        }
        exit failed || NR == 0
    }' "$build/counts.txt"

#!/usr/bin/env bash
# Checks that every source and header includes only what is below it in the order of the parts, that
# no headers include each other in a circle, and that SDL is used by app/sdl alone. Prints each
# include that is not allowed; ends with 1 if there is one.
#
#     tests/include_order.sh [FOLDER]        the root of a source tree; this one if none is named
set -euo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"

# From the bottom up, one part a line: patterns that the paths in it begin with. A part may include
# itself and all parts above its line. Folders that share a line, as the screens do, do not know each
# other.
order='
nn/(status|version|rng|decimal|temp_file|file|thread_pool)[.]
nn/kernels[.]h
nn/kernels/
nn/kernels[.]c
nn/(spec|fusion|parameters|dataset|recipe|metadata|metadata_list)[.]
nn/layers/
nn/(model|model_private|loss|calibration|evaluate|inspect|saliency)[.]
nn/formats/
nn/(augment|optimizer|network|trainer)[.]
app/core/base/
app/core/ink/
app/core/pen/
app/core/data/
app/core/reading/
app/core/recipe/
app/core/runs/
app/core/training/
app/core/state/settings[.]
app/core/state/[a-z_]*[.]
app/core/app/
app/ui/paint/
app/ui/chart/
app/ui/widgets/
app/ui/menu/
app/ui/[^/]*[.]h
app/ui/chrome/
app/ui/(canvas|drawings|test_set|mistakes|runs|recipe|explain|panel)/
app/ui/[^/]*[.]c
app/sdl/
app/cli/
'
# "FILE HEADER" for each include of a header of ours or of SDL's.
includes() {
    grep -rE --include='*.[ch]' '^#include "[^"]+"|^#include <SDL' app nn |
        sed -E 's/:#include [<"]/ /; s/[>"].*//'
}

check_order() {
    awk -v order="$order" '
        # Sets part to what of the path tells its part; returns the place of that part in the order.
        function place(path,    i) {
            for (i = 1; i <= count; i++)
                if (match(path, "^" parts[i])) {
                    part = substr(path, 1, RLENGTH)
                    return i
                }
            return 0
        }
        # Where files know each other: a folder, but of modules of the state each for itself.
        function home(path) {
            sub(path ~ /^app\/core\/state\// ? "[.].*$" : "[^/]*$", "", path)
            return path
        }
        function complain(why) { print $1 " includes " $2 ": " why; failed = 1 }
        BEGIN {
            count = split(order, parts)
        }
        $2 ~ /^SDL/ { if ($1 !~ /^app\/sdl\//) complain("only app/sdl uses SDL"); next }
        $2 !~ /\// { next } # made by the build
        {
            own = place($1); own_part = part; other = place($2)
            if (!own || !other) complain("one has no place in the order")
            else if (other > own) complain("that is above it")
            else if (other == own && (part != own_part || own_part ~ /state/) && home($1) != home($2))
                complain("that is beside it")
        }
        END {
            exit failed
        }'
}

failed=0
includes | check_order || failed=1
includes | grep -E '^[^ ]*[.]h [^ ]*[.]h$' | tsort >/dev/null || failed=1
exit $failed

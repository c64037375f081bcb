#!/usr/bin/env bash
# Unpacks the portable archive in a clean Debian with none of the libraries that the program needs,
# runs the selftest there as an unprivileged user and opens the window on an X server.
#
#     tests/packaging/portable.sh [FOLDER_OF_PACKAGES]      default: builds new ones
#
# It needs root and downloads Debian's packages, so it is run by hand, never by the test suite.
set -euo pipefail
# shellcheck source=tests/packaging/clean_debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/clean_debian.sh"

needs_no_package() {
    ! inside sh -c 'ls /usr/lib/*/libSDL2* /usr/lib/*/libX11* /usr/lib/*/libjansson* 2>/dev/null | grep .'
}

# Checks that every library is the archive's own or the C library's.
finds_its_libraries() {
    as_tester "ldd $program" >build/clean-debian/ldd &&
        ! grep -vE 'linux-vdso|ld-linux|/lib/[^ ]*/lib(c|m|dl|rt|pthread|resolv)\.so|=> /home/tester/' \
            build/clean-debian/ldd
}

licences_are_there() {
    local folder=$root/home/tester/inkling/share/doc/inkling/licences
    grep -q . "$folder/libsdl2-2.0-0" && grep -q . "$folder/fonts-inter" && grep -q . "$folder/common-licenses/LGPL-2.1"
}

selftest_passes() {
    as_tester "$program --selftest --results results" >build/clean-debian/portable.tap &&
        grep -q '^ok ' build/clean-debian/portable.tap &&
        ! grep -q '^not ok' build/clean-debian/portable.tap
}

# The chroot has no X server: the one outside is reached through its abstract socket, with its
# cookie.
window_opens() {
    # shellcheck disable=SC2016 # for the inner shell
    xvfb-run -a bash -c 'install -m 644 "$XAUTHORITY" "$1/home/tester/.Xauthority"
        chroot "$1" runuser -l tester -c "DISPLAY=$DISPLAY SDL_VIDEODRIVER=x11 $2" &
        program=$!
        timeout 60 xdotool search --sync --onlyvisible --class inkling
        status=$?
        kill $program
        exit $status' - "$root" "$program"
}

packages_ensure tests
need_packages
make_debian
mkdir "$root/home/tester/inkling"
tar -xzf "$packages"/*.tar.gz -C "$root/home/tester/inkling" --strip-components=1
program=/home/tester/inkling/bin/inkling

check "the libraries are not installed" needs_no_package
check "all libraries are the archive's own" finds_its_libraries
check "their licences are there" licences_are_there
check "the selftest passes, started by a user without rights" selftest_passes
check "the window opens" window_opens
finish

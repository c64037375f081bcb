#!/usr/bin/env bash
# Installs the .deb in a clean Debian, runs the selftest there as an unprivileged user, removes the
# package and looks for what it left behind.
#
#     tests/packaging/deb.sh [FOLDER_OF_PACKAGES]      default: builds new ones
#
# It needs root and downloads Debian's packages, so it is run by hand, never by the test suite.
set -euo pipefail
# shellcheck source=tests/packaging/clean_debian.sh
. "$(dirname "${BASH_SOURCE[0]}")/clean_debian.sh"

# Lists all files and folders but those that package managers, logs and caches keep for themselves.
files_inside() {
    (cd "$root" && find . -xdev \( -path ./var/lib/apt -o -path ./var/lib/dpkg -o -path ./var/cache \
        -o -path ./var/log -o -path ./tmp -o -path ./home/tester \) -prune -o -print | sort)
}

has_no_build_tools() {
    # shellcheck disable=SC2016 # for the inner shell
    ! inside sh -c 'for tool in cc gcc clang cmake ninja make; do command -v $tool; done | grep .'
}

selftest_passes() {
    as_tester 'inkling --selftest --results results' >build/clean-debian/selftest.tap &&
        grep -q '^ok ' build/clean-debian/selftest.tap &&
        ! grep -q '^not ok' build/clean-debian/selftest.tap
}

is_whole() {
    [ -z "$(inside dpkg --verify inkling)" ]
}

man_page_reads() {
    gzip -dc "$root/usr/share/man/man1/inkling.1.gz" | grep -q '^\.Dt INKLING 1'
}

# apt also installs and removes the packages that it depends on.
install_package() {
    inside apt-get -q install -y --no-install-recommends /tmp/inkling.deb
}

purge_package() {
    inside apt-get -q purge -y --autoremove inkling
}

nothing_is_left() {
    files_inside | diff build/clean-debian/before - &&
        ! grep -rIl inkling "$root/var/lib/dpkg/info" "$root/etc"
}

need_packages
make_debian
cp "$packages"/*.deb "$root/tmp/inkling.deb"
files_inside >build/clean-debian/before

check "there are no build tools" has_no_build_tools
check "apt installs the package and what it depends on" install_package
check "its files are as they were packed" is_whole
check "the man page is there" man_page_reads
check "the selftest passes, started by a user without rights" selftest_passes
check "apt purges it" purge_package
check "nothing is left of it" nothing_is_left
finish

# shellcheck shell=bash
# Sets up a clean Debian in memory in which packages are tried; it is removed when the script that
# sources this ends. Needs root. The mirror is INKLING_MIRROR, else the one that apt uses.

if [ -z "${INKLING_OWN_MOUNTS:-}" ] && [ "$(id -u)" -eq 0 ]; then
    INKLING_OWN_MOUNTS=1 exec unshare --mount "$0" "$@"
fi
[ $# -eq 0 ] || packages=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
# shellcheck source=packaging/packages.sh
. packaging/packages.sh
[ "$(id -u)" -eq 0 ] || die "this makes mounts and a chroot, for which it must be root"

suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$PWD/build/clean-debian/root
passed=0
failed=0

# check NAME COMMAND...: prints one line of the report; the command's output is shown if it fails.
check() {
    local name=$1 said
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        echo "ok - $name"
    else
        failed=$((failed + 1))
        printf 'not ok - %s\n%s\n' "$name" "$said"
    fi
}

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

mirror() {
    if [ -n "${INKLING_MIRROR:-}" ]; then
        echo "$INKLING_MIRROR"
    else
        # shellcheck disable=SC2016 # apt's own syntax for a field
        apt-get indextargets --format '$(SITE)' 'Created-By: Packages' "Codename: $suite" | head -n 1
    fi
}

# The root of a minimal Debian with an unprivileged user called tester. It is downloaded once and
# kept as an archive.
make_debian() {
    local archive=build/clean-debian/$suite.tar
    mkdir -p "$root"
    mount -t tmpfs -o mode=755 none "$root"
    if [ -f "$archive" ]; then
        tar -xf "$archive" --numeric-owner -C "$root"
    else
        fetch_debian
        tar -cf "$archive.new" --numeric-owner -C "$root" .
        mv "$archive.new" "$archive"
    fi
    mount -t proc none "$root/proc"
    inside useradd --create-home tester
}

fetch_debian() {
    command -v debootstrap >/dev/null || apt_install debootstrap
    say "fetching Debian $suite"
    debootstrap --variant=minbase "$suite" "$root" "$(mirror)" >build/clean-debian/debootstrap.log ||
        die "debootstrap failed: build/clean-debian/debootstrap.log says why"
}

# inside COMMAND...: runs as root in the clean Debian.
inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        chroot "$root" "$@"
}

# as_tester COMMAND: runs a line of shell as the unprivileged user in their home folder.
as_tester() {
    inside runuser -l tester -c "$1"
}

# Builds the packages to try, unless their folder was given.
need_packages() {
    if [ -z "${packages:-}" ]; then
        packages=$PWD/build/packages
        packaging/package.sh >&2
    fi
}

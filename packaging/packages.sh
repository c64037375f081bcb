# shellcheck shell=bash
# Which packages Inkling needs and how to install them, for packaging/run.sh and tests/run.sh.
# Runs in bash 3.2, which is what macOS has.

say() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
    say "$*"
    exit 1
}

package_manager() {
    local command
    for command in apt-get dnf pacman brew; do
        if command -v "$command" >/dev/null; then
            echo "${command%-get}"
            return
        fi
    done
    die "no apt, dnf, pacman or brew here: install a C compiler, CMake, Ninja, pkg-config," \
        "SDL2, SDL2_ttf, jansson, libmd, libpng, TurboJPEG, libwebp, libtiff, giflib, libdbus, libxcb, zlib, libzip, protobuf-c and" \
        "onnx.proto (for the tests cmocka too; for HEIC libheif) and build with CMake."
}

# packages_for MANAGER PURPOSE: names, separated by blanks; a|b is b where a is not available.
packages_for() {
    case $1-$2 in
    apt-build)
        echo gcc libc6-dev cmake ninja-build pkg-config libsdl2-dev libsdl2-ttf-dev \
            libjansson-dev libmd-dev libpng-dev libturbojpeg0-dev libwebp-dev libtiff-dev libgif-dev libdbus-1-dev libxcb1-dev \
            zlib1g-dev libzip-dev libprotobuf-c-dev protobuf-c-compiler libonnx-dev 'fonts-inter|fonts-dejavu-core' ;;
    apt-tests)
        echo libcmocka-dev doxygen jq xvfb xauth xdotool imagemagick openbox strace dbus xclip \
            appstream desktop-file-utils shared-mime-info librsvg2-bin ;;
    apt-m32)
        echo gcc-multilib libc6-dev-i386 libjansson-dev:i386 libcmocka-dev:i386 \
            libprotobuf-c-dev:i386 qemu-user ;;
    apt-packages)
        echo dpkg-dev file ;;
    apt-lint)
        echo clang-tidy cppcheck shellcheck ;;
    apt-memcheck | dnf-memcheck | pacman-memcheck)
        echo valgrind ;;
    dnf-build)
        echo gcc cmake ninja-build pkgconf-pkg-config SDL2-devel SDL2_ttf-devel \
            jansson-devel libmd-devel libpng-devel turbojpeg-devel libwebp-devel libtiff-devel giflib-devel dbus-devel libxcb-devel \
            zlib-devel libzip-devel protobuf-c-devel protobuf-c-compiler onnx-devel 'rsms-inter-fonts|dejavu-sans-fonts' ;;
    dnf-tests)
        echo libcmocka-devel doxygen libasan libubsan libtsan jq xorg-x11-server-Xvfb \
            xdotool ImageMagick openbox strace ;;
    dnf-lint)
        echo clang-tools-extra cppcheck ShellCheck ;;
    pacman-build)
        echo gcc cmake ninja pkgconf sdl2 sdl2_ttf jansson libmd libpng libjpeg-turbo libwebp libtiff \
            giflib dbus libxcb zlib libzip protobuf-c onnx inter-font ;;
    pacman-tests)
        echo cmocka doxygen jq xorg-server-xvfb xdotool imagemagick openbox strace ;;
    pacman-lint)
        echo clang cppcheck shellcheck ;;
    brew-build)
        echo cmake ninja pkg-config sdl2 sdl2_ttf jansson libmd libpng jpeg-turbo webp libtiff giflib \
            dbus libxcb libzip protobuf-c onnx font-inter ;;
    brew-tests)
        echo cmocka doxygen jq imagemagick ;;
    brew-lint)
        echo llvm cppcheck shellcheck ;;
    esac
}

package_installed() {
    case $1 in
    apt) [ "$(dpkg-query -W -f '${db:Status-Status}' "$2" 2>/dev/null)" = installed ] ;;
    dnf) rpm -q --whatprovides "$2" >/dev/null 2>&1 ;;
    pacman) pacman -T "$2" >/dev/null ;;
    brew) brew list "$2" >/dev/null 2>&1 ;;
    esac
}

package_available() {
    case $1 in
    apt) apt-cache show "$2" >/dev/null 2>&1 ;;
    dnf) dnf -q repoquery --whatprovides "$2" 2>/dev/null | grep -q . ;;
    *) true ;;
    esac
}

# Runs a command as root. sudo may ask for a password only where someone can answer.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null; then
        return 1
    elif [ -t 0 ] && [ -z "${CI:-}" ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt_update() {
    as_root apt-get -q update >&2
}

# A fresh image has no package index, and an old index may name versions that are gone.
apt_install() {
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends)
    as_root "${install[@]}" "$@" >&2 || { apt_update && as_root "${install[@]}" "$@" >&2; }
}

packages_install() {
    local manager=$1
    shift
    case $manager in
    apt) apt_install "$@" ;;
    dnf) as_root dnf -y install "$@" >&2 ;;
    pacman) as_root pacman -S --needed --noconfirm "$@" >&2 ;;
    brew) brew install "$@" >&2 ;;
    esac
}

# Prints the one of the alternatives a|b|... that must be installed; nothing if one already is.
package_missing() {
    local manager=$1 name
    for name in ${2//|/ }; do
        if package_installed "$manager" "$name"; then
            return
        fi
        if package_available "$manager" "$name"; then
            break
        fi
    done
    echo "$name"
}

packages_all_installed() {
    local manager=$1 alternatives
    shift
    for alternatives in "$@"; do
        package_installed "$manager" "${alternatives%%|*}" || return 1
    done
}

# packages_ensure PURPOSE...: installs what is missing for these purposes, or dies.
packages_ensure() {
    local manager wanted=() missing=() purpose alternatives
    manager=$(package_manager) || exit 1
    for purpose in "$@"; do
        # shellcheck disable=SC2207 # names have no blanks
        wanted+=($(packages_for "$manager" "$purpose"))
    done
    if packages_all_installed "$manager" "${wanted[@]}"; then
        return
    fi
    if [ "$manager" = apt ] && ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
        apt_update || true # the installation says what is wrong
    fi
    for alternatives in "${wanted[@]}"; do
        # shellcheck disable=SC2207
        missing+=($(package_missing "$manager" "$alternatives"))
    done
    if [ ${#missing[@]} -eq 0 ]; then
        return
    fi
    say "installing ${missing[*]}"
    packages_install "$manager" "${missing[@]}" ||
        die "could not install ${missing[*]}: this needs root or sudo, and a package mirror that" \
            "can be reached. Install them with $manager and run this again."
}

# Installs what the preset m32 needs, beside the packages of the machine's own kind, or says that it
# could not: only Debian's are known to go together so.
packages_m32() {
    if [ "$(package_manager)" != apt ] || [ "$(dpkg --print-architecture)" != amd64 ]; then
        return
    fi
    as_root dpkg --add-architecture i386
    apt_update || true # one of many sources may lack it
    # shellcheck disable=SC2046 # names have no blanks
    packages_install apt $(packages_for apt m32) || say "no libraries of 32 bits: not tested with them"
}

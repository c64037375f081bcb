# shellcheck shell=bash
# Shared by the comparisons with other programs, which are run by hand, never by the test suite, and
# leave their output in build/bench.

cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit
# shellcheck source=packaging/packages.sh
. packaging/packages.sh

# Debian's PyTorch for Debian's Python, and the OpenBLAS that shares its OpenMP threads: two thread
# pools on the same processors would slow each other down.
install_pytorch() {
    [ "$(package_manager)" = apt ] || die "PyTorch is compared as Debian has it: this needs apt"
    local package missing=()
    for package in python3-torch libopenblas0-openmp; do
        package_installed apt "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
    LD_LIBRARY_PATH=$(dirname "$(dpkg -L libopenblas0-openmp | grep '/libblas\.so\.3$')")
    export LD_LIBRARY_PATH
    # Settings made for another program would slow this one down.
    unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE OPENBLAS_NUM_THREADS OMP_NUM_THREADS
}

# Installs onnxruntime for Node.js into $modules.
install_onnxruntime() {
    ONNXRUNTIME=onnxruntime-node@1.30.0
    modules=build/bench/node_modules
    command -v npm >/dev/null || apt_install nodejs npm
    [ -d "$modules/onnxruntime-node" ] && return
    # Its install script downloads libraries for graphics cards, which are not used.
    npm install --ignore-scripts --no-audit --no-fund --prefix build/bench "$ONNXRUNTIME" >&2
}

# build_inkling [TARGET...]: builds the program and the given targets of the tests.
build_inkling() {
    local tests=OFF
    packages_ensure build
    if [ $# -gt 0 ]; then
        packages_ensure tests
        tests=ON
    fi
    if [ $tests = ON ] || [ ! -f build/release/build.ninja ]; then
        cmake --preset release -DINKLING_TESTS=$tests >&2
    fi
    cmake --build --preset release --target inkling "$@" >&2
    mkdir -p build/bench
}

load_of_machine() {
    cut -d ' ' -f 1 /proc/loadavg
}

# compare SCRIPT ARGUMENT...: prints the machine, the script's output, and how busy the machine was.
compare() {
    local before
    before=$(load_of_machine)
    grep -m 1 'model name' /proc/cpuinfo | cut -d ' ' -f 3-
    /usr/bin/python3 -B "$@"
    printf '\nload of the machine: %s before, %s after\n' "$before" "$(load_of_machine)"
}

# shellcheck shell=bash
# Shared by the tests of the command line: running a command with its output in the files out and
# err, and counting failed checks.

checks=0
failures=0

fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$*"
    printf '    stdout: %s\n' "$(head -c 400 out)"
    printf '    stderr: %s\n' "$(head -c 400 err)"
}

# run CODE COMMAND...: runs it with its output in the files out and err; the exit code must be CODE.
run() {
    local expected=$1 code=0
    shift
    checks=$((checks + 1))
    command="$*"
    timeout 60 "$@" >out 2>err </dev/null || code=$?
    [ "$code" -eq "$expected" ] && return
    fail "$command: exit code $code, expected $expected"
    return 1
}

# wait_until WHAT COMMAND...: repeats the command until it succeeds.
wait_until() {
    local what=$1 deadline=$((SECONDS + 300))
    shift
    until "$@"; do
        if [ "$SECONDS" -ge "$deadline" ]; then
            fail "timed out waiting for $what"
            return 1
        fi
        sleep 0.05
    done
}

# refuses CODE WORDS COMMAND...: the command must fail with one line that contains WORDS, and no
# result.
refuses() {
    local code=$1 words=$2
    shift 2
    run "$code" "$@" || return
    if [ -s out ]; then
        fail "$command: prints a result although it fails"
    elif [ "$(wc -l <err)" -ne 1 ] || ! grep -q '^inkling: ' err; then
        fail "$command: the message is not one line that begins with the program's name"
    elif ! grep -qF -- "$words" err; then
        fail "$command: the message lacks \"$words\""
    fi
}

# run_tests PREFIX: runs every function whose name begins with it; returns whether all checks
# passed.
run_tests() {
    local before test
    for test in $(declare -F | sed -n "s/^declare -f \($1\)/\1/p"); do
        before=$failures
        "$test"
        printf '%s - %s\n' "$([ "$failures" -eq "$before" ] && echo ok || echo not ok)" "$test"
    done
    echo "$checks checks, $failures failed"
    [ "$failures" -eq 0 ]
}

#!/bin/sh
# Breaks one guard after the other on purpose and shows that a test turns red each time.
# usage: mutate.sh [NAME…]         a NAME is that of a file in Extras/Mutations, without .patch
#        mutate.sh guards [WORD…]  only the many small guards of JOSE, which mutate_guards.py flips with one build
#
# A patch begins with lines of comment before its diff; `# filter: REGEX` names the tests that must notice.
# Without a filter all tests run. A patch that does not apply or does not build is an error, not a success.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd -- "$root"

if [ "${1-}" = guards ]; then
    shift
    exec python3 Extras/Checks/mutate_guards.py "$@"
fi
everything=
[ $# -gt 0 ] || everything=yes

applied=
log=$(mktemp)

restore() {
    [ -n "$applied" ] || return 0
    git apply -R "$applied" || echo "mutate: cannot take back $applied; 'git checkout -- .' can" >&2
    applied=
}
finish() { restore; rm -f -- "$log"; }
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ -n "$(git status --porcelain --untracked-files=no)" ]; then
    echo "mutate: there are changes that are not committed; commit or stash them first." >&2
    exit 1
fi

if [ $# -eq 0 ]; then
    set -- Extras/Mutations/*.patch
    [ -f "$1" ] || { echo "mutate: no patches in Extras/Mutations." >&2; exit 1; }
else
    for name in "$@"; do
        shift
        set -- "$@" "Extras/Mutations/$name.patch"
        [ -f "Extras/Mutations/$name.patch" ] || { echo "mutate: there is no patch $name." >&2; exit 1; }
    done
fi

# One line, empty where the patch names no filter.
filter_of() { printf '%s\n' "$(sed -n '/^diff --git/q; s/^# *filter: *//p' "$1" | head -n 1)"; }

build() { swift build --build-tests >"$log" 2>&1; }

# run_tests [FILTER]: the tests as they were built last
# A test that hangs where a guard is missing has noticed, too.
run_tests() { timeout 300 swift test --skip-build --disable-xctest ${1:+--filter "$1"} >"$log" 2>&1; }

first_failure() {
    sed -n -E 's/^.{1,5} Test (.*) (recorded an issue|failed after).*/\1/p' "$log" |
        sed -E 's/ with [0-9]+ (argument|test case).*//' | head -n 1
}

error() {
    echo "ERROR $1: $2" >&2
    tail -n 15 "$log" >&2
    errors=$((errors + 1))
}

echo "mutate: building and running the tests as they are" >&2
build || { tail -n 30 "$log" >&2; echo "mutate: the sources do not build as they are." >&2; exit 1; }
for patch in "$@"; do filter_of "$patch"; done | sort -u >"$log.filters"
while read -r filter; do
    run_tests "$filter" </dev/null || { tail -n 30 "$log" >&2; echo "mutate: $filter fails as it is." >&2; exit 1; }
    grep -q 'Test run with 0 tests' "$log" && { echo "mutate: no test matches $filter." >&2; exit 1; }
done <"$log.filters"
rm -f -- "$log.filters"

killed=0 survived=0 errors=0
for patch in "$@"; do
    name=$(basename "$patch" .patch)
    filter=$(filter_of "$patch")
    : >"$log"
    git apply --check "$patch" 2>"$log" || { error "$name" "the patch does not apply"; continue; }
    git apply "$patch"
    applied=$patch
    if ! build; then
        error "$name" "it does not build, so it proves nothing"
    elif run_tests "$filter"; then
        echo "SURVIVED $name"
        survived=$((survived + 1))
    else
        failure=$(first_failure)
        echo "killed $name by ${failure:-a crash of the tests}"
        killed=$((killed + 1))
    fi
    restore
done

echo "mutate: $killed killed, $survived survived, $errors errors"
status=0
[ "$survived" -eq 0 ] && [ "$errors" -eq 0 ] || status=1
if [ -n "$everything" ]; then python3 Extras/Checks/mutate_guards.py || status=1; fi
exit "$status"

#!/bin/sh
# Runs the fuzzers of JOSE: what every input must hold, tried on inputs that libFuzzer makes.
# usage: fuzz.sh [NAME…] [--seconds N] [--jobs N]     without a NAME all of them; 60 seconds each, as many at once as
#                                                    there are processors
#        fuzz.sh --floods                            what it costs to refuse inputs of a size that no peer sends
#
# What they learn stays in .build/fuzz/corpus. An input that breaks a statement becomes a file of
# Tests/JOSETests/Corpus/NAME, which the unit tests try from then on.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
work="$root/.build/fuzz"
seconds=60
jobs=$(getconf _NPROCESSORS_ONLN)
names=
floods=

say() { printf 'fuzz: %s\n' "$*" >&2; }
build() { swift build --package-path "$root/Extras/Fuzz" --scratch-path "$work" -c release "$@"; }
usage() { sed -n '3,5p' "$0" >&2; exit 64; }

while [ $# -gt 0 ]; do
    case "$1" in
    --seconds | --jobs)
        case "${2:-}" in '' | *[!0-9]*) usage ;; esac
        if [ "$1" = --seconds ]; then seconds=$2; else jobs=$2; fi
        shift 2
        ;;
    --floods) floods=yes; shift ;;
    -*) usage ;;
    *) names="$names $1"; shift ;;
    esac
done

if [ -n "$floods" ]; then
    # Compiled as it ships: the sanitizer's time and memory would be in the numbers.
    say "building (release)"
    export TESSERA_FLOODS=1
    build >&2
    exec "$(build --show-bin-path)/floods"
fi

say "building (release, with coverage and the address sanitizer; the first build takes some minutes)"
build >&2
fuzz="$(build --show-bin-path)/fuzz"

# Swift's own answer to a crash would wait for a debugger, and libFuzzer for Swift.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=16:malloc_context_size=8

known=$("$fuzz" --list)
[ -n "$names" ] || names=$known
for name in $names; do
    printf '%s\n' "$known" | grep -qx -- "$name" || { say "there is no fuzzer $name. There are:" $known; exit 64; }
done

# run NAME: one fuzzer; its words go to a log, its verdict to stdout.
run() {
    name=$1
    learnt="$work/corpus/$name" found="$work/found/$name" log="$work/$name.log"
    kept="$root/Tests/JOSETests/Corpus/$name"
    mkdir -p "$learnt" "$found"
    "$fuzz" "$name" --begin "$learnt" "$work/$name.words"
    longest=$("$fuzz" --longest "$name")
    [ -d "$kept" ] || kept=
    # No -timeout, which goes by the wall: the program itself counts each input's processor time.
    if "$fuzz" "$name" -max_total_time="$seconds" -max_len="$longest" -rss_limit_mb=2048 -malloc_limit_mb=64 \
        -detect_leaks=0 -print_final_stats=1 -dict="$work/$name.words" -artifact_prefix="$found/" \
        "$learnt" ${kept:+"$kept"} >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
        printf '%-10s ok: %s inputs in %s s, %s MB at most\n' "$name" "$runs" "$seconds" "$memory"
        return 0
    fi
    printf '%-10s BROKEN: %s\n' "$name" "$(grep -E '^fuzz[: ]|^==[0-9]+== ?ERROR|SUMMARY' "$log" | head -n 1)"
    for find in "$found"/crash-* "$found"/oom-*; do
        [ -f "$find" ] || continue
        mkdir -p "$root/Tests/JOSETests/Corpus/$name"
        mv -- "$find" "$root/Tests/JOSETests/Corpus/$name/"
        printf '%-10s the input: Tests/JOSETests/Corpus/%s/%s; log: %s\n' "$name" "$name" "$(basename "$find")" "$log"
    done
    return 1
}

# In batches of as many as may run at once.
failed=0
batch() {
    for process in $processes; do wait "$process" || failed=1; done
    processes=
    running=0
}
processes=
running=0
for name in $names; do
    run "$name" &
    processes="$processes $!"
    running=$((running + 1))
    [ "$running" -lt "$jobs" ] || batch
done
batch
[ "$failed" -eq 0 ] || say "a statement is broken; './dev test Properties' shows it without the fuzzer."
exit "$failed"

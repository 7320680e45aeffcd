#!/bin/sh
# Builds the documentation of JOSE as static pages, and fails where a link leads nowhere or a word is missing.
# usage: docs.sh ROOT MODULES OUTPUT
set -eu

root=$1 modules=$2 output=$3
tools=$(dirname -- "$(readlink -f -- "$(command -v swift)")")
graphs=$output.graphs

rm -rf -- "$output" "$graphs"
mkdir -p -- "$graphs"
# The compiler's output for the module says what is public, and reads the comments from the sources.
target=$(swift -print-target-info | sed -n 's/.*"unversionedTriple"[^"]*"\([^"]*\)".*/\1/p')
"$tools/swift-symbolgraph-extract" -module-name JOSE -I "$modules" -target "$target" -output-dir "$graphs" \
    -minimum-access-level public
"$tools/docc" convert "$root/Sources/JOSE/JOSE.docc" --additional-symbol-graph-dir "$graphs" \
    --fallback-display-name JOSE --fallback-bundle-identifier JOSE --output-path "$output" \
    --transform-for-static-hosting --ide-console-output >"$graphs/said" 2>&1 || {
    cat "$graphs/said" >&2
    exit 1
}
# DocC wants all parameters explained where one is. We explain those whose name does not say it all.
if grep -E '(warning|error): ' "$graphs/said" | grep -v "^.*Parameter '.*' is missing documentation" >&2; then
    printf 'documentation: the lines above are to be mended\n' >&2
    exit 1
fi
printf '%s\n' "$output/documentation/jose/index.html"

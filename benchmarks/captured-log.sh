#!/bin/bash
# Prints the captured log again and again, an hour later each time, so that no event meets its own copy.
#
#   benchmarks/captured-log.sh lines N | bytes N
#
# as often as that many lines or bytes need.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
unit=${1:?lines or bytes} wanted=${2:?a number is missing}
one=$(mktemp)
trap 'rm -f "$one"' EXIT
zcat codec/src/test/resources/corpus/live.log.gz >"$one"
case $unit in
  lines) size=$(wc -l <"$one") ;;
  bytes) size=$(stat -c %s "$one") ;;
  *) echo "captured-log.sh: $unit (expected: lines or bytes)" >&2; exit 2 ;;
esac
for ((copy = 0; copy * size < wanted; copy++)); do
  awk -v add=$((copy * 3600)) 'match($0, /audit\([0-9]+/) { s = substr($0, RSTART + 6, RLENGTH - 6)
    print substr($0, 1, RSTART + 5) (s + add) substr($0, RSTART + RLENGTH) }' "$one"
done

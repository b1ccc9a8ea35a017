#!/bin/bash
# How fast a log is parsed: ours against libauparse, over the same file, in alternating runs.
#
#   benchmarks/parse.sh [--rounds N] [--megabytes N] [FILE]
#
#   --rounds N      rounds, each with every program and kind of work once (3)
#   --megabytes N   size of the file that is made of the captured log (53)
#   FILE            a log to use instead
#
# Needs gcc, Debian's libauparse-dev, a JDK 17 and Maven. Speeds are in records per second of the thread's CPU time, as
# other programs on the machine disturb that less than the wall clock; the best round counts, for both sides. The
# version of libauparse is Debian's; docs/BENCHMARKS.md says what the figures mean.
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
rounds=3 megabytes=53 file=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?a number is missing after --rounds}; shift ;;
    --megabytes) megabytes=${2:?a number is missing after --megabytes}; shift ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "parse.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
    *) file=$1 ;;
  esac
  shift
done

die() { echo "parse.sh: $*" >&2; exit 1; }
number() { sed -n "s/.*\"$1\":\(-\{0,1\}[0-9.]*\).*/\1/p" <<<"$2"; }

[ -e /usr/include/auparse.h ] || die "libauparse's header is needed (Debian: apt install libauparse-dev)"
mkdir -p benchmarks/build
gcc -std=gnu11 -O2 -Wall -Wextra -o benchmarks/build/parse benchmarks/src/main/c/parse.c -lauparse || die "gcc failed"
benchmarks/build-jar.sh || die "the Java build failed"

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
if [ -z "$file" ]; then
  file=$scratch/audit.log
  benchmarks/captured-log.sh bytes $((megabytes * 1000000)) >"$file" || die "the captured log cannot be read"
fi

ours() {
  java -Xms256m -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp benchmarks/target/netty-audit-benchmarks.jar \
    io.github.nettyaudit.benchmarks.ParseRun "$1" "$file" 6
}
for ((round = 0; round < rounds; round++)); do
  for work in events fields interpret; do
    benchmarks/build/parse $work "$file" | tee -a "$scratch/auparse_$work" >&2
  done
  for work in header events fields interpret; do
    # the last passes are those of a warm JVM
    ours $work | tail -n 3 | tee -a "$scratch/ours_$work" >&2
  done
done

# best WHO_WORK: records and megabytes per second of CPU time
best() {
  while read -r line; do
    awk "BEGIN { printf \"%.0f %.1f\\n\", $(number records "$line") / $(number cpu_s "$line"), \
      $(number bytes "$line") / 1e6 / $(number cpu_s "$line") }"
  done <"$scratch/$1" | sort -g | tail -n 1
}
printf '%-10s %14s %8s %14s %8s %8s\n' work 'auparse rec/s' MB/s 'ours rec/s' MB/s ratio
for work in header events fields interpret; do
  auparse='- -'
  [ -e "$scratch/auparse_$work" ] && auparse=$(best auparse_$work)
  # shellcheck disable=SC2086 # two words each
  set -- $auparse $(best ours_$work)
  printf '%-10s %14s %8s %14s %8s %8s\n' $work "$1" "$2" "$3" "$4" \
    "$([ "$1" = - ] && echo - || awk "BEGIN { printf \"%.1f\", $3 / $1 }")"
done

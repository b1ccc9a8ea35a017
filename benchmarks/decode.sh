#!/bin/bash
# How fast decode is: ours against ausearch(8), over the same file, in alternating runs.
#
#   benchmarks/decode.sh [--rounds N] [--records N] [--program FILE] [FILE]
#
#   --rounds N      rounds, each with every program and kind of work once (3)
#   --records N     records of the log that is made of the captured one (1000000)
#   --program FILE  the program (example-server/target/netty-audit; built if it is not there)
#   FILE            a log to use instead
#
# Needs ausearch (Debian: apt install auditd; AUSEARCH names another one) and a JDK 17 or later; JAVA_OPTS are options for
# java. Ours is started in both ways, as a program ("netty-audit decode", which has options for Java of its own) and as a
# jar ("java -jar"). All write to a file. A run of ours has the start of the JVM and its compilers in it. The median of the
# rounds counts, for each side; a ratio above 1 means that ours needs less. docs/BENCHMARKS.md has figures.
set -u
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
rounds=3 records=1000000 file='' program=example-server/target/netty-audit
die() { echo "decode.sh: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?a number is missing after --rounds}; shift ;;
    --records) records=${2:?a number is missing after --records}; shift ;;
    --program) program=${2:?a file is missing after --program}; shift ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) echo "decode.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
    *) file=$1 ;;
  esac
  shift
done

ausearch=${AUSEARCH:-$(PATH=$PATH:/sbin:/usr/sbin command -v ausearch)}
"$ausearch" --version >/dev/null 2>&1 || die "ausearch is needed (Debian: apt install auditd, or set AUSEARCH)"
[ -e "$program" ] || mvn -o -q -pl example-server -am package -DskipTests || die "the program cannot be built"

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
if [ -z "$file" ]; then
  file=$scratch/audit.log
  benchmarks/captured-log.sh lines "$records" >"$file" || die "the captured log cannot be read"
fi
echo "$(wc -l <"$file") records, $(stat -Lc %s "$file") bytes; $("$ausearch" --version); $(java -version 2>&1 | head -n 1)" >&2

# timed NAME COMMAND...: adds seconds of the clock and of the processors to a file
timed() {
  local name=$1 TIMEFORMAT='%R %U %S'
  shift
  { time "$@" >"$scratch/out" 2>/dev/null </dev/null; } 2>"$scratch/time"
  awk '{ printf "%.2f %.2f\n", $1, $2 + $3 }' "$scratch/time" | tee -a "$scratch/$name" | sed "s/^/$name /" >&2
}
decode() {
  # shellcheck disable=SC2086 # options, separated by blanks
  timed "jar_$1" java ${JAVA_OPTS:-} -jar "$program" decode "${@:2}" "$file"
  timed "program_$1" "$(readlink -f "$program")" decode "${@:2}" "$file"
}
reference() { timed "ausearch_$1" "$ausearch" "${@:2}" -if "$file"; }

for ((round = 0; round < rounds; round++)); do
  reference all -i; decode all
  reference key -i -k w1; decode key -k w1
  reference uid -i -ui 65534; decode uid -ui 65534
  reference type -i -m CONFIG_CHANGE; decode type -m CONFIG_CHANGE
  reference raw --raw; decode raw --format raw
  decode fields --format fields
done

# median WORK COLUMN
median() { [ ! -e "$scratch/$1" ] || sort -g -k "$2,$2" "$scratch/$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }
ratio() { [ -z "$1" ] && echo - || awk "BEGIN { printf \"%.1f\", $1 / $2 }"; }
# figures SIDE COLUMN: of one kind of work, the median and its ratio to that of ausearch
figures() {
  local own reference
  own=$(median "$1_$work" "$2") reference=$(median "ausearch_$work" "$2")
  printf ' %11s %6s' "$own" "$(ratio "$reference" "$own")"
}
printf '%-7s %11s %11s %6s %11s %6s %11s %11s %6s %11s %6s\n' work 'ausearch s' 'program s' ratio 'jar s' ratio \
  'ausearch CPU' 'program CPU' ratio 'jar CPU' ratio
for work in all key uid type raw fields; do
  printf '%-7s' $work
  for column in 1 2; do
    reference=$(median ausearch_$work $column)
    printf ' %11s' "${reference:--}"
    figures program $column
    figures jar $column
  done
  echo
done

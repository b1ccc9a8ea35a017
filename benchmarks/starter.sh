#!/bin/bash
# What the rules of --rules @starter cost a program: starts of /bin/true and getppid, without and with the rules, in
# alternating rounds of one run. The server is the audit daemon in both, so auditing is on.
#
#   benchmarks/starter.sh [--rounds N] [--starts N] [--calls N]
#
# Prints the median of the rounds: nanoseconds of wall clock and of processor time of the programs (not the server's).
# Needs root, a kernel without rules and audit daemon, cc, and the jar of the server (mvn package). Holds the lock of the
# live tests for one round at a time.
set -eu
cd "$(dirname "$(readlink -f "$0")")/.."
rounds=5 starts=1000 calls=2000000
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?a number is missing}; shift ;;
    --starts) starts=${2:?a number is missing}; shift ;;
    --calls) calls=${2:?a number is missing}; shift ;;
    *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 2 ;;
  esac
  shift
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/cost" benchmarks/src/main/c/cost.c

round() { # NAME OPTION... : one round with the server of these options
  local name=$1; shift
  (
    flock 9
    : > "$work/said"
    java -Xmx128m -XX:+UseSerialGC -jar example-server/target/netty-audit-server.jar --source unicast "$@" \
      --state-directory "$work/state" --stats-interval 0 > /dev/null 2> "$work/said" &
    server=$!
    trap 'kill $server 2> /dev/null || true' EXIT
    for ((i = 0; i < 300; i++)); do
      grep -q 'rules are loaded' "$work/said" && break
      kill -0 $server
      sleep 0.1
    done
    grep -q 'rules are loaded' "$work/said" || { cat "$work/said" >&2; exit 1; }
    "$work/cost" "$starts" "$calls" >> "$work/$name"
    kill $server
    wait $server || true
    grep 'ended after' "$work/said" | sed "s/^/$name /" >&2
  ) 9> /run/lock/kernel-audit.lock
}

median() { # FILE KIND COLUMN
  awk -v kind="$2" -v column="$3" '$1 == kind { print $column }' "$work/$1" | sort -n \
    | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

echo "load: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores, $(uname -sr), $rounds rounds of $starts starts and $calls calls"
for ((n = 0; n < rounds; n++)); do
  round without
  round with --rules @starter
done
for kind in start call; do
  for column in 2 3; do
    a=$(median without $kind $column) b=$(median with $kind $column)
    what=$([ $column = 2 ] && echo wall || echo processor)
    awk -v k=$kind -v w=$what -v a="$a" -v b="$b" 'BEGIN { printf "%-6s %-10s without %9.1f ns  with %9.1f ns  ratio %.2f\n", k, w, a, b, b / a }'
  done
done
echo "load: $(cut -d' ' -f1-3 /proc/loadavg)"

#!/bin/bash
# Measures what a reader that is slow or stops does to the audited processes of this machine.
#
#   benchmarks/flow-control.sh
#
# Prints the table of docs/FLOW-CONTROL.md; takes about a minute. Needs root, gcc, a JDK 17 and Maven. Holds the lock
# file that all users of the live kernel share, refuses to disturb a running audit daemon or loaded rules, and leaves the
# kernel as it was.
set -u
export LC_ALL=C
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1

LOCK_FILE=/run/lock/kernel-audit.lock
RULE_KEY=netty-audit-flow
BACKLOG_LIMIT=8192         # the default of audit distributions: records
TICKS_PER_S=250            # CONFIG_HZ of the kernel, the unit of backlog_wait_time
CALLS=40000                # audited system calls of a run, three records each
PAUSE_S=3
ANSWER_SECONDS=120
build=benchmarks/build jar=benchmarks/target/netty-audit-benchmarks.jar
scratch=$(mktemp -d) || exit 1
found= rule_added= reader=

die() { echo "flow-control.sh: $*" >&2; exit 1; }
number() { sed -n "s/.*\"$1\":\(-\{0,1\}[0-9.]*\).*/\1/p" <<<"$2"; }
control() { $build/control "$@"; }

ask() {
  local line
  echo "$1" >&"$input"
  read -r -t $ANSWER_SECONDS -u "$output" line || { cat "$scratch/log" >&2; die "no answer to $1"; }
  echo "$line"
}

# open_reader BYTES: becomes the audit daemon with a receive buffer of that size
open_reader() {
  mkfifo "$scratch/in" "$scratch/out"
  java -Xms64m -Xmx64m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp $jar \
    io.github.nettyaudit.benchmarks.FlowControlReader "$1" <"$scratch/in" >"$scratch/out" 2>"$scratch/log" {lock}>&- &
  reader=$!
  exec {input}>"$scratch/in" {output}<"$scratch/out"
  local line; read -r -t 30 -u "$output" line && [ "$line" = READY ] || { cat "$scratch/log" >&2; die "no reader"; }
}

close_reader() {
  echo quit >&"$input" 2>/dev/null
  wait "$reader" 2>/dev/null
  exec {input}>&- {output}<&-
  rm -f "$scratch/in" "$scratch/out"
  reader=
}

restore() {
  trap '' INT TERM HUP
  [ -n "$reader" ] && { kill "$reader" 2>/dev/null; wait "$reader" 2>/dev/null; }
  if [ -n "$found" ]; then
    [ -n "$rule_added" ] && control delete "$(readlink -f $build/load)" $RULE_KEY
    control set enabled="$(number enabled "$found")" backlog_limit="$(number backlog_limit "$found")" \
      backlog_wait_time="$(number backlog_wait_time "$found")"
  fi
  rm -rf "$scratch"
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# row LABEL BYTES WAIT_TICKS BEFORE AFTER_SECONDS AFTER: asks BEFORE, runs the load, asks AFTER meanwhile
row() {
  local label=$1 bytes=$2 ticks=$3 before=$4 seconds=$5 after=$6 load lost report process
  control set backlog_wait_time="$ticks" || die "cannot set backlog_wait_time"
  open_reader "$bytes"
  ask report >/dev/null
  lost=$(number lost "$(control get)")
  [ -n "$before" ] && ask "$before" >/dev/null
  timeout 30 $build/load $CALLS >"$scratch/load" {lock}>&- & process=$!
  [ -n "$after" ] && { sleep "$seconds"; ask "$after" >/dev/null; }
  wait $process
  load=$(<"$scratch/load")
  report=$(ask report)
  [ -n "$before" ] && ask resume >/dev/null && ask "slow 0" >/dev/null && ask report >/dev/null
  close_reader
  lost=$(($(number lost "$(control get)") - lost))
  printf '| %s | %s | %s | %s | %s of %s | %s | %s |\n' "$label" \
    "$(awk "BEGIN { printf \"%.0f\", $(number receive_buffer "$report") / 2048 }") KiB" \
    "$(awk "BEGIN { print $ticks / $TICKS_PER_S }") s" "$(number seconds "$load") s" "$(number records "$report")" \
    $((CALLS * 3)) "$(number drops "$report")" "$lost"
  overshoot=$(number most_overshoot "$report")
}

[ "$(id -u)" = 0 ] || die "needs root"
mkdir -p $build
for program in load control; do
  gcc -std=gnu11 -O2 -Wall -Wextra -o $build/$program benchmarks/src/main/c/$program.c benchmarks/src/main/c/audit_socket.c \
    || die "gcc failed"
done
benchmarks/build-jar.sh || die "the Java build failed"
exec {lock}>>$LOCK_FILE || die "cannot open $LOCK_FILE"
flock -w 1800 $lock || die "$LOCK_FILE stays locked"
status=$(control get) || die "the kernel's audit does not answer"
[ "$(number pid "$status")" = 0 ] || die "an audit daemon is registered"
[ "$(number enabled "$status")" != 2 ] || die "the audit configuration is locked"
[ "$(number rules "$(control rules)")" = 0 ] || die "audit rules are loaded"
found=$status
control set enabled=1 backlog_limit=$BACKLOG_LIMIT || die "cannot set up the kernel"
control add "$(readlink -f $build/load)" $RULE_KEY || die "cannot add the rule"
rule_added=yes

long=$((60 * TICKS_PER_S))
echo '| reader | receive buffer | backlog_wait_time | time of the audited program | records received | socket drops | lost |'
echo '|---|---|---|---|---|---|---|'
row "reads" 16777216 $long "" 0 ""
row "reads" 65536 $long "" 0 ""
row "paused for $PAUSE_S s" 16777216 $long pause $PAUSE_S resume
row "paused for $PAUSE_S s" 65536 $long pause $PAUSE_S resume
row "paused for $PAUSE_S s" 65536 $TICKS_PER_S pause $PAUSE_S resume
row "paused for $PAUSE_S s" 65536 0 pause $PAUSE_S resume
CALLS=8000
row "slow handler" 16777216 $long "slow 20000" 0 ""
row "slow handler" 65536 $long "slow 20000" 0 ""
CALLS=40000
row "measures the overshoot" 16777216 $long overshoot 0 ""
echo
echo "most datagrams delivered after setAutoRead(false), BATCH_SIZE 64: $overshoot"

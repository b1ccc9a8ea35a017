#!/bin/bash
# Runs the live benchmark: our channel against two C readers, all on this machine's own kernel.
#
#   benchmarks/live.sh [--rounds N] [--calls N] [--json] [--c-only]
#
#   --rounds N   rounds, each with every reader once, in rotating order (3)
#   --calls N    audited system calls of a run, three records each (800,000)
#   --json       stdout gets one JSON object and nothing else; otherwise a table
#   --events     only this: assembled events with every field read, against plain C that parses nothing
#   --c-only     without ours: to see how noisy the machine is
#
# Needs root, gcc, a JDK 17 and Maven; builds what is missing or stale. Holds the lock file that all of the project's
# users of the live kernel share, refuses to disturb a running audit daemon or loaded rules, and leaves the kernel as
# it was. docs/BENCHMARKS.md says what the figures mean.
set -u
export LC_ALL=C
script=$(readlink -f "$0")
cd "$(dirname "$script")/.." || exit 1
source benchmarks/functions.sh

rounds=3 calls=800000 json= c_only= events=
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?a number is missing after --rounds}; shift ;;
    --calls) calls=${2:?a number is missing after --calls}; shift ;;
    --json) json=yes ;;
    --c-only) c_only=yes ;;
    --events) events=yes ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$script"; exit 0 ;;
    *) echo "live.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

RULE_KEY=netty-audit-bench
DROPPING=0                 # backlog_wait_time: the kernel drops what does not fit its queue
RECORDS_PER_CALL=3         # SYSCALL, PROCTITLE, EOE
COALESCE_MICROS=1000
PACED_CALLS_PER_S=150000   # below what the kernel itself can queue, see docs/BENCHMARKS.md
EVENTS_PER_S=10000 EVENTS=50000            # latency under load
IDLE_EVENTS_PER_S=100 IDLE_EVENTS=500      # latency when idle
ANSWER_SECONDS=120
WARM_UP_RUNS=3 WARM_UP_CALLS=800000
MOST_OF_OTHERS=0.15        # CPUs that other processes may take during a run
TRIES=3                    # as often a run is made until nobody disturbs it
MOST_REPEATS=12            # and so often in all, as others wait for the lock
# What a user would reasonably set, see docs/BENCHMARKS.md
JVM_FLAGS=(-Xms128m -Xmx128m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED)

jar=benchmarks/target/netty-audit-benchmarks.jar
scratch=$(mktemp -d) || exit 1
declare -A process to from   # of each running reader: its pid, and the file descriptors to talk with it
kauditd= disturbed=0 repeats=0

# ---------------------------------------------------------------------------------------------------- build
build_all() {
  build_c load control reader
  [ -n "$c_only" ] || benchmarks/build-jar.sh || die "the Java build failed"
}

restore() {
  trap '' INT TERM HUP
  [ -n "$load_process" ] && kill $load_process 2>/dev/null && wait $load_process 2>/dev/null
  local name
  for name in "${!process[@]}"; do stop_process "$name"; done
  restore_kernel
  rm -rf "$scratch"
}
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# ---------------------------------------------------------------------------------------------------- CPU time
find_kauditd() {
  local comm
  for comm in /proc/[0-9]*/comm; do
    if [ "$(cat "$comm" 2>/dev/null)" = kauditd ]; then kauditd=$(dirname "$comm")/stat; return; fi
  done
}
# CPU seconds so far: of kauditd (0 where it cannot be seen), and of the whole machine
kauditd_seconds() { if [ -n "$kauditd" ]; then awk -v hz="$hertz" '{ print ($14 + $15) / hz }' "$kauditd"; else echo 0; fi; }
machine_seconds() { awk -v hz="$hertz" '/^cpu / { print ($2 + $3 + $4 + $7 + $8 + $9) / hz }' /proc/stat; }

# ---------------------------------------------------------------------------------------------------- readers
# launch NAME COMMAND...: a process that answers lines with lines
launch() {
  local name=$1 in=$scratch/$1.in out=$scratch/$1.out input output; shift
  rm -f "$in" "$out"; mkfifo "$in" "$out"
  "$@" <"$in" >"$out" 2>"$scratch/$name.log" {lock}>&- &
  process[$name]=$!
  exec {input}>"$in" {output}<"$out"
  to[$name]=$input from[$name]=$output
}

# answer NAME: the next line that NAME says
answer() {
  local line
  if ! read -r -t $ANSWER_SECONDS -u "${from[$1]}" line; then
    cat "$scratch/$1.log" >&2
    die "no answer from the reader $1"
  fi
  echo "$line"
}

# ask NAME LINE
ask() { echo "$2" >&"${to[$1]}" || die "the reader $1 has gone"; answer "$1"; }

expect() { [ "$2" = "$1" ] || { cat "$scratch/$3.log" >&2; die "the reader $3 said '$2' instead of $1"; }; }

# A reader may sleep in the kernel for as long as backlog_wait_time before it obeys.
stop_process() {
  local pid=${process[$1]} tenths
  echo quit >&"${to[$1]}" 2>/dev/null
  for ((tenths = 0; tenths < 300; tenths++)); do
    kill -0 "$pid" 2>/dev/null || break
    [ $tenths = 200 ] && kill "$pid" 2>/dev/null
    sleep 0.1
  done
  kill -9 "$pid" 2>/dev/null && say "the reader $1 had to be killed"
  wait "$pid" 2>/dev/null
  exec {to[$1]}>&- {from[$1]}<&-
  unset "process[$1]"
}

# open_reader NAME [multicast] [stamps]
open_reader() {
  local name=$1; shift
  case $name in
    ours) expect READY "$(ask ours "open $*")" ours; return ;;
    c_plain) launch c_plain $build/reader "${@/#/--}" ;;
    c_coalesced) launch c_coalesced $build/reader --coalesce $COALESCE_MICROS "${@/#/--}" ;;
  esac
  expect READY "$(answer "$name")" "$name"
}

close_reader() {
  if [ "$1" = ours ]; then expect CLOSED "$(ask ours close)" ours; else stop_process "$1"; fi
}

# ---------------------------------------------------------------------------------------------------- runs
# run LABEL READER "OPEN OPTIONS" CALLS [LOAD OPTIONS]: one run; sets $result, and $others: how many CPUs' worth of
# time went to processes that have nothing to do with it
run() {
  local label=$1 name=$2 options=$3 count=$4; shift 4
  local sent=$((count * RECORDS_PER_CALL)) load started machine kernel
  # shellcheck disable=SC2086 # the options are words
  open_reader "$name" $options
  expect BEGUN "$(ask "$name" begin)" "$name"
  started=$EPOCHREALTIME machine=$(machine_seconds) kernel=$(kauditd_seconds)
  # in the background, as bash looks at signals only while it waits
  $build/load "$count" "$@" >"$scratch/load" {lock}>&- & load_process=$!
  wait $load_process || die "the load generator failed"
  load_process= load=$(<"$scratch/load")
  result=$(ask "$name" "end $sent") || exit 1
  kernel=$(calculate "print $(kauditd_seconds) - $kernel")
  others=$(calculate "printf \"%.2f\", ($(machine_seconds) - $machine - $kernel - $(number cpu_s "$result") \
    - $(number user_s "$load") - $(number system_s "$load")) / ($EPOCHREALTIME - $started)")
  close_reader "$name"
  result="${result%\}},\"sent\":$sent,\"calls_per_s\":$(number calls_per_s "$load"),\"kauditd_s\":$kernel,\"others\":$others,$(
    calculate "printf \"\\\"cpu_s_per_million\\\":%.4f\", $(number cpu_s "$result") * 1e6 / ($(number records "$result") + 1e-9)")}"
  say "$label: $result"
}

# measure LABEL ...: as run; a run that others have disturbed is made again, a few times. The result is appended to the
# label's file.
measure() {
  local label=$1 try
  for ((try = 1; try <= TRIES; try++)); do
    run "$@"
    [ "$(calculate "print ($others <= $MOST_OF_OTHERS)")" = 1 ] && break
    if [ $try = $TRIES ] || [ $repeats = $MOST_REPEATS ]; then
      say "$label: disturbed by others ($others CPUs), but it counts"
      disturbed=$((disturbed + 1))
      break
    else
      repeats=$((repeats + 1))
      say "$label: others took $others CPUs, again"
      sleep 1
    fi
  done
  echo "$result" >>"$scratch/$label"
}

# values KEY LABEL: one per run
values() { local line; while read -r line; do number "$1" "$line"; done <"$scratch/$2"; }
median() { values "$1" "$2" | median_of; }
# ratio KEY LABEL OTHER: the median of the rounds' own ratios, as the machine drifts from round to round
ratio() {
  paste <(values "$1" "$2") <(values "$1" "$3") | awk '$2 > 0 { printf "%.4f\n", $1 / $2 }' | median_of
}

# Kernel to assembled events, every field of every record read, beside C that counts datagrams
run_events() {
  local round
  for ((round = 0; round < WARM_UP_RUNS; round++)); do run warm_up ours events $WARM_UP_CALLS; done
  for ((round = 0; round < rounds; round++)); do
    measure ours_events ours events "$calls"
    measure c_plain c_plain "" "$calls"
    control set backlog_wait_time=$DROPPING || die "cannot set backlog_wait_time"
    measure ours_events_drop_mode ours events "$calls"
    measure c_plain_drop_mode c_plain "" "$calls"
    measure ours_events_drop_mode_paced ours events "$calls" --rate $PACED_CALLS_PER_S
    measure c_plain_drop_mode_paced c_plain "" "$calls" --rate $PACED_CALLS_PER_S
    control set backlog_wait_time=$LOSSLESS || die "cannot set backlog_wait_time"
  done
}

run_all() {
  local readers=(ours c_plain c_coalesced) round i
  [ -n "$c_only" ] && readers=(c_plain c_coalesced)
  if [ -z "$c_only" ]; then
    launch ours java "${JVM_FLAGS[@]}" -cp $jar io.github.nettyaudit.benchmarks.LiveReader
    expect HELLO "$(answer ours)" ours
    # the compilers, and the first use of the heap's pages, are done after some millions of records
    for ((i = 0; i < WARM_UP_RUNS; i++)); do run warm_up ours "" $WARM_UP_CALLS; done
  fi
  if [ -n "$events" ]; then
    run_events
    return
  fi
  for ((round = 0; round < rounds; round++)); do
    say "round $((round + 1)) of $rounds"
    for ((i = 0; i < ${#readers[@]}; i++)); do
      local name=${readers[(i + round) % ${#readers[@]}]}
      measure "$name" "$name" "" "$calls"
    done
  done
  for ((round = 0; round < rounds; round++)); do
    for name in "${readers[@]}"; do
      [ "$name" = c_coalesced ] && continue
      control set backlog_wait_time=$DROPPING || die "cannot set backlog_wait_time"
      measure "${name}_drop_mode" "$name" "" "$calls"
      measure "${name}_drop_mode_paced" "$name" "" "$calls" --rate $PACED_CALLS_PER_S
      control set backlog_wait_time=$LOSSLESS || die "cannot set backlog_wait_time"
      measure "${name}_multicast" "$name" multicast "$calls"
    done
  done
  for name in "${readers[@]}"; do
    measure "${name}_latency" "$name" stamps $EVENTS --stamp --rate $EVENTS_PER_S
    measure "${name}_idle_latency" "$name" stamps $IDLE_EVENTS --stamp --rate $IDLE_EVENTS_PER_S
  done
}

# ---------------------------------------------------------------------------------------------------- results
reader_json() {
  printf '"%s":{"records_per_s":%.0f,"cpu_s_per_million":%.4f,"sent":%.0f,"received":%.0f,"drops":%.0f}' "$1" \
    "$(median records_per_s "$1")" "$(median cpu_s_per_million "$1")" "$(median sent "$1")" "$(median records "$1")" \
    "$(median drops "$1")"
}
counts_json() { printf '"%s":{"sent":%.0f,"received":%.0f}' "$1" "$(median sent "$2")" "$(median records "$2")"; }
latency_json() { printf '"%s":{"p50":%.1f,"p99":%.1f}' "$1" "$(median p50_us "$2")" "$(median p99_us "$2")"; }

print_json() {
  printf '{%s,%s,%s,"ratios":{"rate_vs_plain":%.3f,"rate_vs_coalesced":%.3f,"cpu_vs_plain":%.3f,"cpu_vs_coalesced":%.3f,"audited_calls_vs_plain":%.3f},%s,%s,%s,%s,%s,%s}\n' \
    "$(reader_json ours)" "$(reader_json c_plain)" "$(reader_json c_coalesced)" \
    "$(ratio records_per_s ours c_plain)" "$(ratio records_per_s ours c_coalesced)" \
    "$(ratio cpu_s_per_million ours c_plain)" "$(ratio cpu_s_per_million ours c_coalesced)" \
    "$(ratio calls_per_s ours c_plain)" \
    "$(counts_json drop_mode ours_drop_mode)" "$(counts_json multicast ours_multicast)" \
    "$(counts_json drop_mode_paced ours_drop_mode_paced)" "$(counts_json c_plain_drop_mode c_plain_drop_mode)" \
    "$(latency_json latency_us ours_latency)" "$(latency_json idle_latency_us ours_idle_latency)"
}

table_row() {
  local kauditd; kauditd=$(calculate "printf \"%.2f\", $(median kauditd_s "$1") * 1e6 / $(median sent "$1")")
  printf '%-22s %12.0f %10.3f %12.0f %10s %10.0f %10.0f %7.0f\n' "$1" "$(median records_per_s "$1")" \
    "$(median cpu_s_per_million "$1")" "$(median calls_per_s "$1")" "$kauditd" "$(median sent "$1")" \
    "$(median records "$1")" "$(median drops "$1")"
}

print_table() {
  local name label
  echo "$(date -u '+%F %H:%M UTC'), $(nproc) CPUs, Linux $(uname -r), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
  echo "medians of $rounds rounds; $calls audited calls a run; CPU: seconds per million records"
  printf '%-22s %12s %10s %12s %10s %10s %10s %7s\n' reader records/s CPU calls/s 'kauditd CPU' sent received drops
  for label in {ours,ours_events,c_plain,c_coalesced}{,_drop_mode,_drop_mode_paced,_multicast}; do
    [ -e "$scratch/$label" ] && table_row $label
  done
  if [ -n "$events" ]; then
    echo "ours / c_plain: CPU $(ratio cpu_s_per_million ours_events c_plain), in drop mode" \
      "$(ratio cpu_s_per_million ours_events_drop_mode c_plain_drop_mode)"
    return 0
  fi
  if [ -z "$c_only" ]; then
    for name in c_plain c_coalesced; do
      echo "ours / $name: records/s $(ratio records_per_s ours $name), CPU $(ratio cpu_s_per_million ours $name)," \
        "audited calls/s $(ratio calls_per_s ours $name)"
    done
  fi
  printf '%-22s %8s %8s %8s\n' 'microseconds' p50 p99 max
  for label in {ours,c_plain,c_coalesced}_{latency,idle_latency}; do
    [ -e "$scratch/$label" ] && printf '%-22s %8.0f %8.0f %8.0f\n' $label "$(median p50_us $label)" \
      "$(median p99_us $label)" "$(median max_us $label)"
  done
}

build_all
prepare_kernel
find_kauditd
add_load_rule $RULE_KEY
run_all
if [ -n "$json" ]; then print_json; else print_table; fi
[ $disturbed = 0 ] || say "$disturbed runs were disturbed by other processes: take the figures with care"

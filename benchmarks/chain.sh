#!/bin/bash
# Measures the whole chain from the kernel to a file, beside Debian's auditd and laurel, on this machine's own kernel.
#
#   benchmarks/chain.sh [--json] [--rounds N] [--only exec|storm|stall|delay] [--seconds N]
#
#   --json       stdout gets one JSON object and nothing else; otherwise a table
#   --rounds N   rounds of the comparison by execve, each with every chain once, in rotating order (3)
#   --only WHAT  one part: exec, storm, stall or delay
#   --seconds N  how long storm and stall last (60)
#
# exec    1,000 starts of /bin/true in a second: processor time of each chain's processes for an event
# storm   60,000 getppid(2) in a second through the spool to a file: what arrives, and the heap
# stall   getppid(2) as fast as possible, while one of two sinks does not take anything, and while both do
# delay   from the system call to the file, at 1,000 events in a second
#
# Needs root, gcc, a JDK 17 and Maven; builds what is missing or stale, fetches Debian's packages of the peers and unpacks
# them without installing them. Holds the lock file that all of the project's users of the live kernel share, refuses to
# disturb a running audit daemon or loaded rules, and leaves the kernel as it was. docs/BENCHMARKS.md says what the figures
# mean.
set -u
export LC_ALL=C
script=$(readlink -f "$0")
cd "$(dirname "$script")/.." || exit 1
source benchmarks/functions.sh

rounds=3 json='' only='' seconds=60
while [ $# -gt 0 ]; do
  case $1 in
    --json) json=yes ;;
    --rounds) rounds=${2:?a number is missing after --rounds}; shift ;;
    --only) only=${2:?a part is missing after --only}; shift ;;
    --seconds) seconds=${2:?a number is missing after --seconds}; shift ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$script"; exit 0 ;;
    *) echo "chain.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
case $only in '' | exec | storm | stall | delay) ;; *) die "--only takes exec, storm, stall or delay, not $only" ;; esac

RULE_KEY=netty-audit-chain
EXEC_RATE=1000 EXEC_COUNT=10000 EXEC_WARM_UP=10000
PEER_WARM_UP=2000
STORM_RATE=60000
DELAY_RATE=1000 DELAY_COUNT=20000
READY_TENTHS=200 ARRIVAL_TENTHS=600
read -ra JVM_FLAGS <<<"${CHAIN_JVM_FLAGS:--Xmx256m -Xmn8m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED}"
DIRECTORY=${CHAIN_DIRECTORY:-}         # where the spool and the files are; a directory of its own on the disk

jar=example-server/target/netty-audit-server.jar
peers=$PWD/benchmarks/build/peers
directory=$(mktemp -d ${DIRECTORY:+-p "$DIRECTORY"} -t chain.XXXXXXXX) || exit 1
ring=$(mktemp -d -p /dev/shm chain.XXXXXXXX) || exit 1
chain='' chain_processes=() stalled_reader='' exec_rule='' auditd_end=''

restore() {
  trap '' INT TERM HUP
  [ -n "$auditd_end" ] && kill $auditd_end 2>/dev/null
  [ -n "$load_process" ] && kill $load_process 2>/dev/null && wait $load_process 2>/dev/null
  stop_chain
  [ -n "$stalled_reader" ] && kill -9 $stalled_reader 2>/dev/null
  delete_exec_rule
  restore_kernel
  rm -rf "$directory" "$ring"
}

# ---------------------------------------------------------------------------------------------------- the chains
# Debian's packages, only unpacked
fetch_peers() {
  [ -x "$peers/root/sbin/auditd" ] && [ -x "$peers/root/usr/sbin/laurel" ] && return
  command -v apt-get >/dev/null || die "the peers cannot be fetched: there is no apt-get"
  say "fetching auditd and laurel"
  rm -rf "$peers"; mkdir -p "$peers/root"
  (cd "$peers" && apt-get -qq download auditd laurel libauparse0 libaudit1 libcap-ng0 libwrap0) >/dev/null 2>&1 \
    || die "auditd and laurel cannot be fetched (apt-get download)"
  local package
  for package in "$peers"/*.deb; do dpkg -x "$package" "$peers/root" || die "$package cannot be unpacked"; done
}

# wait_for WHAT TENTHS COMMAND...
wait_for() {
  local what=$1 tenths=$2; shift 2
  for ((; tenths > 0; tenths--)); do
    "$@" && return
    sleep 0.1
  done
  [ -e "$directory/log" ] && cat "$directory/log" >&2
  die "waited too long: $what"
}

registered() { [ "$(number pid "$(control get)")" = "${chain_processes[0]}" ]; }

# start_ours SINKS [FLAG...]: SINKS are lines of YAML
start_ours() {
  local sinks=$1; shift
  cat >"$directory/server.yaml" <<EOF
source: { type: kernel, mode: unicast }
intake: { directory: $ring }
spool: { directory: $directory/spool }
process-context: ${context:-true}
state-directory: $directory/state
statistics: 0
shutdown-timeout: 60s
sinks:
$sinks
EOF
  java "${JVM_FLAGS[@]}" "$@" -jar $jar --config "$directory/server.yaml" >"${server_output:-/dev/null}" 2>"$directory/log" {lock}>&- &
  chain=ours chain_processes=($!)
  wait_for "the server" $READY_TENTHS registered
}

file_sink() { echo "  - { name: file, type: file, path: $directory/ours.json, format: ecs, max-size: 0 }"; }

# start_auditd [laurel|stalled]
start_auditd() {
  local etc=$directory/etc plugin=''
  mkdir -p "$etc/plugins.d" "$directory/laurel"; rm -f "$etc/plugins.d"/*
  # Debian's settings, but for the places, and for one reader more: what is stored is not asked for at once
  cat >"$etc/auditd.conf" <<EOF
local_events = yes
write_logs = yes
log_file = $directory/auditd.log
log_group = root
log_format = RAW
flush = INCREMENTAL_ASYNC
freq = 50
max_log_file = 4096
num_logs = 2
priority_boost = 4
name_format = NONE
max_log_file_action = IGNORE
space_left = 75
space_left_action = IGNORE
admin_space_left = 50
admin_space_left_action = IGNORE
disk_full_action = IGNORE
disk_error_action = IGNORE
use_libwrap = no
q_depth = 2000
overflow_action = IGNORE
plugin_dir = $etc/plugins.d
EOF
  case ${1:-} in
    laurel)
      cat >"$etc/laurel.toml" <<EOF
directory = "$directory/laurel"
statusreport-period = 0
[auditlog]
file = "audit.log"
size = 4000000000
generations = 2
EOF
      plugin="path = $peers/root/usr/sbin/laurel
args = --config $etc/laurel.toml" ;;
    stalled)
      printf '#!/bin/sh\nexec sleep 100000\n' >"$etc/stalled"; chmod 750 "$etc/stalled"
      plugin="path = $etc/stalled" ;;
  esac
  [ -n "$plugin" ] && printf 'active = yes\ndirection = out\n%s\ntype = always\nformat = string\n' "$plugin" >"$etc/plugins.d/plugin.conf"
  chmod -R go-w "$etc"; chmod 640 "$etc/auditd.conf" "$etc/plugins.d"/* 2>/dev/null
  LD_LIBRARY_PATH=$peers/root/lib/x86_64-linux-gnu:$peers/root/usr/lib/x86_64-linux-gnu \
    "$peers/root/sbin/auditd" -n -s nochange -c "$etc" >"$directory/log" 2>&1 {lock}>&- &
  chain=auditd chain_processes=($!)
  wait_for "auditd" $READY_TENTHS registered
  if [ -n "$plugin" ]; then
    wait_for "auditd's plugin" $READY_TENTHS pgrep -P "${chain_processes[0]}" >/dev/null
    chain_processes+=($(pgrep -P "${chain_processes[0]}"))
  fi
}

stop_chain() {
  [ -n "$chain" ] || return
  local tenths
  kill "${chain_processes[0]}" 2>/dev/null
  for ((tenths = 0; tenths < 900; tenths++)); do
    kill -0 "${chain_processes[0]}" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "${chain_processes[@]}" 2>/dev/null && say "the processes of $chain had to be killed"
  wait "${chain_processes[0]}" 2>/dev/null
  chain='' chain_processes=()
}

remove_data() { rm -rf "$directory"/{spool,state,auditd.log*,laurel,ours.json*,output}; find "$ring" -mindepth 1 -delete; }

# user and system seconds of the chain's processes so far
chain_seconds() {
  local process ticks=0 stat
  for process in "${chain_processes[@]}"; do
    stat=$(<"/proc/$process/stat") || die "the process $process of $chain has ended"
    read -ra stat <<<"${stat##*) }"
    ticks=$((ticks + stat[11] + stat[12]))
  done
  calculate "print $ticks / $hertz"
}

# received NAME: how many different events of the rule's key have arrived
received() {
  case $1 in
    ours) cat "$directory"/ours.json* | grep -F "\"$RULE_KEY\"" | grep -o '"id":"[^"]*:[0-9]*"' ;;
    auditd) grep -h '^type=SYSCALL ' "$directory"/auditd.log* | grep -F "key=\"$RULE_KEY\"" | grep -o 'audit([0-9.]*:[0-9]*)' ;;
    laurel) cat "$directory"/laurel/audit.log* | grep -F "\"$RULE_KEY\"" | grep -o '"ID":"[^"]*"' ;;
  esac 2>/dev/null | sort -u | wc -l
}

arrived() { [ "$(received "$1")" -ge "$2" ]; }

# load CALLS OPTION...: sets $load to what the generator says
run_load() {
  $build/load "$@" >"$directory/load" {lock}>&- & load_process=$!
  wait $load_process || die "the load generator failed"
  load_process='' load=$(<"$directory/load")
}

# settle NAME COUNT: waits until so many have arrived; no longer than a minute
settle() {
  local tenths
  for ((tenths = 0; tenths < ARRIVAL_TENTHS; tenths += 10)); do
    sleep 1
    arrived "$1" "$2" && return
  done
}

# ---------------------------------------------------------------------------------------------------- exec
start_chain() { # NAME
  case $1 in
    ours) start_ours "$(file_sink)" ;;
    ours_without_context) context=false start_ours "$(file_sink)" ;;
    auditd_raw) start_auditd ;;
    auditd_laurel) start_auditd laurel ;;
  esac
}

run_exec() { # NAME
  local name=$1 counted before cpu others machine started warm
  case $name in ours*) counted=ours warm=$EXEC_WARM_UP ;; auditd_raw) counted=auditd warm=$PEER_WARM_UP ;; *) counted=laurel warm=$PEER_WARM_UP ;; esac
  remove_data
  start_chain "$name"
  run_load "$warm" --rate $EXEC_RATE --exec /bin/true
  settle $counted "$warm"
  before=$(received $counted) cpu=$(chain_seconds)
  run_load $EXEC_COUNT --rate $EXEC_RATE --exec /bin/true
  sleep 2                                     # what is on its way; idle threads of a chain are part of its price
  cpu=$(calculate "print $(chain_seconds) - $cpu")
  settle $counted $((before + EXEC_COUNT))
  result=$(printf '{"us_per_event":%.1f,"sent":%d,"received":%d,"calls_per_s":%s,"peak_mb":%s}' \
    "$(calculate "print $cpu * 1e6 / $EXEC_COUNT")" $EXEC_COUNT $(($(received $counted) - before)) "$(number calls_per_s "$load")" \
    "$(awk '/VmHWM/ { sum += $2 } END { printf "%.0f", sum / 1024 }' $(printf '/proc/%s/status ' "${chain_processes[@]}"))")
  stop_chain
  say "$name: $result"
  echo "$result" >>"$directory/result.$name"
}

compare_exec() {
  local names=(ours ours_without_context auditd_raw auditd_laurel) round i
  control add "$(readlink -f /bin/true)" $RULE_KEY execve || die "cannot add the rule"
  exec_rule=yes
  for ((round = 0; round < rounds; round++)); do
    for ((i = 0; i < ${#names[@]}; i++)); do run_exec "${names[(i + round) % ${#names[@]}]}"; done
  done
  delete_exec_rule
}

delete_exec_rule() {
  [ -n "$exec_rule" ] && control delete "$(readlink -f /bin/true)" $RULE_KEY execve
  exec_rule=''
}

# ---------------------------------------------------------------------------------------------------- storm
run_storm() {
  local count=$((STORM_RATE * seconds)) cpu
  remove_data
  start_ours "$(file_sink)" "-Xlog:gc*:file=$directory/gc.log:tags"
  run_load $((STORM_RATE * 5)) --rate $STORM_RATE
  local before=$((STORM_RATE * 5))
  cpu=$(chain_seconds)
  run_load $count --rate $STORM_RATE
  cpu=$(calculate "print $(chain_seconds) - $cpu")
  settle ours $((before + count))
  storm=$(printf '{"events_per_s":%s,"sent":%d,"received":%d,"heap_mb":%s,"us_per_event":%.2f,"peak_mb":%s}' "$(number calls_per_s "$load")" \
    $count $(($(received ours) - before)) \
    "$(grep -o '[0-9]*M->[0-9]*M' "$directory/gc.log" | awk -FM '{ if ($1 > m) m = $1 } END { print m + 0 }')" \
    "$(calculate "print $cpu * 1e6 / $count")" "$(awk '/VmHWM/ { printf "%.0f", $2 / 1024 }' /proc/${chain_processes[0]}/status)")
  stop_chain
  say "storm: $storm"
}

# ---------------------------------------------------------------------------------------------------- stall
# A sink that takes nothing: the reader of standard output is stopped
run_stall() {
  local sinks calls name
  sinks="$(file_sink)
  - { name: other, type: stdout, format: ecs }"
  mkfifo "$directory/pipe"
  for name in idle ours; do
    remove_data
    cat "$directory/pipe" >/dev/null {lock}>&- & stalled_reader=$!
    server_output=$directory/pipe start_ours "$sinks"
    run_load 1000000
    settle ours 1000000
    [ $name = ours ] && kill -STOP $stalled_reader
    run_load 1000000000 --seconds "$seconds"
    calls=$(number calls_per_s "$load")
    say "stall, $name: $load"
    [ $name = ours ] && kill -KILL $stalled_reader
    stop_chain
    wait $stalled_reader 2>/dev/null; stalled_reader=''
    eval "${name}_calls=$calls"
  done
  remove_data
  for name in '' stalled; do
    start_auditd $name
    end_auditd_later $((3 * seconds))
    run_load 1000000000 --seconds "$seconds"
    kill $auditd_end 2>/dev/null; wait $auditd_end 2>/dev/null; auditd_end=''
    say "stall, auditd ${name:-idle}: $load"
    eval "auditd_${name:-idle}_calls=$(number calls_per_s "$load")"
    stop_chain; remove_data
  done
  stall=$(printf '{"ours_calls_per_s":%s,"idle_calls_per_s":%s,"auditd_calls_per_s":%s,"auditd_idle_calls_per_s":%s}' \
    "$ours_calls" "$idle_calls" "$auditd_stalled_calls" "$auditd_idle_calls")
}

# With a plugin that reads nothing, the kernel may make the load wait without an end: it goes on when auditd has ended
end_auditd_later() { # SECONDS
  (
    trap 'kill $! 2>/dev/null; exit' TERM
    sleep "$1" & wait $!
    say "the calls have not ended after $1 s: auditd is killed"
    kill -KILL "${chain_processes[@]}"
  ) {lock}>&- & auditd_end=$!
}

# ---------------------------------------------------------------------------------------------------- delay
# The system call's first argument is the time of the call (CLOCK_MONOTONIC); a reader of the file looks at the clock when
# it sees the line
run_delay() {
  remove_data
  : >"$directory/ours.json"
  start_ours "$(file_sink)"
  run_load $((DELAY_RATE * 20)) --rate $DELAY_RATE
  settle ours $((DELAY_RATE * 20))
  $build/tail_age "$directory/ours.json" $DELAY_COUNT >"$directory/ages" {lock}>&- & local reader=$!
  run_load $DELAY_COUNT --rate $DELAY_RATE --stamp
  wait $reader || die "the reader of the file failed"
  delay=$(<"$directory/ages")
  stop_chain
  say "delay: $delay"
}

# ---------------------------------------------------------------------------------------------------- results
of_rounds() { # KEY NAME
  local line; while read -r line; do number "$1" "$line"; done <"$directory/result.$2" | median_of
}
exec_json() {
  printf '"%s":{"us_per_event":%s,"sent":%d,"received":%d}' "$1" "$(of_rounds us_per_event "$1")" "$(of_rounds sent "$1")" \
    "$(of_rounds received "$1")"
}

print_json() {
  local parts=()
  [ -e "$directory/result.ours" ] && parts+=("$(exec_json ours)" "$(exec_json ours_without_context)" "$(exec_json auditd_raw)" "$(exec_json auditd_laurel)")
  [ -n "${storm:-}" ] && parts+=("\"storm\":$storm")
  [ -n "${stall:-}" ] && parts+=("\"stall\":$stall")
  [ -n "${delay:-}" ] && parts+=("\"delay\":$delay")
  local IFS=,
  echo "{${parts[*]}}"
}

print_table() {
  local name
  echo "$(date -u '+%F %H:%M UTC'), $(nproc) CPUs, Linux $(uname -r), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
  if [ -e "$directory/result.ours" ]; then
    printf '%-22s %14s %8s %9s %8s   (medians of %d rounds)\n' 'execve, 1,000/s' 'us CPU/event' sent received 'peak MB' "$rounds"
    for name in ours ours_without_context auditd_raw auditd_laurel; do
      printf '%-22s %14s %8.0f %9.0f %8.0f\n' $name "$(of_rounds us_per_event $name)" "$(of_rounds sent $name)" \
        "$(of_rounds received $name)" "$(of_rounds peak_mb $name)"
    done
  fi
  [ -n "${storm:-}" ] && echo "storm: $storm"
  [ -n "${stall:-}" ] && echo "stall: $stall"
  [ -n "${delay:-}" ] && echo "delay: $delay"
  return 0
}

trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
build_c load control tail_age
benchmarks/build-jar.sh example-server || die "the Java build failed"
{ [ -n "$only" ] && [ "$only" != exec ] && [ "$only" != stall ]; } || fetch_peers
prepare_kernel
{ [ -n "$only" ] && [ "$only" != exec ]; } || compare_exec
add_load_rule $RULE_KEY
{ [ -n "$only" ] && [ "$only" != delay ]; } || run_delay
{ [ -n "$only" ] && [ "$only" != storm ]; } || run_storm
{ [ -n "$only" ] && [ "$only" != stall ]; } || run_stall
if [ -n "$json" ]; then print_json; else print_table; fi

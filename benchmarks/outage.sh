#!/bin/bash
# All sinks down for a long time, while the live kernel sends events: what the heap and the spool do, and whether all
# events are delivered in order afterwards.
#
#   benchmarks/outage.sh [--rate N] [--seconds N]
#
#   --rate N     getppid(2) in a second, an event of three records each (20000)
#   --seconds N  how long the sinks are down (600)
#
# One sink is the standard output, whose reader is stopped; the other one is a search engine that is not there. Then the
# reader goes on, and counts the events whose serial is above all before. Needs root, gcc, a JDK 17 and Maven; takes the
# lock of the kernel, refuses to disturb a running audit daemon or loaded rules, and leaves the kernel as it was.
set -u
export LC_ALL=C
script=$(readlink -f "$0")
cd "$(dirname "$script")/.." || exit 1
source benchmarks/functions.sh

rate=20000 seconds=600
while [ $# -gt 0 ]; do
  case $1 in
    --rate) rate=${2:?a number is missing after --rate}; shift ;;
    --seconds) seconds=${2:?a number is missing after --seconds}; shift ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$script"; exit 0 ;;
    *) echo "outage.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done
RULE_KEY=netty-audit-outage
READY_TENTHS=200 DELIVERY_SECONDS=1800
jar=example-server/target/netty-audit-server.jar
directory=$(mktemp -d -t outage.XXXXXXXX) || exit 1
ring=$(mktemp -d -p /dev/shm outage.XXXXXXXX) || exit 1
server='' reader=''

restore() {
  trap '' INT TERM HUP
  [ -n "$load_process" ] && kill $load_process 2>/dev/null && wait $load_process 2>/dev/null
  [ -n "$reader" ] && kill -CONT $reader 2>/dev/null
  [ -n "$server" ] && kill $server 2>/dev/null && wait $server 2>/dev/null
  [ -n "$reader" ] && kill -9 $reader 2>/dev/null
  restore_kernel
  rm -rf "$directory" "$ring"
}

# Says how the server is: SECONDS since the start of the load
measure() {
  local heap spool
  heap=$(grep -o '[0-9]*M->[0-9]*M' "$directory/gc.log" | tail -n 1)
  spool=$(du -sm "$directory/spool" | cut -f1)
  say "$1 s: heap before and after the last collection ${heap:-none yet}, resident $(awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' /proc/$server/status) MB, spool $spool MB"
}

trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
build_c load control in_order
benchmarks/build-jar.sh example-server || die "the Java build failed"
prepare_kernel
add_load_rule $RULE_KEY
cat >"$directory/server.yaml" <<EOF
source: { type: kernel, mode: unicast, backlog-limit: 16384 }
intake: { directory: $ring }
spool: { directory: $directory/spool, size: 16GiB }
process-context: false
state-directory: $directory/state
statistics: 0
shutdown-timeout: 60s
sinks:
  - { name: other, type: elasticsearch, urls: "http://127.0.0.1:1", index: audit }
  - { name: output, type: stdout, format: raw-json }
EOF
mkfifo "$directory/pipe"
$build/in_order $RULE_KEY <"$directory/pipe" >"$directory/order" {lock}>&- & reader=$!
java -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED "-Xlog:gc*:file=$directory/gc.log:tags" \
  -jar $jar --config "$directory/server.yaml" >"$directory/pipe" 2>"$directory/log" {lock}>&- & server=$!
for ((tenths = READY_TENTHS; ; tenths--)); do
  [ "$(number pid "$(control get)")" = $server ] && break
  [ $tenths -gt 0 ] && kill -0 $server 2>/dev/null || { cat "$directory/log" >&2; die "the server does not start"; }
  sleep 0.1
done
kill -STOP $reader
count=$((rate * seconds))
$build/load $count --rate "$rate" >"$directory/load" {lock}>&- & load_process=$!
for ((second = 0; second < seconds; second += 60)); do
  measure $second
  sleep $((seconds - second < 60 ? seconds - second : 60))
done
wait $load_process || die "the load generator failed"
load_process=''
measure "$seconds"
say "load: $(<"$directory/load")"
kill -CONT $reader
started=$(date +%s.%N)
for ((second = 0; second < DELIVERY_SECONDS; second++)); do
  kill -USR1 $reader; sleep 1
  [ $((second % 10)) = 0 ] && say "$second s: $(tail -n 1 "$directory/order")"
  [ "$(number events "$(tail -n 1 "$directory/order")")" = "$count" ] && break
done
say "delivered in $(calculate "printf \"%.0f\", $(date +%s.%N) - $started") s: $(tail -n 1 "$directory/order"), sent $count"
measure "after the delivery"
grep -iE 'dropped|lost' "$directory/log" >&2
exit 0

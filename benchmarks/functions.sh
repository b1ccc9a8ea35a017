# Functions that the benchmarks of the live kernel share; read by bash in the root of the project.

LOCK_FILE=/run/lock/kernel-audit.lock
LOCK_SECONDS=1800          # how long to wait for others
BACKLOG_LIMIT=8192
LOSSLESS=15000             # backlog_wait_time: the kernel's own default, the audited program waits

build=benchmarks/build
hertz=$(getconf CLK_TCK)
found='' rule_added='' load_process=''

say() { echo "$(basename "$0"): $*" >&2; }
die() { say "$*"; exit 1; }
# number KEY JSON: the value of a number in a flat JSON object
number() { sed -n "s/.*\"$1\":\(-\{0,1\}[0-9.]*\).*/\1/p" <<<"$2"; }
calculate() { awk "BEGIN { $1 }"; }
control() { $build/control "$@"; }

build_c() { # PROGRAM...
  command -v gcc >/dev/null || die "gcc is needed for the C programs (Debian: apt install gcc)"
  mkdir -p $build
  local program
  for program in "$@"; do
    if [ -z "$(find $build/"$program" -newer benchmarks/src/main/c/"$program".c \
        -newer benchmarks/src/main/c/audit_socket.c -newer benchmarks/src/main/c/audit_socket.h 2>/dev/null)" ]; then
      gcc -std=gnu11 -O2 -Wall -Wextra -o $build/"$program" \
        benchmarks/src/main/c/"$program".c benchmarks/src/main/c/audit_socket.c >&2 || die "gcc failed"
    fi
  done
}

# Takes the lock, refuses what it would disturb, and turns auditing on: that must be before a task is forked that is to be
# audited
prepare_kernel() {
  [ "$(id -u)" = 0 ] || die "needs root: only CAP_AUDIT_CONTROL in the initial namespaces may command the audit"
  exec {lock}>>$LOCK_FILE || die "cannot open $LOCK_FILE"
  flock -n $lock || { say "waiting for $LOCK_FILE"; flock -w $LOCK_SECONDS $lock || die "$LOCK_FILE stays locked"; }
  local status; status=$(control get) || die "the kernel's audit does not answer"
  [ "$(number pid "$status")" = 0 ] \
    || die "process $(number pid "$status") is registered as audit daemon; stop it first (it would lose records)"
  [ "$(number enabled "$status")" != 2 ] || die "the audit configuration is locked until the next boot (enabled=2)"
  [ "$(number rules "$(control rules)")" = 0 ] || die "audit rules are loaded; they would spoil the figures"
  found=$status
  control set enabled=1 backlog_limit=$BACKLOG_LIMIT backlog_wait_time=$LOSSLESS || die "cannot set up the kernel"
}

add_load_rule() { # KEY
  control add "$(readlink -f $build/load)" "$1" || die "cannot add the rule"
  rule_added=$1
}

restore_kernel() {
  [ -n "$found" ] || return
  [ -n "$rule_added" ] && control delete "$(readlink -f $build/load)" "$rule_added"
  control set enabled="$(number enabled "$found")" backlog_limit="$(number backlog_limit "$found")" \
    backlog_wait_time="$(number backlog_wait_time "$found")"
  local status key; status=$(control get)
  for key in enabled pid backlog_limit backlog_wait_time; do
    [ "$(number $key "$status")" = "$(number $key "$found")" ] || say "NOT RESTORED: $key, $found is now $status"
  done
}

median_of() {
  sort -g | awk '{ v[NR] = $1 } END { print NR == 0 ? 0 : NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

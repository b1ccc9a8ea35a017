#!/bin/bash
# kill -9 of the server again and again while the kernel sends records, with a service manager that keeps its socket: every
# event must be in the file of the sink. Each fourth end is a SIGTERM, as systemctl restart sends it. Root, on a machine
# without an audit daemon; the kernel is left as it was found.
#
#   benchmarks/takeover.sh [KILLS [CALLS_PER_MS [LIFE_MS [LOAD_MS]]]]   (100, 17, 600, 2000)
#
# A call makes three records: 17 calls in a millisecond are 51,000 records/s. A server lives for LIFE_MS at most after it
# is ready; the load lasts for LOAD_MS for each kill. The test takes the lock of the kernel itself.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
echo "load average $(cut -d' ' -f1-3 /proc/loadavg)" >&2
NETTY_AUDIT_LIVE=require mvn -o -q -pl example-server -am test -Dtest=TakeOverLiveTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dtakeover.kills="${1:-100}" -Dtakeover.rate="${2:-17}" -Dtakeover.life="${3:-600}" -Dtakeover.load="${4:-2000}"

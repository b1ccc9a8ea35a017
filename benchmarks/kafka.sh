#!/bin/bash
# From the live kernel to a broker of Apache Kafka on the same machine: at which rate every event arrives. Root, on a
# machine without an audit daemon; the kernel is left as it was found.
#
#   benchmarks/kafka.sh [CALLS_PER_MS [SECONDS]]   (20, 30)
#
# A call makes an event of three records: 20 calls in a millisecond are 20,000 events/s. The test takes the lock of the
# kernel itself, and fails if an event is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
echo "load average $(cut -d' ' -f1-3 /proc/loadavg)" >&2
NETTY_AUDIT_LIVE=require mvn -o -q -pl example-server -am test -Dtest=KafkaLiveTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dkafka.rate="${1:-20}" -Dkafka.seconds="${2:-30}"

#!/bin/bash
# What the spool costs: appending and reading captured events, without and with compression. Needs no privilege.
#
#   benchmarks/spool.sh [ENTRIES [ROUNDS]]        (1000000, 3)
#
# The first round warms up. The spools are written below TMPDIR and deleted at the end.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
benchmarks/build-jar.sh
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo "load average $(cut -d' ' -f1-3 /proc/loadavg), $(stat -f -c %T "$scratch")" >&2
java -Xms256m -Xmx256m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp benchmarks/target/netty-audit-benchmarks.jar \
  io.github.nettyaudit.benchmarks.SpoolRun "$scratch" "$@"

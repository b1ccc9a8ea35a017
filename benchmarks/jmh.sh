#!/bin/bash
# Runs the JMH benchmarks: how fast a captured batch is decoded, and what that allocates.
#
#   benchmarks/jmh.sh [JMH arguments]      for instance: benchmarks/jmh.sh DecodeBenchmark -f 3
#
# Needs a JDK 17 and Maven, no privilege. The allocation is the line gc.alloc.rate.norm, in bytes per record.
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
benchmarks/build-jar.sh || exit 1
exec java --enable-native-access=ALL-UNNAMED -jar benchmarks/target/netty-audit-benchmarks.jar -prof gc "$@"

#!/bin/bash
# Builds benchmarks/target/netty-audit-benchmarks.jar, with all it needs inside, unless it is newer than every source.
# Called by live.sh and jmh.sh. Says nothing on stdout.
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
jar=benchmarks/target/netty-audit-benchmarks.jar
if [ -e $jar ] && [ -z "$(find pom.xml {codec,schema,transport,daemon,testkit,benchmarks}/{pom.xml,src/main} -newer $jar 2>/dev/null)" ]; then
  exit 0
fi
command -v mvn >/dev/null || { echo "Maven is needed to build $jar" >&2; exit 1; }
echo "building $jar" >&2
mvn -B -q -pl benchmarks -am -DskipTests package >&2

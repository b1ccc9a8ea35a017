#!/bin/bash
# Builds a jar with all it needs inside, unless it is newer than every source. Says nothing on stdout.
#
#   benchmarks/build-jar.sh [benchmarks|example-server]
#
# benchmarks       benchmarks/target/netty-audit-benchmarks.jar, if nothing is given
# example-server   example-server/target/netty-audit-server.jar, the program
cd "$(dirname "$(readlink -f "$0")")/.." || exit 1
case ${1:-benchmarks} in
  benchmarks) jar=benchmarks/target/netty-audit-benchmarks.jar sources=(codec schema transport daemon testkit benchmarks) ;;
  example-server) jar=example-server/target/netty-audit-server.jar sources=(codec schema transport daemon example-server) ;;
  *) echo "build-jar.sh: unknown argument $1" >&2; exit 2 ;;
esac
if [ -e $jar ] && [ -z "$(find pom.xml "${sources[@]/%//pom.xml}" "${sources[@]/%//src/main}" -newer $jar 2>/dev/null)" ]; then
  exit 0
fi
command -v mvn >/dev/null || { echo "Maven is needed to build $jar" >&2; exit 1; }
echo "building $jar" >&2
mvn -B -q -pl "${1:-benchmarks}" -am -DskipTests package >&2

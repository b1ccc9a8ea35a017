#!/bin/sh
# netty-audit: this script, and after it the jar that it runs. "java -jar netty-audit" does the same without the options
# for decode and ctl. JAVA_HOME names another Java, JAVA_OPTS has options for it, separated by blanks.
set -f
java=java
[ -z "${JAVA_HOME-}" ] || java=$JAVA_HOME/bin/java
options=
case ${1-} in
  decode | ctl)
    # they end soon: the optimising compiler and the threads of the collector would need more time than they save
    options=-XX:TieredStopAtLevel=1
    case " ${JAVA_OPTS-} " in
      *" -XX:+Use"*"GC "*) ;;
      *) options="$options -XX:+UseSerialGC" ;;
    esac ;;
esac
exec "$java" $options ${JAVA_OPTS-} -jar "$0" "$@"

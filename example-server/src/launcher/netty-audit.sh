#!/bin/sh
# netty-audit: this script, and after it the jar that it runs. "java -jar netty-audit" does the same without the options
# for decode and ctl. JAVA_HOME names another Java, JAVA_OPTS has options for it, separated by blanks.
set -f
java=java
[ -z "${JAVA_HOME-}" ] || java=$JAVA_HOME/bin/java
case ${JAVA_OPTS-} in
  *[\"\']*)
    echo "netty-audit: JAVA_OPTS has quotation marks, but its options are separated at each blank: an option that has a" \
      "blank can be given in JDK_JAVA_OPTIONS, which Java reads" >&2
    exit 2 ;;
esac
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

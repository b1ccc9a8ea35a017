package io.github.nettyaudit.daemon.sink.syslog;

/** The severities of RFC 5424 in the order of their numbers, with the names of syslog(3). */
enum Severity {
    EMERG, ALERT, CRIT, ERR, WARNING, NOTICE, INFO, DEBUG
}

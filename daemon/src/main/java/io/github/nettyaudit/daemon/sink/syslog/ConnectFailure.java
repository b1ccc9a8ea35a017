package io.github.nettyaudit.daemon.sink.syslog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a connection was not made, without Netty's name of the system call and without the address. */
final class ConnectFailure {
    private static final Pattern OF_NETTY =
            Pattern.compile("\\w+\\([^)]*\\) failed with error\\(-?\\d+\\): (.*?)(: [^ ]*/[^ ]*)?", Pattern.DOTALL);

    private ConnectFailure() {
    }

    static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        Matcher netty = OF_NETTY.matcher(message);
        return netty.matches() ? netty.group(1) : message;
    }
}

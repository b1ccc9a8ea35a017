package io.github.nettyaudit.daemon.sink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why a connection was not made, without Netty's name of the system call and without the address. */
public final class ConnectFailure {
    private static final Pattern OF_NETTY =
            Pattern.compile("\\w+\\([^)]*\\) failed with error\\(-?\\d+\\): (.*?)(: [^ ]*/[^ ]*)?", Pattern.DOTALL);

    private ConnectFailure() {
    }

    /**
     * Returns the reason in words.
     *
     * @param cause why the connection was not made
     * @return a text such as {@code Connection refused}
     */
    public static String reason(Throwable cause) {
        String message = cause.getMessage();
        if (message == null) {
            return cause.toString();
        }
        Matcher netty = OF_NETTY.matcher(message);
        return netty.matches() ? netty.group(1) : message;
    }
}

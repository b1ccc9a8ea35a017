package io.github.nettyaudit.server;

import io.github.nettyaudit.server.config.WebSection;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A door that is opened anew when its section has changed. The address may be the same, so the old one is closed first; if
 * the new one cannot be opened, the old one is opened again. So is a door whose Unix socket somebody has deleted. One thread.
 *
 * @param <S> the section of the configuration
 */
final class ServedDoor<S> implements AutoCloseable {
    private final String subject;
    private final Function<S, ?> print;
    private final Predicate<S> isThere;
    private final Opener<S> opener;
    private final OperatorLog operator;
    private @Nullable S present;
    private @Nullable Runnable close;

    /** Opens a door. */
    interface Opener<S> {
        /** @return closes it */
        Runnable open(S section) throws IOException, InterruptedException;
    }

    /**
     * @param subject what is served, with its verb: "metrics are"
     * @param print   what sections have in common that open the same door
     * @param isThere whether clients find the door of a section that is open
     */
    ServedDoor(String subject, Function<S, ?> print, Predicate<S> isThere, Opener<S> opener, OperatorLog operator) {
        this.subject = subject;
        this.print = print;
        this.isThere = isThere;
        this.opener = opener;
        this.operator = operator;
    }

    /**
     * Finds out whether a door could be opened, before the source is, which may change the kernel.
     *
     * @param section of the door; {@code null} for no door
     * @param name    the key or the option that says where it listens
     * @throws ServerException if it could not
     */
    static void check(@Nullable WebSection section, String name) throws ServerException {
        try {
            if (section != null) {
                section.door().checkListen(name);
            }
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Opens the door.
     *
     * @throws ServerException if it cannot be opened
     */
    void start(S section) throws ServerException, InterruptedException {
        try {
            close = opener.open(section);
            present = section;
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Changes to another section.
     *
     * @param wanted the section; {@code null} for no door
     * @return whether something has changed
     */
    boolean reload(@Nullable S wanted) throws InterruptedException {
        S before = present;
        if (Objects.equals(before == null ? null : print.apply(before), wanted == null ? null : print.apply(wanted))
                && (before == null || isThere.test(before))) {
            return false;
        }
        close();
        if (wanted == null) {
            operator.say(subject + " not served any more");
            return true;
        }
        try {
            start(wanted);
        } catch (ServerException e) {
            operator.error(e.getMessage() + (before == null ? ""
                    : "; " + subject + (reopen(before) ? " served as before" : " not served any more")));
        }
        return true;
    }

    /** Returns whether the door that was open before is open again. */
    private boolean reopen(S before) throws InterruptedException {
        try {
            start(before);
            return true;
        } catch (ServerException e) {
            operator.error(String.valueOf(e.getMessage()));
            return false;
        }
    }

    @Override
    public void close() {
        Runnable opened = close;
        close = null;
        present = null;
        if (opened != null) {
            opened.run();
        }
    }
}

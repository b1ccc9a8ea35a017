package io.github.nettyaudit.server.systemd;

import io.github.nettyaudit.daemon.source.SocketStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service manager that has started this process, by the protocol of sd_notify(3) and sd_listen_fds(3): systemd, or
 * another one that sets the same variables. Without {@code NOTIFY_SOCKET} nothing is sent. What cannot be sent is
 * reported once; it ends nothing. Thread-safe.
 */
public final class ServiceManager implements SocketStore {
    private static final int FIRST_DESCRIPTOR = 3;
    private static final int MOST_DESCRIPTORS = 1024;

    private final @Nullable NotifySocket socket;
    private final Consumer<String> notices;
    private final boolean keepsSockets;
    private final Duration watchdog;
    private List<StoredSocket> passed;
    private boolean failureReported;

    /** @param environment the variables of this process */
    ServiceManager(Map<String, String> environment, long pid, Consumer<String> notices) {
        this.notices = notices;
        socket = socket(environment.get("NOTIFY_SOCKET"));
        keepsSockets = socket != null && number(environment, "FDSTORE") > 0;
        boolean isWatched = socket != null && isForUs(environment.get("WATCHDOG_PID"), pid, true);
        watchdog = Duration.ofNanos(isWatched ? number(environment, "WATCHDOG_USEC") * 1000 : 0);
        passed = isForUs(environment.get("LISTEN_PID"), pid, false) ? passed(environment) : List.of();
    }

    /**
     * Reads the variables of this process.
     *
     * @param notices gets sentences for people
     * @return the service manager; one that does nothing if there is none
     */
    public static ServiceManager ofThisProcess(Consumer<String> notices) {
        return new ServiceManager(System.getenv(), ProcessHandle.current().pid(), notices);
    }

    private @Nullable NotifySocket socket(@Nullable String address) {
        if (address == null || address.isEmpty()) {
            return null;
        }
        try {
            return new NotifySocket(address);
        } catch (IllegalArgumentException e) {
            notices.accept("the service manager is not notified: " + e.getMessage());
            return null;
        }
    }

    private static boolean isForUs(@Nullable String value, long pid, boolean ifAbsent) {
        return value == null || value.isEmpty() ? ifAbsent : value.equals(Long.toString(pid));
    }

    /** 0 if it is absent or no number. */
    private static long number(Map<String, String> environment, String name) {
        try {
            return Math.max(0, Long.parseLong(environment.getOrDefault(name, "0")));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static List<StoredSocket> passed(Map<String, String> environment) {
        long count = Math.min(number(environment, "LISTEN_FDS"), MOST_DESCRIPTORS);
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<StoredSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new StoredSocket(i < names.length ? names[i] : "", FIRST_DESCRIPTOR + i));
        }
        return sockets;
    }

    /**
     * Returns whether the service manager keeps sockets for the next start: {@code FDSTORE} says how many.
     *
     * @return {@code true} if {@link #store} makes sense
     */
    public boolean keepsSockets() {
        return keepsSockets;
    }

    /**
     * Returns how often the service manager wants a sign of life.
     *
     * @return the longest interval; zero if it wants none
     */
    public Duration watchdogInterval() {
        return watchdog;
    }

    /**
     * Says that the server receives records, or has loaded its configuration again.
     *
     * @param status one line for people
     */
    public void ready(String status) {
        say("READY=1\nSTATUS=" + oneLine(status));
    }

    /** Says that the configuration is being loaded again; {@link #ready} ends that. */
    public void reloading() {
        say("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000); // CLOCK_MONOTONIC, in HotSpot on Linux
    }

    /**
     * Says that the server ends.
     *
     * @param status one line for people
     */
    public void stopping(String status) {
        say("STOPPING=1\nSTATUS=" + oneLine(status));
    }

    /**
     * Says what the server does.
     *
     * @param status one line for people
     */
    public void status(String status) {
        say("STATUS=" + oneLine(status));
    }

    /** Gives a sign of life. */
    void alive() {
        say("WATCHDOG=1");
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ');
    }

    private void say(String text) {
        try {
            send(text);
        } catch (IOException e) {
            synchronized (this) {
                if (failureReported) {
                    return;
                }
                failureReported = true;
            }
            notices.accept("the service manager cannot be notified: " + e.getMessage());
        }
    }

    private void send(String text, int... descriptors) throws IOException {
        if (socket != null) {
            socket.send(text, descriptors);
        }
    }

    @Override
    public synchronized List<StoredSocket> take() {
        List<StoredSocket> taken = passed;
        passed = List.of();
        for (StoredSocket one : taken) {
            LibC.fcntl(one.descriptor(), LibC.F_SETFD, LibC.FD_CLOEXEC);
        }
        return taken;
    }

    @Override
    public void store(String name, int descriptor) throws IOException {
        // an overrun is an error of the socket, for which systemd would drop it without FDPOLL=0
        send("FDSTORE=1\nFDNAME=" + name + "\nFDPOLL=0", descriptor);
    }

    @Override
    public void remove(String name) throws IOException {
        send("FDSTOREREMOVE=1\nFDNAME=" + name);
        Barrier.await(this::send);
    }

    /** Sends a datagram. */
    interface Sender {
        void send(String text, int... descriptors) throws IOException;
    }
}

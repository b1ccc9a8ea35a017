package io.github.nettyaudit.daemon;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.ChannelRole;
import io.github.nettyaudit.daemon.source.SocketStore;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds {@link AuditDaemonOptions}. Not thread-safe; may be used again after {@link #build()}. */
public final class AuditDaemonOptionsBuilder {
    /** Where the state file is kept by default. */
    public static final Path DEFAULT_STATE_DIRECTORY = Path.of("/run/netty-audit");

    /** How long a read of the data channel is delayed at most by default. */
    public static final Duration DEFAULT_READ_DELAY = Duration.ofMillis(1);

    /** From how many records in a second on reads of the data channel are delayed by default. */
    public static final int DEFAULT_READ_DELAY_RATE = 50_000;

    /** What closing may take beyond the close timeout, if the event loops have ended. */
    public static final Duration LONGEST_RESCUE = Duration.ofSeconds(3);

    /** The longest open timeout and close timeout. */
    public static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    private static final long LARGEST = 0xffffffffL;
    private static final int SMALLEST_BUFFER = 4096;
    private static final Duration LONGEST_READ_DELAY = Duration.ofMillis(100);

    AuditDaemonMode mode = AuditDaemonMode.DAEMON;
    final Map<AuditSetting, Long> settings = new EnumMap<>(AuditSetting.class);
    boolean registerAgain = true;
    int receiveBuffer = 16 << 20;
    Duration readDelay = DEFAULT_READ_DELAY;
    int readDelayRate = DEFAULT_READ_DELAY_RATE;
    Duration watchInterval = Duration.ofSeconds(10);
    /** How often the registration is checked; tests do not wait for so long. */
    Duration checkInterval = Duration.ofSeconds(10);
    Duration openTimeout = Duration.ofSeconds(15);
    Duration closeTimeout = Duration.ofSeconds(5);
    boolean shutdownHook = true;
    AuditEndpoint endpoint = AuditEndpoint.LIVE;
    BiConsumer<Channel, ChannelRole> channelInitializer = (channel, role) -> { };
    Consumer<String> notices = AuditDaemonNotices::log;
    @Nullable SocketStore socketStore;
    @Nullable Path receiveDirectory;
    private @Nullable Path stateDirectory;
    private boolean stateFile = true;

    AuditDaemonOptionsBuilder() {
        enable(true);
    }

    /**
     * Sets how records are received.
     *
     * @param mode {@link AuditDaemonMode#DAEMON} by default
     * @return this builder
     */
    public AuditDaemonOptionsBuilder mode(AuditDaemonMode mode) {
        this.mode = requireNonNull(mode, "mode");
        return this;
    }

    /**
     * Sets whether auditing is turned on while the daemon is registered, as auditd does; restored at close.
     *
     * @param enable {@code true} by default; {@code false} leaves it as it is
     * @return this builder
     */
    public AuditDaemonOptionsBuilder enable(boolean enable) {
        if (enable) {
            settings.put(AuditSetting.ENABLED, (long) AuditEnabled.ON.value());
        } else {
            settings.remove(AuditSetting.ENABLED);
        }
        return this;
    }

    /**
     * Sets how many records may wait in the kernel while the daemon is registered; restored at close.
     *
     * @param records 0 to 2³² - 1; 0 is no limit. By default the value is left as it is
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditDaemonOptionsBuilder backlogLimit(long records) {
        return set(AuditSetting.BACKLOG_LIMIT, records);
    }

    /**
     * Sets how long the kernel lets an audited process wait while its queue is full; restored at close.
     *
     * @param ticks kernel ticks (jiffies), 0 to 600 seconds' worth; 0 drops the record at once. By default the value is
     *              left as it is
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditDaemonOptionsBuilder backlogWaitTime(long ticks) {
        return set(AuditSetting.BACKLOG_WAIT_TIME, ticks);
    }

    /**
     * Sets how many records per second the kernel makes at most, all others are lost; restored at close.
     *
     * @param recordsPerSecond 0 to 2³² - 1; 0 is no limit. By default the value is left as it is
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditDaemonOptionsBuilder rateLimit(long recordsPerSecond) {
        return set(AuditSetting.RATE_LIMIT, recordsPerSecond);
    }

    private AuditDaemonOptionsBuilder set(AuditSetting setting, long value) {
        if (value < 0 || value > LARGEST) {
            throw new IllegalArgumentException(setting + ": " + value + " (expected: 0-" + LARGEST + ')');
        }
        settings.put(setting, value);
        return this;
    }

    /**
     * Sets whether to register again when the kernel has dropped the registration.
     *
     * @param registerAgain {@code true} by default
     * @return this builder
     */
    public AuditDaemonOptionsBuilder registerAgain(boolean registerAgain) {
        this.registerAgain = registerAgain;
        return this;
    }

    /**
     * Sets the receive buffer of the data channel.
     *
     * @param bytes 4,096 or more, 16 MiB by default; a record takes some 980 bytes of it. Without CAP_NET_ADMIN
     *              {@code net.core.rmem_max} is the bound
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public AuditDaemonOptionsBuilder receiveBuffer(int bytes) {
        if (bytes < SMALLEST_BUFFER) {
            throw new IllegalArgumentException("receive buffer: " + bytes + " (expected: >= " + SMALLEST_BUFFER + ')');
        }
        receiveBuffer = bytes;
        return this;
    }

    /**
     * Sets how reads of the data channel are delayed, so that one read takes the records of several events. Each read
     * wakes a thread; a delay saves processor time and adds to the time until a record arrives. A quiet socket is read
     * at once.
     *
     * @param longest          how long a read is delayed at most: zero for never, at most 100 ms; {@link #DEFAULT_READ_DELAY} by
     *                         default
     * @param recordsPerSecond from which rate of records on reads are delayed: at least 1; {@link #DEFAULT_READ_DELAY_RATE} by
     *                         default
     * @return this builder
     * @throws IllegalArgumentException if a number is out of range
     */
    public AuditDaemonOptionsBuilder readDelay(Duration longest, int recordsPerSecond) {
        if (longest.isNegative() || longest.compareTo(LONGEST_READ_DELAY) > 0) {
            throw new IllegalArgumentException("read delay: " + longest + " (expected: 0 to " + LONGEST_READ_DELAY + ')');
        }
        if (recordsPerSecond < 1) {
            throw new IllegalArgumentException("records per second: " + recordsPerSecond + " (expected: >= 1)");
        }
        readDelay = longest;
        readDelayRate = recordsPerSecond;
        return this;
    }

    /**
     * Sets how often to ask for the kernel's status while all is calm, in order to report changes that other programs
     * make.
     *
     * @param interval 10 seconds by default; zero never asks
     * @return this builder
     * @throws IllegalArgumentException if the interval is negative
     */
    public AuditDaemonOptionsBuilder watchInterval(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException("watch interval: " + interval + " (expected: >= 0)");
        }
        watchInterval = interval;
        return this;
    }

    /**
     * Sets how long opening may take. The time that the JVM needs to load the native libraries does not count.
     *
     * @param timeout more than zero and at most {@link #LONGEST_TIMEOUT}, 15 seconds by default
     * @return this builder
     * @throws IllegalArgumentException if the timeout is not in this range
     */
    public AuditDaemonOptionsBuilder openTimeout(Duration timeout) {
        openTimeout = positive("open timeout", timeout);
        return this;
    }

    /**
     * Sets how long closing may take. If the event loops have ended or do not answer, it may take {@link #LONGEST_RESCUE}
     * longer.
     *
     * @param timeout more than zero and at most {@link #LONGEST_TIMEOUT}, 5 seconds by default
     * @return this builder
     * @throws IllegalArgumentException if the timeout is not in this range
     */
    public AuditDaemonOptionsBuilder closeTimeout(Duration timeout) {
        closeTimeout = positive("close timeout", timeout);
        return this;
    }

    private static Duration positive(String what, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(what + ": " + timeout + " (expected: > 0 and <= " + LONGEST_TIMEOUT + ')');
        }
        return timeout;
    }

    /**
     * Sets whether the daemon closes itself when the JVM ends: by SIGTERM, SIGINT, {@code System.exit} or the end of
     * the last thread.
     *
     * @param hook {@code true} by default; {@code false} for a program that closes the daemon in a hook of its own
     * @return this builder
     */
    public AuditDaemonOptionsBuilder shutdownHook(boolean hook) {
        shutdownHook = hook;
        return this;
    }

    /**
     * Sets where to record what was changed in the kernel, so that the next daemon can restore it if this process is
     * killed. The directory is made (mode 0700) if its parent exists; the file has mode 0600.
     *
     * @param directory {@link #DEFAULT_STATE_DIRECTORY} by default; with an {@link #endpoint} other than the running
     *                  kernel, nowhere
     * @return this builder
     */
    public AuditDaemonOptionsBuilder stateDirectory(Path directory) {
        stateDirectory = requireNonNull(directory, "directory");
        stateFile = true;
        return this;
    }

    /**
     * Records nothing on disk. What a killed process has changed in the kernel then stays changed.
     *
     * @return this builder
     */
    public AuditDaemonOptionsBuilder withoutStateFile() {
        stateFile = false;
        return this;
    }

    @Nullable Path stateDirectory() {
        Path usual = endpoint.isLive() ? DEFAULT_STATE_DIRECTORY : null;
        return stateFile ? stateDirectory == null ? usual : stateDirectory : null;
    }

    /**
     * Sets where the data socket is stored for the next process, so that no record is lost if this one is killed. What
     * an earlier process has stored there is taken over: its records are received first, in their order, and the
     * registration passes on without a gap. See {@link AuditDaemon#handOver} for an end of this process that leaves the
     * registration to the next one.
     *
     * @param store asked once, by the thread that opens the daemon; by default there is none
     * @return this builder
     */
    public AuditDaemonOptionsBuilder socketStore(SocketStore store) {
        socketStore = requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets a directory for the memory into which records are received, so that it outlives {@code kill -9}: the next
     * daemon with the same directory receives first what this one had read from the socket, and not yet passed to its
     * handlers. For handlers that are done with a record when they return, such as
     * {@link io.github.nettyaudit.daemon.intake.IntakeHandler}.
     *
     * @param directory exists, lies on a tmpfs, and is used by one process at a time; by default there is none
     * @return this builder
     */
    public AuditDaemonOptionsBuilder receiveDirectory(Path directory) {
        receiveDirectory = requireNonNull(directory, "directory");
        return this;
    }

    /**
     * Sets the kernel to talk to.
     *
     * @param endpoint {@link AuditEndpoint#LIVE} by default; another one is for tests against a scripted kernel
     * @return this builder
     */
    public AuditDaemonOptionsBuilder endpoint(AuditEndpoint endpoint) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        return this;
    }

    /**
     * Sets what to do with each channel before the protocol's handlers are added, for example to add a handler that
     * copies all traffic. Called on the channel's event loop; if it throws, opening fails.
     *
     * @param initializer does nothing by default
     * @return this builder
     */
    public AuditDaemonOptionsBuilder channelInitializer(BiConsumer<Channel, ChannelRole> initializer) {
        channelInitializer = requireNonNull(initializer, "initializer");
        return this;
    }

    /**
     * Sets who gets sentences for people: what was changed, what another program has changed, what could not be
     * restored. Called on any thread; must not block.
     *
     * @param notices logs at level INFO, with the name of {@link AuditDaemon}, by default
     * @return this builder
     */
    public AuditDaemonOptionsBuilder notices(Consumer<String> notices) {
        this.notices = requireNonNull(notices, "notices");
        return this;
    }

    /**
     * Creates the options.
     *
     * @return the options; later changes of this builder do not affect them
     */
    public AuditDaemonOptions build() {
        return new AuditDaemonOptions(this);
    }
}

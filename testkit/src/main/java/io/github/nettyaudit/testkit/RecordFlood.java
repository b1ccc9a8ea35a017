package io.github.nettyaudit.testkit;

import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkDatagram;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many records from a {@link ScriptedKernel}: those of a capture, over and over, each event with a fresh serial and
 * the present time. Begun by {@link ScriptedKernel#flood()}; {@link #start()} sets it off.
 *
 * <p>Sends in portions, each after the one before has left, so that a slow client slows the flood and not more than a
 * portion waits in memory. Not thread-safe until started.
 */
public final class RecordFlood {
    private static final int PORTION = 256;
    private static final long RATE_TICK_NANOS = 1_000_000;

    private final ScriptedKernel kernel;
    private final Channel channel;
    private @Nullable CapturedDatagrams source;
    private @Nullable NetlinkAddress recipient;
    private boolean toGroups;
    private long count = 1000;
    private double perSecond;
    private int skipEvery;

    RecordFlood(ScriptedKernel kernel, Channel channel) {
        this.kernel = kernel;
        this.channel = channel;
    }

    /**
     * How many records; 1,000 by default.
     *
     * @param count the number of records, those that {@link #losingEvery} keeps back included
     * @return this flood
     */
    public RecordFlood records(long count) {
        this.count = count;
        return this;
    }

    /**
     * Where to take records from (all else is left out); {@link CapturedDatagrams#liveDaemon()} by default.
     *
     * @param source the capture, of which {@link CapturedDatagrams#records()} is sent over and over; it must hold a
     *               record
     * @return this flood
     */
    public RecordFlood from(CapturedDatagrams source) {
        this.source = source;
        return this;
    }

    /**
     * How many records per second, in portions of a millisecond; flat out by default.
     *
     * @param records the rate in records per second; 0 or less sends as fast as the client reads
     * @return this flood
     */
    public RecordFlood perSecond(double records) {
        perSecond = records;
        return this;
    }

    /**
     * Sends to this socket; to the registered daemon by default.
     *
     * @param recipient the address of the socket; the flood fails if no socket has it
     * @return this flood
     */
    public RecordFlood to(NetlinkAddress recipient) {
        this.recipient = recipient;
        return this;
    }

    /**
     * Sends to the members of multicast groups, a bit mask, with {@code nlmsg_len} as on multicast. A member whose
     * socket is full loses records, as the real kernel's readers do. Joining needs CAP_NET_ADMIN.
     *
     * @param groups the bit mask of {@code nl_groups}: bit 0 is group 1
     * @return this flood
     */
    public RecordFlood toGroups(int groups) {
        toGroups = true;
        return to(new NetlinkAddress(0, groups));
    }

    /**
     * Loses every n-th record on its way, as an overrun that nobody tells does: it has a serial and is counted as sent,
     * but does not leave.
     *
     * @param n the distance between two lost records: 1 loses all of them, 0 or less none
     * @return this flood
     */
    public RecordFlood losingEvery(int n) {
        skipEvery = n;
        return this;
    }

    /**
     * Starts.
     *
     * @return ends with the number of records that left, when all are sent, or with the first failure, for example
     *         because no daemon is registered; cancelling it ends the flood
     */
    public Future<Long> start() {
        Promise<Long> done = channel.eventLoop().newPromise();
        NetlinkAddress target = recipient;
        if (target == null) {
            int daemon = kernel.state().daemonPortId();
            if (daemon == 0) {
                return done.setFailure(new IllegalStateException("no daemon is registered"));
            }
            target = NetlinkAddress.port(daemon);
        }
        CapturedDatagrams records = (source == null ? CapturedDatagrams.liveDaemon() : source).records();
        if (records.size() == 0) {
            return done.setFailure(new IllegalArgumentException("the capture holds no records"));
        }
        Run run = new Run(new FreshRecords(records, kernel::nextSerial, toGroups), target, done);
        channel.eventLoop().execute(run::portion);
        return done;
    }

    /** A flood on its way; belongs to the event loop. */
    private final class Run {
        private final FreshRecords records;
        private final NetlinkAddress target;
        private final Promise<Long> done;
        private final long startNanos = System.nanoTime();
        private final boolean lossy = toGroups;
        private long made;
        private long left;

        Run(FreshRecords records, NetlinkAddress target, Promise<Long> done) {
            this.records = records;
            this.target = target;
            this.done = done;
        }

        void portion() {
            if (done.isDone()) {
                return; // cancelled
            }
            long due = perSecond <= 0 ? count
                    : Math.min(count, (long) ((System.nanoTime() - startNanos) / 1e9 * perSecond));
            long end = Math.min(due, made + PORTION);
            ChannelFuture last = null;
            for (; made < end; made++) {
                NetlinkDatagram record = new NetlinkDatagram(records.next(channel.alloc()), target);
                if (skipEvery > 0 && (made + 1) % skipEvery == 0) {
                    record.release();
                } else {
                    last = channel.write(record);
                    left++;
                }
            }
            channel.flush();
            if (last == null) {
                next(made < due);
            } else {
                last.addListener(sent -> {
                    // whom nobody in user space listens to besides the groups, the kernel reports as refused
                    if (sent.isSuccess() || lossy) {
                        next(made < due);
                    } else {
                        done.tryFailure(sent.cause());
                    }
                });
            }
        }

        private void next(boolean atOnce) {
            if (made == count) {
                done.trySuccess(left);
            } else if (!channel.isOpen()) {
                done.tryFailure(new IllegalStateException("the scripted kernel was closed"));
            } else if (atOnce || perSecond <= 0) {
                channel.eventLoop().execute(this::portion);
            } else {
                channel.eventLoop().schedule(this::portion, RATE_TICK_NANOS, TimeUnit.NANOSECONDS);
            }
        }
    }
}

package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what old sockets have got, before and among the records of the channel in whose pipeline it stands. Confined
 * to the event loop of all these channels.
 */
final class SwitchHandler extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(SwitchHandler.class);
    /** While records come fast a socket is hardly ever empty; so many bytes are some 260 records. */
    private static final int LITTLE = 256 << 10;
    /** No record takes fewer bytes of a socket's queue: the kernel counts its own structures, and pages, with the text. */
    private static final int LEAST_BYTES = 512;
    /** So many datagrams may have been taken from a socket's queue before the member joined, and be passed on later. */
    private static final int LARGEST_BATCH = 1024;
    private static final long LOOK_MILLIS = 20;
    /** How long the multicast member receives after the switch, and how long the new socket is waited for after that. */
    private static final long MEMBER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LATEST_NANOS = TimeUnit.SECONDS.toNanos(30);
    /** If records come faster than they are read, the old sockets do not become nearly empty. */
    private static final long NEARLY_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** After this time the new socket is registered, although records may be lost. */
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(40);

    private @Nullable ChannelHandlerContext context;
    private List<Channel> old = List.of();
    private @Nullable Runnable whenEmpty;
    private @Nullable RecordSocket member;
    private @Nullable SwitchMerge merge;
    private boolean isMerging;
    /** Records of old sockets that were passed on since the member joined, and how many it may not have. */
    private long readSinceJoin;
    private long notInMember;
    private LongSupplier allowed = () -> 0;
    private long began;
    private long records;
    private boolean hasGivenUp;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext present = context;
        if (present == null) {
            throw new IllegalStateException("not in a pipeline");
        }
        return present;
    }

    /** Records that were read from old sockets. */
    long records() {
        return records;
    }

    /** Records that only the member has got. */
    int filled() {
        SwitchMerge present = merge;
        return present == null ? 0 : present.filled();
    }

    /** Passes on what an earlier process had received and not delivered. */
    void pass(List<AuditRecordMessage> left) {
        left.forEach(context()::fireChannelRead);
        context().fireChannelReadComplete();
    }

    // ---- the old sockets

    /** A record of an old socket. */
    void old(AuditRecordMessage record) {
        records++;
        if (merge == null) {
            context().fireChannelRead(record);
        } else {
            readSinceJoin++;
            merge.old(record);
        }
    }

    void oldLost(NetlinkLoss loss) {
        context().fireUserEventTriggered(loss);
    }

    /** An old socket was read. */
    void oldRead() {
        context().fireChannelReadComplete();
        followAutoRead();
        lookWhetherEmpty();
    }

    /** Who does not want to read from the new socket does not want to read from the old one. */
    private void followAutoRead() {
        boolean wanted = context().channel().config().isAutoRead();
        for (Channel one : old) {
            if (one.config().isAutoRead() != wanted) {
                one.config().setAutoRead(wanted);
            }
        }
    }

    private void lookWhetherEmpty() {
        Runnable task = whenEmpty;
        if (task != null && unread() <= allowed.getAsLong()) {
            whenEmpty = null;
            task.run();
        }
    }

    private long unread() {
        long sum = 0;
        for (Channel one : old) {
            Integer bytes = one.isOpen() ? one.config().getOption(AuditNetlinkChannelOption.UNREAD_BYTES) : null;
            sum += bytes == null ? 0 : bytes;
        }
        return sum;
    }

    /**
     * How much may be left in the old sockets: anything, as soon as all of it came after the member had joined, so that
     * the member has got it too. That is so after a bounded time, however fast records come.
     */
    private long allowedByMember() {
        RecordSocket joined = member;
        return joined != null && readSinceJoin >= notInMember && !joined.hasDropped() ? Long.MAX_VALUE : 0;
    }

    /** Whether the new socket was registered although neither the old ones were empty nor the member has got the rest. */
    boolean hasGivenUp() {
        return hasGivenUp;
    }

    private void lookAgain() {
        followAutoRead();
        lookWhetherEmpty();
        if (whenEmpty != null) {
            context().executor().schedule(this::lookAgain, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Runs a task as soon as all that the old sockets have got was read. */
    void whenEmpty(List<Channel> channels, Runnable task) {
        whenUnread(channels, () -> 0, task);
    }

    /** Runs a task as soon as little is left unread, or that has been waited for long enough. */
    void whenNearlyEmpty(List<Channel> channels, Runnable task) {
        long start = System.nanoTime();
        whenUnread(channels, () -> System.nanoTime() - start < NEARLY_NANOS ? LITTLE : Long.MAX_VALUE, task);
    }

    private void whenUnread(List<Channel> channels, LongSupplier mostUnread, Runnable task) {
        old = channels;
        allowed = mostUnread;
        whenEmpty = task;
        lookAgain();
    }

    // ---- the switch

    /** From now on, what is read from old sockets is expected from the member too, which has joined before. */
    void memberJoined(RecordSocket joined) {
        member = joined;
        merge = new SwitchMerge(joined, context()::fireChannelRead);
        isMerging = true;
        notInMember = unread() / LEAST_BYTES + LARGEST_BATCH;
    }

    /**
     * Closes the old sockets as soon as the member has all that is left in them, and registers the channel at once.
     *
     * @param registering completed when the request is on its way
     * @param done        completed when the new socket alone is left to receive from
     */
    void switchOver(List<Channel> channels, Runnable register, Promise<Void> registering, Promise<Void> done) {
        long start = System.nanoTime();
        whenUnread(channels, () -> System.nanoTime() - start < GIVE_UP_NANOS ? allowedByMember() : Long.MAX_VALUE, () -> {
            hasGivenUp = System.nanoTime() - start >= GIVE_UP_NANOS && unread() > allowedByMember();
            channels.forEach(Channel::close);
            old = List.of();
            began = System.nanoTime();
            register.run();
            registering.trySuccess(null);
            look(done);
        });
    }

    private void look(Promise<Void> done) {
        SwitchMerge present = merge;
        if (present == null) {
            context().pipeline().remove(this);
            done.trySuccess(null);
            return;
        }
        long age = System.nanoTime() - began;
        try {
            present.pull();
        } catch (IOException e) {
            LOGGER.warn("the multicast member cannot be read", e);
            age = Long.MAX_VALUE;
        }
        if (age >= MEMBER_NANOS) {
            closeMember();
        }
        if (age >= MEMBER_NANOS + LATE_NANOS && (!present.isWaiting() || isRead() || age >= LATEST_NANOS)) {
            end();
            if (context().channel().isOpen()) {
                context().pipeline().remove(this);
            }
            done.trySuccess(null);
        } else {
            context().executor().schedule(() -> look(done), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether the new socket has delivered all that it has got. */
    private boolean isRead() {
        Channel channel = context().channel();
        Integer bytes = channel.isOpen() ? channel.config().getOption(AuditNetlinkChannelOption.UNREAD_BYTES) : null;
        return bytes == null || bytes == 0;
    }

    private void closeMember() {
        if (member != null) {
            member.close();
            member = null;
        }
    }

    private void end() {
        closeMember();
        SwitchMerge present = merge;
        if (present != null && isMerging) {
            isMerging = false;
            present.end();
            context().fireChannelReadComplete();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        SwitchMerge present = merge;
        if (present != null && isMerging && message instanceof AuditRecordMessage record) {
            present.fresh(record);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        old.forEach(Channel::close);
        end();
        context.fireChannelInactive();
    }
}

package io.github.nettyaudit.daemon.internal.takeover;

import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.SocketStore;
import io.github.nettyaudit.daemon.source.SocketStore.StoredSocket;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what an earlier process has left in a {@link SocketStore}, and leaves the own data socket there. The order
 * keeps a copy of the old socket open until the new one can follow at once:
 * <ol>
 * <li>the old socket is read until little is left, for some seconds at most;
 * <li>a member of the multicast group joins, as the net for what falls between the two sockets;
 * <li>the store closes its copy of the old socket, and gets one of the new socket;
 * <li>the old socket, of which this process has the only copy now, is read until the member has got all that is left in
 *     it, and is closed, and the new one is registered;
 * <li>for a second, what only the member has got is put in its place.
 * </ol>
 * The kernel does not register another socket while any copy of the old one is open. Used by the thread that opens a
 * daemon; blocks.
 */
public final class TakeOver implements AutoCloseable {
    private static final String NAME = "audit-";
    /** The member gets all that comes while the old socket is read to where the member joined: seconds of a storm. */
    private static final int MEMBER_BUFFER = 512 << 20;
    private static final int LONGEST_READING_SECONDS = 60;

    private final AuditEndpoint endpoint;
    private final @Nullable SocketStore store;
    private final @Nullable ReceiveFiles files;
    private final List<AuditRecordMessage> undelivered;
    private final Consumer<String> notices;
    private final List<StoredSocket> found = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private boolean used;
    private boolean stored;

    /** Waits for a step, for a bounded time. */
    public interface Waiter {
        /** Returns when the step has ended; throws if it has failed. */
        void await(Future<?> step, String what) throws Exception;

        /** A step that may take long has ended; the time for the others begins again. */
        void restart();
    }

    /**
     * @param store   what has kept the socket of an earlier process, and is to keep that of this one; {@code null} for none
     * @param files   what has kept the datagrams in the hand of an earlier process; {@code null} for none
     * @param notices gets sentences for people
     */
    public TakeOver(AuditEndpoint endpoint, @Nullable SocketStore store, @Nullable ReceiveFiles files,
            Consumer<String> notices) {
        this.endpoint = endpoint;
        this.store = store;
        this.notices = notices;
        this.files = files;
        undelivered = files == null ? List.of() : files.left();
        for (StoredSocket one : store == null ? List.<StoredSocket>of() : store.take()) {
            if (one.name().startsWith(NAME) && RecordSocket.isNetlink(one.descriptor(), endpoint.protocol())) {
                found.add(one);
            } else {
                notices.accept("the file descriptor " + one.descriptor() + ", passed as " + one.name()
                        + ", is not a socket of an earlier process of this program; it is not used");
            }
        }
    }

    /** Whether an earlier process has left a socket or records. */
    public boolean isNeeded() {
        return !found.isEmpty() || !undelivered.isEmpty();
    }

    /** Whether the process that the kernel shows as the daemon has left its socket here, and so is not one. */
    public boolean isOf(int pid) {
        return found.stream().anyMatch(one -> one.name().equals(NAME + pid));
    }

    /** Whether the store has a copy of this process's socket. */
    public boolean isStored() {
        return stored;
    }

    /** Adds handlers to a pipeline before it is bound: one before {@code daemon}, one before {@code gate}. */
    public void prepare(ChannelPipeline pipeline, ChannelHandler gate, String daemon) {
        pipeline.addBefore(daemon, null, new ActivationHold());
        pipeline.addBefore(pipeline.context(gate).name(), null, new SwitchHandler());
    }

    /**
     * Carries out all steps up to the registration, which it triggers.
     *
     * @param channel  the new socket, bound
     * @param openGate makes the handlers ready for records
     * @param opened   completed when they are
     */
    public void carryOut(AuditNetlinkChannel channel, Runnable openGate, Future<Void> opened, Waiter waiter) throws Exception {
        SwitchHandler handler = channel.pipeline().get(SwitchHandler.class);
        ActivationHold hold = channel.pipeline().get(ActivationHold.class);
        if (isNeeded()) {
            channel.eventLoop().execute(openGate);
            waiter.await(opened, "adding the handlers");
            passUndelivered(channel, handler, waiter);
        }
        if (files != null) {
            files.forget();
        }
        if (!found.isEmpty()) {
            adopt(channel, handler, waiter);
            drain(channel, handler::whenNearlyEmpty, waiter);
            join(channel, handler, waiter);
            removeFound();
        }
        storeNew(channel);
        Promise<Void> registering = channel.eventLoop().newPromise();
        Promise<Void> merged = channel.eventLoop().newPromise();
        Runnable register = () -> hold.release(channel.pipeline().context(hold));
        List<Channel> old = List.copyOf(channels);
        channel.eventLoop().execute(() -> handler.switchOver(old, register, registering, merged));
        awaitEmpty(registering, waiter);
        if (handler.hasGivenUp()) {
            notices.accept("records came faster than the socket of the earlier process could be read: some that came before"
                    + " this process was registered are lost, and are reported by their serials");
        }
        if (!old.isEmpty()) {
            merged.addListener(ended -> notices.accept(handler.records() + " records were read from the socket that"
                    + " process " + names() + " has left" + (handler.filled() == 0 ? "" : ", and " + handler.filled()
                    + " that came before this process was registered, from the multicast group")));
        }
    }

    /** Reads what is left for a process that is not going to be the daemon, and ends the registration with it. */
    public void finish(Channel channel, ChannelHandler gate, Waiter waiter) throws Exception {
        SwitchHandler handler = new SwitchHandler();
        channel.pipeline().addBefore(channel.pipeline().context(gate).name(), null, handler);
        passUndelivered(channel, handler, waiter);
        adopt(channel, handler, waiter);
        drain(channel, handler::whenEmpty, waiter);
        removeFound();
        drain(channel, handler::whenEmpty, waiter);
        channels.forEach(Channel::close);
        if (!found.isEmpty()) {
            notices.accept(handler.records() + " records were read from the socket that process " + names()
                    + " has left");
        }
    }

    private void passUndelivered(Channel channel, SwitchHandler handler, Waiter waiter) throws Exception {
        waiter.await(channel.eventLoop().submit(() -> handler.pass(undelivered), null), "passing on records");
        if (files != null) {
            files.forget();
        }
        if (!undelivered.isEmpty()) {
            notices.accept(undelivered.size() + " records that an earlier process had received, but not processed when it"
                    + " was killed, were found");
        }
    }

    private String names() {
        return String.join(", ", found.stream().map(one -> one.name().substring(NAME.length())).toList());
    }

    /** The sockets of the earlier process become channels on the event loop of the new one. */
    private void adopt(Channel channel, SwitchHandler handler, Waiter waiter) throws Exception {
        used = true;
        for (StoredSocket one : found) {
            Bootstrap bootstrap = new Bootstrap().group(channel.eventLoop())
                    .channelFactory(() -> new AuditNetlinkChannel(one.descriptor()))
                    .option(AuditNetlinkChannelOption.PROTOCOL, endpoint.protocol())
                    .option(AuditNetlinkChannelOption.RECEIVE_FILE, files == null ? null : files.further())
                    .handler(new OldSocketHandler(handler));
            ChannelFuture opening = endpoint.isLive() ? bootstrap.bind(NetlinkAddress.AUTO)
                    : bootstrap.connect(endpoint.kernel(), NetlinkAddress.AUTO);
            channels.add(opening.channel());
            waiter.await(opening, "opening the socket of the earlier process");
        }
    }

    /** @param begin runs a task when the old sockets are as empty as they are to be */
    private void drain(Channel channel, BiConsumer<List<Channel>, Runnable> begin, Waiter waiter) throws Exception {
        Promise<Void> drained = channel.eventLoop().newPromise();
        List<Channel> old = List.copyOf(channels);
        channel.eventLoop().execute(() -> begin.accept(old, () -> drained.trySuccess(null)));
        awaitEmpty(drained, waiter);
    }

    /** Records come while the socket is read, and the machine may be busy, so this may take long. */
    private static void awaitEmpty(Future<Void> empty, Waiter waiter) throws Exception {
        if (!empty.await(LONGEST_READING_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the socket of the earlier process is not empty after "
                    + LONGEST_READING_SECONDS + " s: records come faster than they can be read");
        }
        waiter.restart();
    }

    private void join(Channel channel, SwitchHandler handler, Waiter waiter) throws Exception {
        if (!endpoint.isLive()) {
            return;
        }
        try {
            RecordSocket member = RecordSocket.multicast(endpoint.protocol(), MEMBER_BUFFER);
            waiter.await(channel.eventLoop().submit(() -> handler.memberJoined(member), null), "joining the group");
        } catch (IOException e) {
            notices.accept("the multicast group cannot be joined (" + e.getMessage() + "): what the kernel sends between"
                    + " the sockets of the earlier and of this process is lost");
        }
    }

    private void removeFound() {
        if (store == null) {
            return;
        }
        for (StoredSocket one : found) {
            try {
                store.remove(one.name());
            } catch (IOException e) {
                notices.accept("it is not known whether the service manager has closed the socket of the earlier process: "
                        + e.getMessage());
            }
        }
    }

    private void storeNew(AuditNetlinkChannel channel) {
        if (store == null) {
            return;
        }
        int fd = channel.fileDescriptor();
        try {
            store.store(NAME + ProcessHandle.current().pid(), fd);
            stored = true;
        } catch (IOException e) {
            notices.accept("the service manager does not keep the socket, so that records are lost if this process is"
                    + " killed: " + e.getMessage());
        }
    }

    /** The file for the receive memory of this process; {@code null} for none. */
    public @Nullable Path receiveFile() {
        return files == null ? null : files.own();
    }

    /** Closes the copies of this process that were not used; those of the store stay. */
    @Override
    public void close() {
        if (!used) {
            found.forEach(one -> RecordSocket.close(one.descriptor()));
        }
    }
}

package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkChannelOption;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkDatagram;
import io.github.nettyaudit.transport.NetlinkProtocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Plays the kernel's audit subsystem for an {@link AuditNetlinkChannel} in a process without any privilege: over real
 * netlink sockets, of the family {@link NetlinkProtocol#USERSOCK}, on an event loop of its own.
 *
 * <p>A client connects its channel to {@link #address()}. It then finds a kernel that keeps {@link #state() state},
 * acknowledges, replies, lists rules and refuses with the errno of Linux 6.18; sends records to the socket that has
 * registered as daemon; and pings a daemon whose place somebody else wants. {@link #on(int)} has it misbehave;
 * {@link #flood()} has it send records by the hundred thousand.
 *
 * <p><b>What it cannot play.</b> The real kernel carries a request out within the sender's {@code sendto}, and under a
 * full backlog puts the sender to sleep there. No user process can do that to another: the sender returns at once, and
 * {@link #senderSleeps} only has all further requests of that socket wait. It queues no records while nobody is
 * registered, and obeys no limit on rate or backlog. A client's full socket is no overrun (a sender that is not the
 * kernel is told to try again): the record waits, and with it all other answers, until the client reads. Real
 * overruns come with {@link RecordFlood#toGroups}, for a member of a multicast group, which needs CAP_NET_ADMIN. Rules
 * are checked but for what needs a file system. User-space sockets see no difference between two processes, so every
 * client has the process id {@link KernelState#clientPid}.
 *
 * <p>Thread-safe. {@link #close()} blocks until the loop has ended, so it must not be called from the loop.
 */
public final class ScriptedKernel implements AutoCloseable {
    /** More requests than this are carried out, but not remembered. */
    private static final int REMEMBERED_REQUESTS = 100_000;
    private static final int RECEIVE_BUFFER = 4 << 20;
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(ScriptedKernel.class);

    private final KernelState state = new KernelState();
    private final KernelModel model = new KernelModel(state, this::isAlive);
    private final List<KernelScript.Rule> scripts = new CopyOnWriteArrayList<>();
    private final List<KernelRequest> requests = new ArrayList<>();
    private final EventLoopGroup group;
    private final Channel channel;

    // The two below belong to the event loop.
    private final Map<Integer, Long> asleepUntil = new HashMap<>();
    private long sleepNanos;

    private ScriptedKernel() {
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("scripted-kernel", true),
                EpollIoHandler.newFactory());
        try {
            channel = new Bootstrap().group(group).channel(AuditNetlinkChannel.class)
                    .option(AuditNetlinkChannelOption.PROTOCOL, NetlinkProtocol.USERSOCK)
                    .option(AuditNetlinkChannelOption.DELIVER_ENVELOPES, true)
                    .option(AuditNetlinkChannelOption.RECEIVE_BUFFER, RECEIVE_BUFFER)
                    .handler(new Requests())
                    .bind(NetlinkAddress.AUTO).syncUninterruptibly().channel();
        } catch (Throwable failed) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw failed;
        }
    }

    /**
     * Opens the socket and starts to answer.
     *
     * @return a kernel in the state of Linux 6.18 after boot; the caller closes it
     */
    public static ScriptedKernel start() {
        return new ScriptedKernel();
    }

    /**
     * What clients connect to.
     *
     * @return the address of the socket: a port id that the real kernel has chosen, and no group
     */
    public NetlinkAddress address() {
        return (NetlinkAddress) channel.localAddress();
    }

    /**
     * What the kernel says about itself; may be changed at any time.
     *
     * @return the state itself, the same object at every call; thread-safe
     */
    public KernelState state() {
        return state;
    }

    /**
     * Begins a script for requests of one type, such as {@link AuditMessageType#GET}.
     *
     * @param type the message type, an unsigned 16-bit number
     * @return a script that takes effect when a method ends it
     */
    public KernelScript on(int type) {
        return on(requested -> requested == type);
    }

    /**
     * Begins a script for requests whose type passes.
     *
     * @param types accepts the message types that the script is for; called on the event loop
     * @return a script that takes effect when a method ends it
     */
    public KernelScript on(IntPredicate types) {
        return new KernelScript(this, types);
    }

    /**
     * Forgets all scripts.
     *
     * @return this kernel
     */
    public ScriptedKernel clearScripts() {
        scripts.clear();
        return this;
    }

    /**
     * Has each socket's requests wait after each other, as if the sender slept after every request for this long;
     * zero ends that. Not the sender sleeps: see the class.
     *
     * @param each the time that each datagram of requests delays the next one of the same socket; zero or more
     * @return this kernel
     */
    public ScriptedKernel senderSleeps(Duration each) {
        channel.eventLoop().submit(() -> {
            sleepNanos = each.toNanos();
        }).syncUninterruptibly();
        return this;
    }

    /**
     * All requests received so far, malformed ones left out, in their order.
     *
     * @return an immutable copy of the list; only the first 100,000 requests are remembered
     */
    public List<KernelRequest> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    /**
     * The requests of one type received so far.
     *
     * @param type the message type, an unsigned 16-bit number
     * @return an immutable list in the order of arrival
     */
    public List<KernelRequest> requests(int type) {
        return requests().stream().filter(request -> request.type() == type).toList();
    }

    /**
     * Sends datagrams to the registered daemon, in one go; they become the kernel's.
     *
     * @param datagrams the datagrams to send, header first, in this order; released also if sending fails
     * @return the future of the last one's sending; fails where no daemon is registered
     */
    public Future<Void> send(ByteBuf... datagrams) {
        int portId = state.daemonPortId();
        if (portId == 0) {
            for (ByteBuf datagram : datagrams) {
                datagram.release();
            }
            return channel.newFailedFuture(new IllegalStateException("no daemon is registered"));
        }
        return sendTo(NetlinkAddress.port(portId), datagrams).addListener(sent -> {
            if (!sent.isSuccess()) {
                noticeDeadDaemon(portId);
            }
        });
    }

    /**
     * Sends datagrams to any socket, registered or not; they become the kernel's.
     *
     * @param recipient the address of a socket, or of multicast groups
     * @param datagrams the datagrams to send, header first, in this order; released also if sending fails
     * @return the future of the last one's sending; it has succeeded already if there are no datagrams
     */
    public Future<Void> sendTo(NetlinkAddress recipient, ByteBuf... datagrams) {
        ChannelFuture last = channel.newSucceededFuture();
        for (ByteBuf datagram : datagrams) {
            last = channel.write(new NetlinkDatagram(datagram, recipient));
        }
        channel.flush();
        return last;
    }

    /**
     * Sends a record with a fresh serial and the present time to the registered daemon.
     *
     * @param type   the record type, such as 1300 for SYSCALL; written as unsigned 16 bits
     * @param fields what follows {@code audit(…): }; written in UTF-8
     * @return the future of the sending; fails where no daemon is registered
     */
    public Future<Void> record(int type, String fields) {
        return send(AuditDatagrams.presentRecord(type, nextSerial(), fields, StandardCharsets.UTF_8));
    }

    /**
     * Begins a flood of records.
     *
     * @return a flood with the defaults; it sends nothing before {@link RecordFlood#start()}
     */
    public RecordFlood flood() {
        return new RecordFlood(this, channel);
    }

    /**
     * The serial of the next record; counts on.
     *
     * @return a serial, from 1, that no record of this kernel has had
     */
    public long nextSerial() {
        return model.nextSerial();
    }

    /** Closes the socket and waits for the end of the event loop. */
    @Override
    public void close() {
        channel.close().syncUninterruptibly(); // a loop without quiet period may end without closing its channels
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    ScriptedKernel add(KernelScript.Rule rule) {
        scripts.add(rule);
        return this;
    }

    /** On the event loop: a datagram written and flushed there is sent, or has failed, by the time this returns. */
    private boolean isAlive(int daemonPortId, int challengerPid) {
        ChannelFuture sent = channel.writeAndFlush(new NetlinkDatagram(AuditDatagrams.replace(challengerPid),
                NetlinkAddress.port(daemonPortId)));
        // not done: its socket is full, so it is there
        return !sent.isDone() || sent.isSuccess();
    }

    private void receive(byte[] datagram, int portId) {
        List<KernelRequest> received = KernelRequest.split(datagram, portId);
        if (received.isEmpty()) {
            return; // as the kernel: no answer to what is no message
        }
        synchronized (requests) {
            received.stream().limit(REMEMBERED_REQUESTS - requests.size()).forEach(requests::add);
        }
        long now = System.nanoTime();
        long due = Math.max(now, asleepUntil.getOrDefault(portId, now));
        if (sleepNanos > 0) {
            asleepUntil.put(portId, due + sleepNanos);
        }
        if (due > now) {
            channel.eventLoop().schedule(() -> answer(received, portId), due - now, TimeUnit.NANOSECONDS);
        } else {
            answer(received, portId);
        }
    }

    private void answer(List<KernelRequest> received, int portId) {
        KernelAnswer all = new KernelAnswer();
        for (KernelRequest request : received) {
            KernelScript.Rule script = script(request.type());
            KernelAnswer answer = script == null || script.carriesOut
                    ? model.carryOut(request, received.get(0).sequence()) : new KernelAnswer();
            all.records.addAll(answer.records);
            if (script == null) {
                all.acknowledgements.addAll(answer.acknowledgements);
                all.replies.addAll(answer.replies);
            } else {
                List<ByteBuf> usual = new ArrayList<>(answer.acknowledgements);
                usual.addAll(answer.replies);
                script.reaction.react(request, usual, new ScriptAnswers(portId));
            }
        }
        NetlinkAddress client = NetlinkAddress.port(portId);
        all.acknowledgements.forEach(datagram -> write(client, datagram));
        all.replies.forEach(datagram -> write(client, datagram));
        channel.flush();
        if (state.daemonPortId() != 0 && !all.records.isEmpty()) {
            send(all.records.toArray(ByteBuf[]::new));
        }
    }

    private KernelScript.@Nullable Rule script(int type) {
        for (KernelScript.Rule script : scripts) {
            if (script.take(type)) {
                return script;
            }
        }
        return null;
    }

    private void noticeDeadDaemon(int portId) {
        synchronized (state) {
            if (state.daemonPortId() == portId) {
                state.daemon(0, 0);
            }
        }
    }

    private void write(NetlinkAddress recipient, ByteBuf datagram) {
        channel.write(new NetlinkDatagram(datagram, recipient)).addListener(sent -> {
            if (!sent.isSuccess()) {
                LOGGER.debug("{} took no answer", recipient, sent.cause());
            }
        });
    }

    /** What a script sends, now or later. */
    private final class ScriptAnswers implements KernelScript.KernelReplies {
        private final NetlinkAddress client;

        ScriptAnswers(int portId) {
            client = NetlinkAddress.port(portId);
        }

        @Override
        public void send(ByteBuf datagram, Duration delay) {
            if (delay.isZero()) {
                write(client, datagram);
            } else {
                channel.eventLoop().schedule(() -> {
                    write(client, datagram);
                    channel.flush();
                }, delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void refuse(KernelRequest request, int errno) {
            model.refuse(request, errno).acknowledgements.forEach(datagram -> write(client, datagram));
        }
    }

    /** Takes what clients send. */
    private final class Requests extends SimpleChannelInboundHandler<NetlinkDatagram> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, NetlinkDatagram datagram) {
            NetlinkAddress sender = datagram.sender();
            if (sender != null) {
                receive(ByteBufUtil.getBytes(datagram.content()), sender.portId());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOGGER.warn("A script of the scripted kernel failed", cause);
        }
    }
}

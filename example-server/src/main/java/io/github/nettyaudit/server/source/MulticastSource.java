package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.stream.StreamHandler;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkCounters;
import io.github.nettyaudit.transport.NetlinkAddress;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member of the kernel's multicast group: gets a copy of each record, whoever is the audit daemon, and changes
 * nothing. The kernel does not wait for such readers; what finds the socket full is lost, and is told.
 */
final class MulticastSource implements RecordSource {
    private final KernelChannels channels;
    private final @Nullable AuditClient control;
    private final Channel data;
    private final AuditNetlinkCounters counters;

    private MulticastSource(KernelChannels channels, @Nullable AuditClient control, Channel data) {
        this.channels = channels;
        this.control = control;
        this.data = data;
        counters = ((AuditNetlinkChannel) data).counters();
    }

    /** @param control for questions, if this process may ask any */
    static MulticastSource open(KernelChannels channels, @Nullable AuditClient control, int receiveBuffer,
                                StreamHandler handler) throws ServerException, InterruptedException {
        Channel data = channels.openData(receiveBuffer, NetlinkAddress.AUDIT_READLOG, handler);
        return new MulticastSource(channels, control, data);
    }

    @Override
    public String name() {
        return "multicast";
    }

    @Override
    public EventLoop loop() {
        return channels.dataLoop();
    }

    @Override
    public AuditNetlinkCounters counters() {
        return counters;
    }

    @Override
    public @Nullable AuditClient control() {
        return control;
    }

    @Override
    public boolean isDaemon() {
        return false;
    }

    @Override
    public boolean stop(Duration patience) throws InterruptedException {
        data.close().await(patience.toMillis() + 1000, TimeUnit.MILLISECONDS);
        return true;
    }

    @Override
    public void close() throws InterruptedException {
        channels.close();
    }
}

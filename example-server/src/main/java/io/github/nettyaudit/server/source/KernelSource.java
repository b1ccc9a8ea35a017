package io.github.nettyaudit.server.source;

import io.github.nettyaudit.daemon.AuditCloseReport;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An open {@link AuditDaemon} with its event loops, and the scripted kernel of the demo. */
public final class KernelSource {
    private static final long LOOP_END_SECONDS = 2;

    private final String name;
    private final EventLoopGroup group;
    private final AuditDaemon daemon;
    private final @Nullable DemoKernel demo;

    KernelSource(String name, EventLoopGroup group, AuditDaemon daemon, @Nullable DemoKernel demo) {
        this.name = name;
        this.group = group;
        this.daemon = daemon;
        this.demo = demo;
    }

    /**
     * Returns the name of the source.
     *
     * @return {@code unicast}, {@code multicast} or {@code demo}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the daemon.
     *
     * @return the daemon
     */
    public AuditDaemon daemon() {
        return daemon;
    }

    /**
     * Returns the event loop that receives records.
     *
     * @return the event loop, which runs until {@link #close()}
     */
    public EventLoop loop() {
        return daemon.dataChannel().eventLoop();
    }

    /**
     * Returns the event loops of the source.
     *
     * @return the loop that receives records, and the one of requests
     */
    public List<EventLoop> loops() {
        return List.of(loop(), daemon.client().channel().eventLoop());
    }

    /**
     * Closes the daemon, which reads what the kernel has sent and restores what was changed; blocks within its close
     * timeout.
     *
     * @return what was restored, and what could not be
     * @throws InterruptedException if the thread is interrupted
     */
    public AuditCloseReport stop() throws InterruptedException {
        if (demo != null) {
            demo.stop();
        }
        return daemon.close().await().getNow();
    }

    /**
     * Closes the daemon without a change of the kernel, whose records wait in the stored socket for the next process;
     * blocks.
     *
     * @return what stays changed
     * @throws InterruptedException if the thread is interrupted
     */
    public AuditCloseReport handOver() throws InterruptedException {
        return daemon.handOver().await().getNow();
    }

    /**
     * Ends the event loops; closes the daemon first if that was not done.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void close() throws InterruptedException {
        stop();
        end(group);
        if (demo != null) {
            demo.close();
        }
    }

    static void end(EventLoopGroup group) throws InterruptedException {
        group.shutdownGracefully(0, LOOP_END_SECONDS, TimeUnit.SECONDS).await(LOOP_END_SECONDS + 1, TimeUnit.SECONDS);
    }
}

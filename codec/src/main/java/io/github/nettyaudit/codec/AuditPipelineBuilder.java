package io.github.nettyaudit.codec;

import static io.netty.util.internal.ObjectUtil.checkPositive;
import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.request.AuditDaemonHandlerBuilder;
import io.github.nettyaudit.codec.request.AuditRequestHandler;
import io.netty.channel.ChannelHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings of an {@link AuditPipeline}. Not thread-safe. */
public final class AuditPipelineBuilder {
    final List<ChannelHandler> handlers = new ArrayList<>();
    int maxInFlight = AuditRequestHandler.DEFAULT_MAX_IN_FLIGHT;
    @Nullable AuditDaemonHandlerBuilder daemon;
    @Nullable Function<Object, @Nullable NetlinkLoss> lossTranslator;

    AuditPipelineBuilder() {
    }

    private AuditPipelineBuilder(AuditPipelineBuilder other) {
        handlers.addAll(other.handlers);
        maxInFlight = other.maxInFlight;
        daemon = other.daemon;
        lossTranslator = other.lossTranslator;
    }

    /**
     * Appends handlers after those of the protocol.
     *
     * @param handlers your handlers, in the order of the pipeline
     * @return this builder
     */
    public AuditPipelineBuilder handlers(ChannelHandler... handlers) {
        for (ChannelHandler handler : handlers) {
            this.handlers.add(requireNonNull(handler, "handler"));
        }
        return this;
    }

    /**
     * Makes the channel the registered audit daemon.
     *
     * @param daemon the settings of the handler that registers the channel; each channel that is initialised gets a
     *               handler of its own. The settings must not be changed afterwards.
     * @return this builder
     */
    public AuditPipelineBuilder daemon(AuditDaemonHandlerBuilder daemon) {
        this.daemon = requireNonNull(daemon, "daemon");
        return this;
    }

    /**
     * Sets the translation of the transport's own user events for lost datagrams into {@link NetlinkLoss} events, which
     * the codec's handlers recognise: a rule listing then starts again after a loss. Without it, only the losses that
     * the channel reports as {@code NetlinkLoss} are recognised. The module netty-audit-daemon has the translation for
     * netty-audit-transport.
     *
     * @param translation returns the loss that an event reports, or {@code null} for any other event; called on the
     *                    channel's event loop
     * @return this builder
     */
    public AuditPipelineBuilder lossTranslator(Function<Object, @Nullable NetlinkLoss> translation) {
        lossTranslator = requireNonNull(translation, "translation");
        return this;
    }

    /**
     * Sets how many requests may be in flight on one channel at a time, see {@link AuditRequestHandler}.
     *
     * @param requests the bound, {@value AuditRequestHandler#DEFAULT_MAX_IN_FLIGHT} by default
     * @return this builder
     * @throws IllegalArgumentException if {@code requests} is not positive
     */
    public AuditPipelineBuilder maxInFlight(int requests) {
        maxInFlight = checkPositive(requests, "requests");
        return this;
    }

    /**
     * Creates the initializer. Later changes of this builder do not affect it.
     *
     * @return the initializer
     */
    public AuditPipeline build() {
        return new AuditPipeline(new AuditPipelineBuilder(this));
    }
}

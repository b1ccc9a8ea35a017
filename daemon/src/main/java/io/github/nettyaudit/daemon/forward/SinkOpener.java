package io.github.nettyaudit.daemon.forward;

import java.io.IOException;
import java.util.List;

/** Opens the sinks that a running {@link Forwarder} is to have from now on, see {@link Forwarder#replaceSinks}. */
@FunctionalInterface
public interface SinkOpener {
    /**
     * Opens sinks. Those that end have ended; what they held, for example a port, is free.
     *
     * @return the sinks to begin with; the forwarder closes them
     * @throws IOException if one cannot be opened; those that were opened are closed by the opener then
     */
    List<SinkPlan> open() throws IOException;
}

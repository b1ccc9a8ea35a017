package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.interpret.NameService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** The options that select events, with the names that they have in ausearch(8). All that are given must match. */
public final class FilterOptions {
    @ArgGroup(validate = false, order = 10, heading = "%nSelect events; all conditions that are given must match, and an"
            + " event is printed whole:%n")
    private EventOptions event = new EventOptions();

    @ArgGroup(validate = false, order = 20, heading = "%nSelect by who did it:%n")
    private WhoOptions who = new WhoOptions();

    @ArgGroup(validate = false, order = 30, heading = "%nSelect by what was done:%n")
    private WhatOptions what = new WhatOptions();

    /** The time of the first filter, which is that of all others. */
    private @Nullable Clock clock;

    /** Creates options that select everything. */
    public FilterOptions() {
    }

    /**
     * Returns whether only the first event that matches is wanted.
     *
     * @return whether {@code --just-one} was given
     */
    public boolean isJustOne() {
        return what.justOne;
    }

    /**
     * Returns the filter that the options describe. Each call makes another one, which selects the same events: what
     * {@code now} means is decided by the first call.
     *
     * @param names the names of {@code --names}; {@code null} without that option, so that names of users and groups are
     *              those of this machine
     * @param zone  of times without one
     * @return {@link EventFilter#ALL} if there is no condition
     * @throws IllegalArgumentException if a value is wrong; the message names the option
     */
    public EventFilter filter(@Nullable NameService names, ZoneId zone) {
        if (clock == null) {
            clock = Clock.fixed(Instant.now(), ZoneId.systemDefault());
        }
        TimeParser times = new TimeParser(clock, zone, FilterOptions::bootSeconds);
        return new FilterBuilder(names, times, what.word).build(event, who, what);
    }

    private static long bootSeconds() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            return lines.filter(line -> line.matches("btime \\d+")).map(line -> Long.parseLong(line.substring(6)))
                    .findFirst().orElseThrow(() -> new IllegalArgumentException("boot: /proc/stat has no boot time"));
        } catch (IOException e) {
            throw new IllegalArgumentException("boot: the time of the boot is not known here, at "
                    + Instant.now() + ": " + e.getMessage(), e);
        }
    }
}

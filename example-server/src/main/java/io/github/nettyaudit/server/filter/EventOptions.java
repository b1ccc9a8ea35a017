package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.server.text.ProgramWords;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that select by what stands at the head of an event. */
final class EventOptions {
    private static final String TIME_LABEL = "TIME";

    @Option(names = {"-a", "--event"}, paramLabel = "SERIAL", description = "events with this serial, the number after the"
            + " colon in audit(1364481363.243:24287)")
    @Nullable String serial;

    @Option(names = {"-m", "--message"}, paramLabel = "TYPE[,TYPE]", description = "events with a record of one of these"
            + " types, by name or number; may be given several times; ALL for every type. A name that is not known is that"
            + " of the log itself")
    List<String> types = List.of();

    @Option(names = {"-n", "--node"}, paramLabel = "NAME", description = "events of this machine (node=), the whole name; may"
            + " be given several times")
    List<String> nodes = List.of();

    @Option(names = {"-ts", "--start"}, paramLabel = TIME_LABEL, parameterConsumer = TimeWords.class,
            description = "events at this time or later. TIME is a date (2026-11-22, 11/22/2026; without a time: midnight),"
                + " a time (18:00, 18:00:30; without a date: today), both, a moment (2026-11-22T18:00:30.5Z, @SECONDS), or"
                + " now, recent (10 minutes ago), this-hour, boot, today, yesterday, this-week (Sunday), week-ago,"
                + " this-month, this-year")
    List<String> start = List.of();

    @Option(names = {"-te", "--end"}, paramLabel = TIME_LABEL, parameterConsumer = TimeWords.class,
            description = "events at this time or earlier. today is now; the other words are their start; a date without a"
                + " time is that day at the present time of the day")
    List<String> end = List.of();

    @Option(names = "--filter", paramLabel = "EXPRESSION", description = "events for which an expression holds, such as"
            + " \"success = no and path under /etc\"; " + ProgramWords.FORWARDER + " describes it")
    @Nullable String expression;
}

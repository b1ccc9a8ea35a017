package io.github.nettyaudit.server;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.ExpressionFilter;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.server.config.SinkSection;
import io.github.nettyaudit.server.decode.TextEncoder;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.format.StreamFormat;
import io.github.nettyaudit.server.sink.stream.StreamSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Opens the sinks of a configuration. */
final class SinkPlans {
    private SinkPlans() {
    }

    /**
     * Opens all sinks.
     *
     * @param names names of users and groups
     * @throws ServerException if one cannot be opened; the others are closed then
     */
    static List<SinkPlan> open(List<SinkSection> sections, NameService names, NormalizationTable rules)
            throws ServerException {
        List<SinkPlan> plans = new ArrayList<>();
        try {
            for (SinkSection section : sections) {
                plans.add(open(section, names, rules));
            }
            return plans;
        } catch (ServerException e) {
            plans.forEach(plan -> plan.sink().close(Duration.ZERO));
            throw e;
        }
    }

    /** Opens a sink. */
    static SinkPlan open(SinkSection section, NameService names, NormalizationTable rules)
            throws ServerException {
        try {
            EventSink sink = section.factory().create(section.name(), section.settings());
            EncoderSettings settings = new EncoderSettings(names, rules, EcsOptions.DEFAULT.withStrict(section.ecsStrict()));
            EventEncoder own = sink instanceof StreamSink stream ? started(stream, section, settings)
                    : section.isFormatSet() ? null : section.factory().newEncoder(new Normalizer(rules, names));
            return new SinkPlan(section.name(), sink, own == null ? section.format().newEncoder(settings) : own,
                    new ExpressionFilter(section.filter(), names),
                    section.delivery().options().withInOrder(section.factory().isOrdered()),
                    section.delivery().deadLetters(),
                    section.start() == SinkSection.Start.NEWEST || sink instanceof StreamSink);
        } catch (IOException e) {
            throw new ServerException(ExitCode.INPUT_OUTPUT, "sink " + section.name() + ": " + e.getMessage(), e);
        }
    }

    /** Subscribers choose formats, so this sink has all of them. */
    private static EventEncoder started(StreamSink stream, SinkSection section, EncoderSettings settings)
            throws IOException {
        try {
            return stream.start(new StreamFormat(StreamFormat.Kind.DOCUMENTS, section.format()), format -> {
                EventFormat documents = format.documents();
                return documents == null ? TextEncoder.plain(settings.names()) : documents.newEncoder(settings);
            }, Formats.ofThisHost());
        } catch (IOException e) {
            stream.close(Duration.ZERO);
            throw e;
        } catch (InterruptedException e) {
            stream.close(Duration.ZERO);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

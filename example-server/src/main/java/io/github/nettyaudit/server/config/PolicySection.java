package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.RateLimit;
import io.github.nettyaudit.daemon.filter.Redaction;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys {@code filter}, {@code rate-limit} and {@code redact} at the top: what is stored of the events that arrive. */
final class PolicySection {
    /** The keys. */
    static final String[] KEYS = {"filter", "rate-limit", "redact"};

    private static final Pattern RATE_FORM = Pattern.compile("([0-9]{1,7})/([smh])");
    private static final int MOST = 1_000_000;
    private static final SettingKey<Rate> PER_KEY = SettingKey.of("per-key", "a number of events in a second, minute or"
            + " hour, such as 100/s, 500/m or 1000/h", PolicySection::rate, "how many events of each key are stored")
            .required();
    private static final SettingKey<Integer> BURST = SettingKey.number("burst", 1, MOST,
            "how many events of a key are stored at once");
    private static final SettingKey<Duration> SUMMARY = SettingKey.duration("summary", Duration.ofSeconds(1),
            Duration.ofDays(1), "how often it is reported what is left out").preset(Duration.ofSeconds(10));

    private record Rate(int events, Duration period) {
    }

    private PolicySection() {
    }

    static EventPolicy read(YamlMap top) {
        return EventPolicy.STORE_ALL.withFilter(FilterSection.read(top.value("filter")))
                .withRateLimit(rateLimit(top.value("rate-limit"))).withRedaction(redaction(top.value("redact")));
    }

    private static @Nullable Rate rate(Object value) {
        Matcher form = RATE_FORM.matcher(String.valueOf(value));
        if (!form.matches()) {
            return null;
        }
        int events = Integer.parseInt(form.group(1));
        return events < 1 || events > MOST ? null : new Rate(events, switch (form.group(2)) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            default -> Duration.ofHours(1);
        });
    }

    private static @Nullable RateLimit rateLimit(@Nullable YamlValue value) {
        YamlMap map = value == null ? null : value.map("{ per-key: 100/s }");
        if (map == null) {
            return null;
        }
        Rate rate = map.find(PER_KEY);
        Integer burst = map.find(BURST);
        Duration summary = map.get(SUMMARY);
        YamlValue except = map.value("except");
        FilterExpression exception = except == null ? null : FilterSection.expression(except);
        map.end();
        return rate == null ? null : new RateLimit(rate.events, rate.period, burst == null ? rate.events : burst, summary,
                exception);
    }

    private static @Nullable Redaction redaction(@Nullable YamlValue value) {
        List<String> words = new ArrayList<>();
        for (YamlValue element : value == null ? List.<YamlValue>of() : value.list()) {
            Object plain = element.plain(null);
            if (!(plain instanceof String word)) {
                element.problem("needs the name of a preset, or a pattern");
                continue;
            }
            try {
                Redaction.of(List.of(word));
                words.add(word);
            } catch (IllegalArgumentException e) {
                element.problem("is not allowed: " + e.getMessage());
            }
        }
        return words.isEmpty() ? null : Redaction.of(words);
    }
}

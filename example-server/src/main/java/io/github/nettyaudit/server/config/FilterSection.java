package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.FilterSyntaxException;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code filter}, at the top and of a sink: an expression of the events that pass; or the keys {@code keep} and
 * {@code drop}, each with an expression or a list of expressions. With a list, an event is kept, or dropped, if one of the
 * expressions is fulfilled.
 */
final class FilterSection {
    private FilterSection() {
    }

    /** Returns {@code null} if all events pass, and after a problem. */
    static @Nullable FilterExpression read(@Nullable YamlValue value) {
        if (value == null) {
            return null;
        }
        if (!value.isMap()) {
            return anyOf(value);
        }
        YamlMap map = value.map();
        if (map == null) {
            return null;
        }
        FilterExpression keep = anyOf(map.value("keep"));
        FilterExpression drop = anyOf(map.value("drop"));
        map.end();
        if (drop == null) {
            return keep;
        }
        return keep == null ? drop.negated() : keep.and(drop.negated());
    }

    private static @Nullable FilterExpression anyOf(@Nullable YamlValue value) {
        List<FilterExpression> expressions = new ArrayList<>();
        if (value != null) {
            for (YamlValue element : value.list()) {
                FilterExpression expression = expression(element);
                if (expression != null) {
                    expressions.add(expression);
                }
            }
        }
        return expressions.isEmpty() ? null : FilterExpression.anyOf(expressions);
    }

    /** Returns {@code null} after a problem. */
    static @Nullable FilterExpression expression(YamlValue value) {
        Object plain = value.plain(null);
        if (!(plain instanceof String text)) {
            value.problem("needs an expression, such as \"key = exec and not exe under /usr/lib\"");
            return null;
        }
        try {
            return FilterExpression.parse(text);
        } catch (FilterSyntaxException e) {
            value.problem("cannot be read: " + e.getMessage());
            return null;
        }
    }
}

package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.table.AuditArchitecture;
import io.github.nettyaudit.codec.table.AuditSyscalls;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/** Makes a condition of a field, an operator and values, as the kind of the field asks for. */
final class ConditionMaker {
    private static final int MOST_TYPE = 0xffff;
    private static final Map<String, String> OTHER_ARCHITECTURES = Map.of("i486", "i386", "i586", "i386", "i686", "i386",
            "amd64", "x86_64", "arm64", "aarch64");

    /** The tests of texts do not look at the event. */
    private static final EventView NO_VIEW = new EventView(NameService.NONE);

    /** Also numbers that are longer than an id can be: users have other names (useradd(8)). */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

    private final String name;
    private final FilterFields.Field field;
    private final Collection<String> users;
    private final Collection<String> groups;

    ConditionMaker(String name, FilterFields.Field field, Collection<String> users, Collection<String> groups) {
        this.name = name;
        this.field = field;
        this.users = users;
        this.groups = groups;
    }

    private static FilterSyntaxException wrong(Token value, String expected) {
        return new FilterSyntaxException(value.column(), "found " + value.shown() + "; expected " + expected);
    }

    /** The same as one of some values, or none of them. */
    Node equal(List<Token> values, boolean negated) {
        if (field.kind() == FilterFields.Kind.TYPE) {
            BitSet types = new BitSet();
            values.forEach(value -> types.set(type(value)));
            return negated ? new Node.And(List.of(new Node.Condition(field.source(), ValueTest.ANY),
                    new Node.Not(new TypeCondition(types)))) : new TypeCondition(types);
        }
        ValueTest test = switch (field.kind()) {
            case NUMBER -> new Tests.Number(values.stream().mapToLong(ConditionMaker::number).toArray());
            case USER -> any(values.stream().map(value -> id(value, false)).toList());
            case GROUP -> any(values.stream().map(value -> id(value, true)).toList());
            case CALL -> any(values.stream().map(ConditionMaker::call).toList());
            case ARCHITECTURE -> any(values.stream().map(ConditionMaker::architecture).toList());
            case OUTCOME -> any(values.stream().map(ConditionMaker::outcome).toList());
            default -> new Tests.Equal(values.stream().map(value -> Tests.bytes(value.text())).toArray(byte[][]::new));
        };
        return negated ? new Node.NoValue(field.source(), test) : new Node.Condition(field.source(), test);
    }

    private static ValueTest any(List<ValueTest> tests) {
        return tests.size() == 1 ? tests.get(0) : new Tests.Any(tests);
    }

    /** Less or greater than a number. */
    Node compare(Token operator, Token value) {
        Tests.Order order = switch (operator.text()) {
            case "<" -> Tests.Order.LESS;
            case "<=" -> Tests.Order.AT_MOST;
            case ">" -> Tests.Order.GREATER;
            default -> Tests.Order.AT_LEAST;
        };
        switch (field.kind()) {
            case CALL, ARCHITECTURE, OUTCOME -> throw wrong(operator, "=, !=, in, not in, or exists for " + name);
            default -> { }
        }
        long number = number(value);
        if (field.kind() == FilterFields.Kind.TYPE) {
            return types(type -> order.holds(type, number));
        }
        boolean isId = field.kind() == FilterFields.Kind.USER || field.kind() == FilterFields.Kind.GROUP
                || name.equals("ses");
        return new Node.Condition(field.source(), new Tests.Compare(order, number, isId));
    }

    /** A test of a text. */
    Node text(Token operator, Token value) {
        String text = value.text();
        if (operator.text().equals("under") && !text.startsWith("/")) {
            throw wrong(value, "a directory that begins with /");
        }
        ValueTest test = switch (operator.text()) {
            case "contains" -> new Tests.Contains(Tests.bytes(text));
            case "starts-with" -> new Tests.StartsWith(Tests.bytes(text));
            case "ends-with" -> new Tests.EndsWith(Tests.bytes(text));
            case "under" -> Tests.Under.of(text);
            default -> new Glob(text);
        };
        return switch (field.kind()) {
            case TEXT -> new Node.Condition(field.source(), test);
            case TYPE -> types(type -> isNamed(type, test));
            default -> throw wrong(operator, "another operator: the values of " + name + " are not text");
        };
    }

    private static boolean isNamed(int type, ValueTest test) {
        byte[] known = Tests.bytes(AuditMessageType.name(type));
        return test.test(NO_VIEW, known, 0, known.length);
    }

    private static Node types(IntPredicate test) {
        BitSet types = new BitSet();
        for (int type = 0; type <= MOST_TYPE; type++) {
            types.set(type, test.test(type));
        }
        return new TypeCondition(types);
    }

    private static long number(Token value) {
        byte[] bytes = Tests.bytes(value.text());
        long number = Decimal.read(bytes, 0, bytes.length);
        if (number == Decimal.NONE) {
            throw wrong(value, "a number");
        }
        return number;
    }

    private static int type(Token value) {
        byte[] bytes = Tests.bytes(value.text());
        long number = Decimal.read(bytes, 0, bytes.length);
        int type = number == Decimal.NONE ? AuditMessageType.of(value.text().toUpperCase(Locale.ROOT)) : (int) Math.min(number,
                MOST_TYPE + 1);
        if (type < 0 || type > MOST_TYPE) {
            throw wrong(value, "a type of records such as SYSCALL, or a number up to " + MOST_TYPE
                    + Nearest.meant(value.text().toUpperCase(Locale.ROOT), typeNames()));
        }
        return type;
    }

    private static List<String> typeNames() {
        List<String> names = new ArrayList<>();
        for (int type = 1000; type < 3000; type++) {
            String known = AuditMessageType.name(type);
            if (known.indexOf('[') < 0) {
                names.add(known);
            }
        }
        return names;
    }

    private ValueTest id(Token value, boolean isGroup) {
        String text = value.text();
        if (text.equals("unset") || text.equals("-1")) {
            return new Tests.Number(new long[] {AuditRecord.UNSET_ID});
        }
        byte[] bytes = Tests.bytes(text);
        long number = Decimal.read(bytes, 0, bytes.length);
        if (number >= 0 && number <= AuditRecord.UNSET_ID) {
            return new Tests.Number(new long[] {number});
        }
        if (number != Decimal.NONE || NUMBER.matcher(text).matches() || text.isEmpty()) {
            throw wrong(value, "a name, a number up to 4294967295, or unset");
        }
        if (!text.equals("root")) {
            (isGroup ? groups : users).add(text);
        }
        return new Tests.Named(text, isGroup);
    }

    private static ValueTest call(Token value) {
        byte[] bytes = Tests.bytes(value.text());
        long number = Decimal.read(bytes, 0, bytes.length);
        if (number >= 0) {
            return new Tests.Number(new long[] {number});
        }
        List<AuditArchitecture> known = AuditArchitecture.all().stream()
                .filter(one -> AuditSyscalls.number(one, value.text()) != AuditSyscalls.UNKNOWN).toList();
        if (known.isEmpty()) {
            throw wrong(value, "the name of a system call, or its number");
        }
        return new Tests.SystemCall(known.stream().mapToInt(AuditArchitecture::value).toArray(),
                known.stream().mapToInt(one -> AuditSyscalls.number(one, value.text())).toArray());
    }

    private static ValueTest architecture(Token value) {
        String lower = value.text().toLowerCase(Locale.ROOT);
        if (lower.equals("b64") || lower.equals("b32")) {
            return new Tests.Bits(AuditArchitecture.BITS_64, lower.equals("b64") ? AuditArchitecture.BITS_64 : 0);
        }
        AuditArchitecture known = AuditArchitecture.of(OTHER_ARCHITECTURES.getOrDefault(lower, lower));
        if (known == null) {
            throw wrong(value, "b64, b32, or an architecture: "
                    + String.join(", ", AuditArchitecture.all().stream().map(AuditArchitecture::name).sorted().toList()));
        }
        return new Tests.Bits(-1, known.value());
    }

    private static ValueTest outcome(Token value) {
        return switch (value.text()) {
            case "yes", "true" -> new Tests.Success(true);
            case "no", "false" -> new Tests.Success(false);
            default -> throw wrong(value, "yes or no");
        };
    }
}

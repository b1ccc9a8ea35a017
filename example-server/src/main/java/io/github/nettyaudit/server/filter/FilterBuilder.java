package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a filter of the values of the options. */
final class FilterBuilder {
    private static final long UNSET = 0xffff_ffffL;
    private static final String[] SUBJECT = {"scontext", "subj", "subj_selinux", "subj_apparmor", "subj_smack",
        "vm-ctx"};
    private static final String[] OBJECT = {"tcontext", "obj", "obj_selinux", "obj_apparmor", "obj_smack",
        "img-ctx"};

    private final @Nullable NameService names;
    private final TimeParser times;
    private final boolean isWhole;
    private final FieldMeaning meaning;
    private final List<Predicate<AuditEvent>> headers = new ArrayList<>();
    private @Nullable EventMatcher expression;
    private final List<Condition> conditions = new ArrayList<>();
    private Supplier<List<String>> warnings = List::of;

    FilterBuilder(@Nullable NameService names, TimeParser times, boolean isWhole) {
        this.names = names;
        this.times = times;
        this.isWhole = isWhole;
        meaning = new FieldMeaning(names == null ? NameService.NONE : names);
    }

    /** Makes the filter; {@link EventFilter#ALL} if no option is given. */
    EventFilter build(EventOptions event, WhoOptions who, WhatOptions what) {
        addHeaders(event);
        addUsers(who);
        addProcess(who);
        addWhat(what);
        return headers.isEmpty() && expression == null && conditions.isEmpty() ? EventFilter.ALL
                : new MatchingEvents(headers, expression, conditions, warnings);
    }

    private void addHeaders(EventOptions event) {
        if (!event.start.isEmpty()) {
            headers.add(option("--start", () -> times.start(event.start))::isAtOrBefore);
        }
        if (!event.end.isEmpty()) {
            headers.add(option("--end", () -> times.end(event.end))::isAtOrAfter);
        }
        if (event.serial != null) {
            long serial = number("--event", event.serial, UNSET);
            headers.add(candidate -> candidate.serial() == serial);
        }
        if (!event.nodes.isEmpty()) {
            Set<String> nodes = new HashSet<>(event.nodes);
            headers.add(candidate -> candidate.node() != null && nodes.contains(candidate.node()));
        }
        if (!event.types.isEmpty()) {
            MessageTypes types = option("--message", () -> new MessageTypes(event.types));
            // first, so that it sees the types of all events
            headers.add(0, types);
            warnings = types::warnings;
        }
        if (event.expression != null) {
            String text = event.expression;
            expression = option("--filter", () -> FilterExpression.parse(text))
                    .newMatcher(names == null ? new LocalNames() : names);
        }
    }

    private void addUsers(WhoOptions who) {
        addId("--uid-all", who.anyUser, LocalAccounts::user, "uid", "euid", "auid", "loginuid");
        addId("--uid", who.user, LocalAccounts::user, "uid");
        addId("--uid-effective", who.effectiveUser, LocalAccounts::user, "euid");
        addId("--loginuid", who.loginUser, LocalAccounts::user, "auid", "loginuid");
        addGroup("--gid-all", who.anyGroup, "gid", "egid", GroupTest.MANAGED);
        addGroup("--gid", who.group, "gid", GroupTest.MANAGED);
        addId("--gid-effective", who.effectiveGroup, LocalAccounts::group, "egid");
    }

    private void addId(String option, @Nullable String word, Function<String, Optional<Long>> local, String... fields) {
        if (word != null) {
            conditions.add(FieldCondition.ofKernel(option(option, () -> idTest(word, local)), fields));
        }
    }

    /** Adds a group, which may also be the one that a message on the management of groups is about. */
    private void addGroup(String option, @Nullable String word, String... fields) {
        if (word != null) {
            IdTest id = option(option, () -> idTest(word, LocalAccounts::group));
            conditions.add(FieldCondition.ofAll(new GroupTest(id), fields));
        }
    }

    private IdTest idTest(String word, Function<String, Optional<Long>> local) {
        if (word.matches("-?\\d+")) {
            return IdTest.ofNumber(id(word), meaning);
        }
        if (word.isBlank()) {
            throw new IllegalArgumentException("the name is empty");
        }
        if (word.equals("unset")) {
            return IdTest.ofName(word, UNSET, meaning);
        }
        return IdTest.ofName(word, names == null ? local.apply(word).orElse(null) : null, meaning);
    }

    /** An id as an unsigned number of 32 bits, -1 being the one that is not set. */
    private static long id(String word) {
        long id;
        try {
            id = Long.parseLong(word);
        } catch (NumberFormatException e) {
            id = Long.MAX_VALUE;
        }
        if (id < Integer.MIN_VALUE || id > UNSET) {
            throw new IllegalArgumentException("'" + word + "' is not a number from 0 to " + UNSET);
        }
        return id & UNSET;
    }

    private void addProcess(WhoOptions who) {
        if (who.session != null) {
            String session = who.session;
            long number = session.equals("unset") ? UNSET : option("--session", () -> id(number(session)));
            conditions.add(FieldCondition.ofKernel(new NumberTest(number), "ses"));
        }
        addNumber("--pid", who.process, "pid");
        addNumber("--ppid", who.parent, "ppid");
        addText(who.command, "comm", "ocomm");
        addText(who.program, "exe");
        addText(who.terminal, "terminal", "tty");
        if (who.host != null) {
            conditions.add(FieldCondition.ofAll(new HostTest(text(who.host), meaning), "hostname", "addr", "saddr", "laddr"));
        }
    }

    private static String number(String word) {
        if (!word.matches("-?\\d+")) {
            throw new IllegalArgumentException("'" + word + "' is not a number");
        }
        return word;
    }

    private void addNumber(String option, @Nullable String word, String field) {
        if (word != null) {
            long number = number(option, word, Integer.MAX_VALUE);
            conditions.add(FieldCondition.ofKernel(new NumberTest(number), field));
        }
    }

    private void addWhat(WhatOptions what) {
        if (what.key != null) {
            conditions.add(FieldCondition.ofKernel(text(what.key), "key"));
        }
        if (what.file != null) {
            conditions.add(new FileCondition(what.file, isWhole, meaning));
        }
        if (what.call != null) {
            String call = what.call;
            conditions.add(FieldCondition.ofKernel(call.matches("\\d+")
                    ? SystemCallTest.ofNumber(number("--syscall", call, UNSET))
                    : option("--syscall", () -> SystemCallTest.ofName(call)), "syscall"));
        }
        if (what.architecture != null) {
            String architecture = what.architecture;
            conditions.add(FieldCondition.ofKernel(option("--arch", () -> new ArchitectureTest(architecture)), "arch"));
        }
        if (what.success != null) {
            if (!what.success.equals("yes") && !what.success.equals("no")) {
                throw new IllegalArgumentException("--success: '" + what.success + "' is neither yes nor no");
            }
            conditions.add(new SuccessCondition(what.success.equals("yes")));
        }
        if (what.exit != null) {
            String exit = what.exit;
            conditions.add(FieldCondition.ofKernel(option("--exit", () -> new ExitTest(exit)), "exit"));
        }
        addText(what.subject, SUBJECT);
        addText(what.object, OBJECT);
        if (what.context != null) {
            addText(what.context, Stream.concat(Arrays.stream(SUBJECT), Arrays.stream(OBJECT)).toArray(String[]::new));
        }
        addText(what.virtualMachine, "vm");
        addText(what.uuid, "uuid");
    }

    private void addText(@Nullable String word, String... fields) {
        if (word != null) {
            conditions.add(FieldCondition.ofAll(text(word), fields));
        }
    }

    private TextTest text(String word) {
        return new TextTest(word, isWhole);
    }

    private static long number(String option, String word, long most) {
        long number;
        try {
            number = word.matches("\\d+") ? Long.parseLong(word) : -1;
        } catch (NumberFormatException e) {
            number = -1;
        }
        if (number < 0 || number > most) {
            throw new IllegalArgumentException(option + ": '" + word + "' is not a number from 0 to " + most);
        }
        return number;
    }

    /** Names the option in the message about its value. */
    private static <T> T option(String option, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }
}

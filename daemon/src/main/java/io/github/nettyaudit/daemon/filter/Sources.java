package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import org.jspecify.annotations.Nullable;

/** Where the values of fields are found. */
final class Sources {
    private Sources() {
    }

    /**
     * A field of the process: that of the system call, and without one the first that is there, which the kernel wrote.
     *
     * @param name   the name
     * @param inMessage whether it may be in the message of a program, if the kernel wrote none
     */
    record Process(FieldName name, boolean inMessage) implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            AuditEvent event = view.event();
            int call = event.indexOf(AuditMessageType.SYSCALL);
            if (call >= 0) {
                AuditRecord record = view.record(call);
                int field = record.find(name);
                if (field >= 0) {
                    return view.read(record, field, name.isUntrusted()) && view.test(test);
                }
            }
            return any(view, test, false) || inMessage && view.field < 0 && any(view, test, true);
        }

        private boolean any(EventView view, ValueTest test, boolean message) {
            AuditEvent event = view.event();
            view.field = -1;
            for (int i = 0; i < event.size(); i++) {
                if (EventView.isAboutProcess(event.type(i))) {
                    AuditRecord record = view.record(i);
                    int field = message ? record.findUser(name) : record.find(name);
                    if (field >= 0) {
                        return view.read(record, field, name.isUntrusted()) && view.test(test);
                    }
                }
            }
            return false;
        }
    }

    /** The keys of the rules that matched: fields that the kernel wrote. */
    record Keys() implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            AuditEvent event = view.event();
            for (int i = 0; i < event.size(); i++) {
                if (EventView.isAboutProcess(event.type(i))) {
                    AuditRecord record = view.record(i);
                    for (int field = record.find(FieldName.KEY); field >= 0; field = record.findNext(FieldName.KEY, field)) {
                        if (view.read(record, field, true) && view.test(test)) {
                            return true;
                        }
                    }
                }
            }
            return false;
        }
    }

    /** The fields of a name in the messages of programs; and where the kernel writes them too, if that is wanted. */
    record Message(FieldName name, boolean byKernel) implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            AuditEvent event = view.event();
            for (int i = 0; i < event.size(); i++) {
                if (EventView.isAboutProcess(event.type(i))) {
                    AuditRecord record = view.record(i);
                    if (anyFrom(view, test, record, record.findUser(name))
                            || byKernel && anyFrom(view, test, record, record.find(name))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean anyFrom(EventView view, ValueTest test, AuditRecord record, int first) {
            for (int field = first; field >= 0; field = record.findNext(name, field)) {
                if (view.read(record, field, name.isUntrusted()) && view.test(test)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The fields of a name in all records, whoever wrote them. */
    record Raw(FieldName name) implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            AuditEvent event = view.event();
            for (int i = 0; i < event.size(); i++) {
                AuditRecord record = view.record(i);
                boolean isUntrusted = name.isUntrusted() || event.type(i) == AuditMessageType.EXECVE && isArgument();
                for (int field = 0; field < record.fieldCount(); field++) {
                    if (record.nameKey(field) == name.key() && record.isNamed(field, name)
                            && view.read(record, field, isUntrusted) && view.test(test)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean isArgument() {
            String text = name.toString();
            return text.length() > 1 && text.charAt(0) == 'a' && Character.isDigit(text.charAt(1)) && !text.endsWith("_len");
        }
    }

    /** The names of PATH records, from the root directory on as far as the working directory is known. */
    record Paths() implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            AuditEvent event = view.event();
            for (int i = 0; i < event.size(); i++) {
                if (event.type(i) == AuditMessageType.PATH && isName(view, i)) {
                    PathJoiner joiner = view.joiner();
                    joiner.clear();
                    if (view.bytes[view.start] != '/') {
                        addDirectory(view, joiner);
                        isName(view, i);
                    }
                    joiner.add(view.bytes, view.start, view.end);
                    joiner.end();
                    if (test.test(view, joiner.bytes(), 0, joiner.length())) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static boolean isName(EventView view, int number) {
            AuditRecord record = view.record(number);
            int field = record.find(FieldName.NAME);
            return field >= 0 && view.read(record, field, true) && view.start < view.end;
        }

        private static void addDirectory(EventView view, PathJoiner joiner) {
            int number = view.event().indexOf(AuditMessageType.CWD);
            if (number >= 0) {
                AuditRecord record = view.record(number);
                int field = record.find(FieldName.CWD);
                if (field >= 0 && view.read(record, field, true)) {
                    joiner.add(view.bytes, view.start, view.end);
                }
            }
        }
    }

    /** A field of the first record of a type. */
    record OfType(int type, FieldName name) implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            int number = view.event().indexOf(type);
            if (number < 0) {
                return false;
            }
            AuditRecord record = view.record(number);
            int field = record.find(name);
            return field >= 0 && view.read(record, field, name.isUntrusted()) && view.test(test);
        }
    }

    /** How the event ended: what its system call says; without one, what the first record with a result says. */
    record Outcome() implements ValueSource {
        private static final FieldName[] RESULTS = {FieldName.RES, FieldName.SUCCESS, FieldName.of("result")};

        @Override
        public boolean any(EventView view, ValueTest test) {
            AuditEvent event = view.event();
            int call = event.indexOf(AuditMessageType.SYSCALL);
            if (call >= 0) {
                AuditRecord record = view.record(call);
                int field = record.find(FieldName.SUCCESS);
                if (field >= 0) {
                    return view.read(record, field, false) && view.test(test);
                }
            }
            view.field = -1;
            boolean found = first(view, test, false);
            return view.field >= 0 ? found : first(view, test, true);
        }

        private static boolean first(EventView view, ValueTest test, boolean message) {
            AuditEvent event = view.event();
            for (int i = 0; i < event.size(); i++) {
                if (EventView.isAboutProcess(event.type(i))) {
                    AuditRecord record = view.record(i);
                    for (FieldName name : RESULTS) {
                        int field = message ? record.findUser(name) : record.find(name);
                        if (field >= 0) {
                            return view.read(record, field, false) && view.test(test);
                        }
                    }
                }
            }
            return false;
        }
    }

    /** The command line of PROCTITLE, in which blanks stand between the arguments. */
    record Title() implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            int number = view.event().indexOf(AuditMessageType.PROCTITLE);
            if (number < 0) {
                return false;
            }
            AuditRecord record = view.record(number);
            int field = record.find(FieldName.PROCTITLE);
            if (field < 0 || !view.read(record, field, true)) {
                return false;
            }
            if (view.bytes != record.bytes()) { // decoded
                for (int i = view.start; i < view.end; i++) {
                    if (view.bytes[i] == 0) {
                        view.bytes[i] = ' ';
                    }
                }
            }
            return view.test(test);
        }
    }

    /** The host that the event names, or that of the context. */
    record Host() implements ValueSource {
        @Override
        public boolean any(EventView view, ValueTest test) {
            String node = view.event().node();
            String name = node == null ? view.context().hostName() : node;
            return name != null && Sources.test(view, test, view.hostBytes, name);
        }
    }

    /** What the control group of the process says. */
    enum Group implements ValueSource {
        /** The container's id. */
        CONTAINER,
        /** The pod's. */
        POD,
        /** The unit of systemd. */
        UNIT;

        @Override
        public boolean any(EventView view, ValueTest test) {
            ProcessInfo process = view.context().process();
            ControlGroup group = process == null ? null : process.controlGroup();
            if (group == null) {
                return false;
            }
            return switch (this) {
                case CONTAINER -> test(view, test, view.containerBytes, group.containerId());
                case POD -> test(view, test, view.podBytes, group.podId());
                case UNIT -> test(view, test, view.unitBytes, group.unit());
            };
        }

        private static boolean test(EventView view, ValueTest test, TextBytes cache, @Nullable String text) {
            return text != null && Sources.test(view, test, cache, text);
        }
    }

    private static boolean test(EventView view, ValueTest test, TextBytes cache, String text) {
        byte[] bytes = cache.of(text);
        return test.test(view, bytes, 0, bytes.length);
    }
}

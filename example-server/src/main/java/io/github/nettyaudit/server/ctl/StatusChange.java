package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusBuilder;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A change of settings in one request, of which only those are sent that differ from what the kernel has. Can be
 * undone: each setting that still has the value that was set gets the value back that was found.
 */
final class StatusChange {
    private final AuditClient client;
    private final AuditStatus found;
    private final AuditStatus changes;
    private final Consumer<AuditStatus> announced;

    /** A change that nobody has to know beforehand. */
    StatusChange(AuditClient client, AuditStatus found, AuditStatus wanted, Predicate<AuditStatusField> which) {
        this(client, found, wanted, which, status -> { });
    }

    /**
     * @param wanted    the values, with their bits in the mask; those that the predicate does not accept are left out
     * @param announced gets each change before it is sent
     */
    StatusChange(AuditClient client, AuditStatus found, AuditStatus wanted, Predicate<AuditStatusField> which,
                 Consumer<AuditStatus> announced) {
        this.client = client;
        this.announced = announced;
        this.found = found;
        AuditStatusBuilder builder = AuditStatus.builder();
        for (AuditStatusField field : fields(wanted)) {
            if (which.test(field) && !(found.has(field) && found.get(field) == wanted.get(field))) {
                builder.set(field, unsigned(wanted, field));
            }
        }
        changes = builder.build();
    }

    /** The fields that a status sets. */
    static List<AuditStatusField> fields(AuditStatus status) {
        List<AuditStatusField> fields = new ArrayList<>();
        for (AuditStatusField field : AuditStatusField.values()) {
            if ((status.mask() & field.maskBit()) != 0) {
                fields.add(field);
            }
        }
        return fields;
    }

    static String name(AuditStatusField field) {
        return field.name().toLowerCase(Locale.ROOT);
    }

    private static long unsigned(AuditStatus status, AuditStatusField field) {
        return Integer.toUnsignedLong(status.get(field));
    }

    boolean isEmpty() {
        return changes.mask() == 0;
    }

    /** What is changed, for people: {@code backlog_limit 8192 (was 64)}, one line each. */
    List<String> describe() {
        return fields(changes).stream().map(field -> name(field) + ' ' + unsigned(changes, field)
                + (found.has(field) ? " (was " + unsigned(found, field) + ')' : "")).toList();
    }

    /** Sends the change, if there is one. If it fails, some of the settings may be changed. */
    void send() throws ServerException, InterruptedException {
        if (!isEmpty()) {
            set(changes);
        }
    }

    private void set(AuditStatus values) throws ServerException, InterruptedException {
        announced.accept(values);
        KernelReplies.await(client.set(values));
    }

    /**
     * Puts back what was found.
     *
     * @return a sentence on what was put back or could not be; empty if nothing was changed
     */
    String undo() throws InterruptedException {
        if (isEmpty()) {
            return "";
        }
        List<AuditStatusField> ours = List.of();
        try {
            AuditStatus now = KernelReplies.await(client.status());
            ours = fields(changes).stream().filter(field -> now.get(field) == changes.get(field)).toList();
            AuditStatusBuilder restored = AuditStatus.builder();
            ours.forEach(field -> restored.set(field, unsigned(found, field)));
            if (!ours.isEmpty()) {
                set(restored.build());
            }
            return ours.isEmpty() ? "" : "put back: " + values(ours);
        } catch (ServerException exception) {
            return "could not put back " + values(ours.isEmpty() ? fields(changes) : ours) + ": "
                    + exception.getMessage();
        }
    }

    private String values(List<AuditStatusField> fields) {
        return String.join(", ", fields.stream().map(field -> name(field) + ' ' + unsigned(found, field)).toList());
    }
}

package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.KnownField;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of architectures and system calls, each escaped once: what the fields {@code arch} and {@code syscall} of the
 * record of a call mean. Remembers a bounded number of them. Not thread-safe.
 */
final class SystemCallTexts {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TEXTS = 512;
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final long NO_CALL = -1;
    /** Calls that stand for several, of which an argument picks one. */
    private static final Set<String> MULTIPLEXED = Set.of("socketcall", "ipc");

    private final long[] architectures = new long[TEXTS];
    private final long[] calls = new long[TEXTS];
    private final @Nullable JsonText[] texts = new JsonText[TEXTS];

    /**
     * Returns what a field means.
     *
     * @return the text; {@code null} if it depends on more than the architecture and the number of the call
     */
    @Nullable JsonText of(EventFields fields, KnownField field, long reference) {
        long first = fields.findMain(KnownField.ARCH);
        if (first == EventFields.NONE || !fields.isOfMain(reference)) {
            return null;
        }
        AuditRecord record = fields.recordOf(first);
        if (record.type() != AuditMessageType.SYSCALL || record.enrichedCount() > 0) {
            return null;
        }
        long architecture = word(record, fields.fieldOf(first));
        long call = field == KnownField.ARCH ? NO_CALL : word(record, fields.fieldOf(reference));
        boolean isRead = architecture != 0 && call != 0
                && (field == KnownField.ARCH ? first == reference : call != NO_CALL);
        if (!isRead) {
            return null;
        }
        int index = (int) ((architecture * 31 + call) * MIXER >>> Long.SIZE - 9);
        JsonText known = texts[index];
        return known != null && architectures[index] == architecture && calls[index] == call ? known
                : read(fields, reference, index, architecture, call);
    }

    private @Nullable JsonText read(EventFields fields, long reference, int index, long architecture, long call) {
        FieldBytes value = fields.bytes(reference);
        for (int i = value.start(); i < value.start() + value.length(); i++) {
            if (value.array()[i] == '(' || value.array()[i] < 0) {
                return null; // a number that is not known
            }
        }
        String name = new String(value.array(), value.start(), value.length(), StandardCharsets.US_ASCII);
        if (MULTIPLEXED.contains(name)) {
            return null;
        }
        JsonText text = JsonText.of(name);
        architectures[index] = architecture;
        calls[index] = call;
        texts[index] = text;
        return text;
    }

    /** The bytes of a value, the first in the lowest; 0 if it has none or more than eight. */
    private static long word(AuditRecord record, int field) {
        int length = record.valueLength(field);
        if (length == 0 || length > Long.BYTES) {
            return 0;
        }
        return (long) LONGS.get(record.bytes(), record.valueStart(field)) & -1L >>> Long.SIZE - length * Byte.SIZE;
    }
}

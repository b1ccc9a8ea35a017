package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.request.AuditRequest;
import io.github.nettyaudit.codec.user.AuditUserMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The request by which a command is carried out, as bytes. Immutable and thread-safe.
 *
 * <p>The payload includes the zeros after it that make its length a multiple of 4: auditctl counts them in.
 */
public final class AuditRuleRequest {
    private final int type;
    private final byte[] payload;
    private final String operation;

    private AuditRuleRequest(int type, String operation, byte... payload) {
        this.type = type;
        this.operation = operation;
        this.payload = Arrays.copyOf(payload, payload.length + 3 & ~3);
    }

    /**
     * Returns what a command sends, as far as that is known without asking the kernel: for {@code -D} the requests to
     * list the rules before and after, but not those between them, which delete what was listed.
     *
     * @param command a command
     * @return the requests, in order; empty for a command that asks nothing of the kernel
     */
    public static List<AuditRuleRequest> of(AuditRuleCommand command) {
        if (command instanceof AuditRuleCommand.Add add) {
            return List.of(new AuditRuleRequest(AuditMessageType.ADD_RULE, "add rule", add.rule().encode()));
        }
        if (command instanceof AuditRuleCommand.Delete delete) {
            return List.of(new AuditRuleRequest(AuditMessageType.DEL_RULE, "delete rule", delete.rule().encode()));
        }
        if (command instanceof AuditRuleCommand.DeleteAll) {
            return List.of(list(), list());
        }
        if (command instanceof AuditRuleCommand.ListRules) {
            return List.of(list());
        }
        if (command instanceof AuditRuleCommand.ShowStatus) {
            return List.of(new AuditRuleRequest(AuditMessageType.GET, "get status"),
                    new AuditRuleRequest(AuditMessageType.GET_FEATURE, "get features", ints(0, 0, 0, 0)));
        }
        return ofSetting(command);
    }

    private static AuditRuleRequest list() {
        return new AuditRuleRequest(AuditMessageType.LIST_RULES, "list rules");
    }

    private static List<AuditRuleRequest> ofSetting(AuditRuleCommand command) {
        if (command instanceof AuditRuleCommand.SetStatus set) {
            return List.of(status("set status", set.changes()));
        }
        if (command instanceof AuditRuleCommand.ResetLost) {
            return List.of(status("reset lost", AuditStatus.resetLost()));
        }
        if (command instanceof AuditRuleCommand.ResetBacklogWaitTimeActual) {
            return List.of(status("reset backlog_wait_time_actual", AuditStatus.resetBacklogWaitTimeActual()));
        }
        if (command instanceof AuditRuleCommand.SetFeatures set) {
            AuditFeatures features = set.changes();
            return List.of(new AuditRuleRequest(AuditMessageType.SET_FEATURE, "set features",
                    ints(features.version(), features.mask(), features.features(), features.lock())));
        }
        if (command instanceof AuditRuleCommand.Trim) {
            return List.of(new AuditRuleRequest(AuditMessageType.TRIM, "trim"));
        }
        if (command instanceof AuditRuleCommand.MakeEquivalent equivalent) {
            return List.of(new AuditRuleRequest(AuditMessageType.MAKE_EQUIV, "make equivalent", paths(equivalent)));
        }
        if (command instanceof AuditRuleCommand.Message message) {
            AuditUserMessage user = AuditUserMessage.of(AuditMessageType.USER).value("text", message.text())
                    .succeeded();
            return List.of(new AuditRuleRequest(user.type(), "send message", user.payload()));
        }
        return List.of();
    }

    /**
     * Returns the message type.
     *
     * @return a number of {@link AuditMessageType}
     */
    public int type() {
        return type;
    }

    /**
     * Returns what follows the netlink header.
     *
     * @return a copy of the bytes, a multiple of 4
     */
    public byte[] payload() {
        return payload.clone();
    }

    /**
     * Returns the request for an {@link io.github.nettyaudit.codec.request.AuditClient}; it ends with its
     * acknowledgement, whose value is the old count for a reset.
     *
     * @return the request
     */
    public AuditRequest<AuditAcknowledgement> toRequest() {
        return AuditRequest.raw(type, payload).named(operation);
    }

    private static AuditRuleRequest status(String operation, AuditStatus changes) {
        int[] words = new int[AuditStatusField.values().length];
        for (AuditStatusField field : AuditStatusField.values()) {
            words[field.offset() / Integer.BYTES] = (changes.mask() & field.maskBit()) != 0 ? changes.get(field) : 0;
        }
        words[0] = changes.mask();
        return new AuditRuleRequest(AuditMessageType.SET, operation,
                ints(Arrays.copyOf(words, changes.structLength() / Integer.BYTES)));
    }

    private static byte[] paths(AuditRuleCommand.MakeEquivalent paths) {
        byte[] tree = RuleText.bytes(paths.tree());
        byte[] equivalent = RuleText.bytes(paths.equivalent());
        ByteBuffer out = ByteBuffer.allocate(2 * Integer.BYTES + tree.length + equivalent.length)
                .order(ByteOrder.nativeOrder());
        return out.putInt(tree.length).putInt(equivalent.length).put(tree).put(equivalent).array();
    }

    private static byte[] ints(int... words) {
        ByteBuffer out = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        Arrays.stream(words).forEach(out::putInt);
        return out.array();
    }
}

package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import io.github.nettyaudit.codec.user.AuditUserMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A request that a command sends, as bytes.
 *
 * @param type    the message type, see {@link AuditMessageType}
 * @param payload what follows the netlink header; with the zeros behind it that make its length a multiple of 4, which
 *                auditctl counts in
 */
public record AuditRuleRequest(int type, byte[] payload) {
    /**
     * What a command sends, as far as that is known without the kernel: of {@code -D} the requests to list the rules
     * before and after, not those between to delete what was listed. Empty for commands that ask nothing of the kernel.
     */
    public static List<AuditRuleRequest> of(AuditRuleCommand command) {
        if (command instanceof AuditRuleCommand.Add add) {
            return one(AuditMessageType.ADD_RULE, add.rule().encode());
        }
        if (command instanceof AuditRuleCommand.Delete delete) {
            return one(AuditMessageType.DEL_RULE, delete.rule().encode());
        }
        if (command instanceof AuditRuleCommand.DeleteAll) {
            AuditRuleRequest list = request(AuditMessageType.LIST_RULES, new byte[0]);
            return List.of(list, list);
        }
        if (command instanceof AuditRuleCommand.ListRules) {
            return one(AuditMessageType.LIST_RULES);
        }
        if (command instanceof AuditRuleCommand.SetStatus set) {
            return one(AuditMessageType.SET, status(set.changes()));
        }
        if (command instanceof AuditRuleCommand.ResetLost) {
            return one(AuditMessageType.SET, status(AuditStatus.resetLost()));
        }
        if (command instanceof AuditRuleCommand.ResetBacklogWaitTimeActual) {
            return one(AuditMessageType.SET, status(AuditStatus.resetBacklogWaitTimeActual()));
        }
        if (command instanceof AuditRuleCommand.SetFeatures set) {
            AuditFeatures features = set.changes();
            return one(AuditMessageType.SET_FEATURE,
                    ints(features.version(), features.mask(), features.features(), features.lock()));
        }
        if (command instanceof AuditRuleCommand.ShowStatus) {
            return List.of(request(AuditMessageType.GET, new byte[0]),
                    request(AuditMessageType.GET_FEATURE, ints(0, 0, 0, 0)));
        }
        if (command instanceof AuditRuleCommand.Trim) {
            return one(AuditMessageType.TRIM);
        }
        if (command instanceof AuditRuleCommand.MakeEquivalent equivalent) {
            return one(AuditMessageType.MAKE_EQUIV, paths(equivalent));
        }
        if (command instanceof AuditRuleCommand.Message message) {
            AuditUserMessage user = message(message.text());
            return one(user.type(), user.payload());
        }
        return List.of();
    }

    /** The message of {@code -m}. */
    public static AuditUserMessage message(String text) {
        return AuditUserMessage.of(AuditMessageType.USER).value("text", text).succeeded();
    }

    private static List<AuditRuleRequest> one(int type, byte... payload) {
        return List.of(request(type, payload));
    }

    private static AuditRuleRequest request(int type, byte[] payload) {
        return new AuditRuleRequest(type, Arrays.copyOf(payload, payload.length + 3 & ~3));
    }

    private static byte[] status(AuditStatus changes) {
        int[] words = new int[AuditStatusField.values().length];
        for (AuditStatusField field : AuditStatusField.values()) {
            words[field.offset() / Integer.BYTES] = field.maskBit() != 0 && (changes.mask() & field.maskBit()) != 0
                    ? changes.get(field) : 0;
        }
        words[0] = changes.mask();
        return ints(Arrays.copyOf(words, changes.structLength() / Integer.BYTES));
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

package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.codec.message.AuditFeaturesMessage;
import io.github.nettyaudit.codec.message.AuditMakeEquivalentMessage;
import io.github.nettyaudit.codec.message.AuditMessage;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditEmptyRequest;
import io.github.nettyaudit.codec.message.AuditRuleMessage;
import io.github.nettyaudit.codec.message.AuditSignalInfoMessage;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusMessage;
import io.github.nettyaudit.codec.message.AuditTtyMessage;
import io.github.nettyaudit.codec.message.AuditTtyStatus;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The requests that {@link AuditClient} sends. */
final class AuditRequests {
    static final Function<AuditAcknowledgement, @Nullable Void> NOTHING = acknowledgement -> null;
    static final Function<AuditAcknowledgement, Long> OLD_VALUE = AuditAcknowledgement::value;

    static final AuditRequest<AuditStatus> STATUS = question("get status", AuditMessageType.GET,
            reply -> ((AuditStatusMessage) reply).status());
    static final AuditRequest<AuditFeatures> FEATURES = question("get features", AuditMessageType.GET_FEATURE,
            reply -> ((AuditFeaturesMessage) reply).features());
    static final AuditRequest<AuditTtyStatus> TTY_STATUS = question("get tty status", AuditMessageType.TTY_GET,
            reply -> ((AuditTtyMessage) reply).status());
    static final AuditRequest<AuditSignalInfoMessage> SIGNAL_INFO = question("get signal info",
            AuditMessageType.SIGNAL_INFO, reply -> (AuditSignalInfoMessage) reply);
    static final AuditRequest<List<AuditRuleMessage>> RULES = AuditRequest.listed(AuditMessageType.LIST_RULES,
            AuditEmptyRequest::new, AuditMessageType.LIST_RULES, AuditRequests::copy).named("list rules");
    static final AuditRequest<Void> UNREGISTER =
            set("unregister audit daemon", AuditStatus.builder().pid(0).build(), NOTHING);

    static final AuditRequest<Void> TRIM =
            AuditRequest.<Void>acknowledged(AuditMessageType.TRIM, AuditEmptyRequest::new, NOTHING).named("trim");

    private AuditRequests() {
    }

    private static <T> AuditRequest<T> question(String operation, int type, Function<AuditMessage, T> value) {
        return AuditRequest.replied(type, AuditEmptyRequest::new, type, value).named(operation);
    }

    static <T> AuditRequest<T> set(String operation, AuditStatus status, Function<AuditAcknowledgement, T> value) {
        return AuditRequest.acknowledged(AuditMessageType.SET, header -> new AuditStatusMessage(header, status), value)
                .named(operation);
    }

    static AuditRequest<Void> setFeatures(AuditFeatures changes) {
        return AuditRequest.<Void>acknowledged(AuditMessageType.SET_FEATURE,
                header -> new AuditFeaturesMessage(header, changes), NOTHING).named("set features");
    }

    static AuditRequest<Void> setTtyStatus(AuditTtyStatus status) {
        return AuditRequest.<Void>acknowledged(AuditMessageType.TTY_SET,
                header -> new AuditTtyMessage(header, status), NOTHING).named("set tty status");
    }

    static AuditRequest<Void> register(int pid) {
        return set("register process " + pid + " as audit daemon", AuditStatus.builder().pid(pid).build(), NOTHING);
    }

    static AuditRequest<Void> makeEquivalent(String tree, String equivalent) {
        return AuditRequest.<Void>acknowledged(AuditMessageType.MAKE_EQUIV,
                header -> AuditMakeEquivalentMessage.of(tree, equivalent).withHeader(header), NOTHING)
                .named("make equivalent");
    }

    static AuditRequest<Void> rule(String operation, int type, byte[] rule) {
        return AuditRequest.<Void>acknowledged(type, header -> message(header, rule), NOTHING).named(operation);
    }

    private static AuditRuleMessage copy(AuditMessage part) {
        AuditRuleMessage rule = (AuditRuleMessage) part;
        return message(rule.header(), ByteBufUtil.getBytes(rule.content()));
    }

    private static AuditRuleMessage message(NetlinkHeader header, byte[] rule) {
        return new AuditRuleMessage(new NetlinkMessage(header.type(), header.flags(), header.sequence(),
                header.portId(), Unpooled.wrappedBuffer(rule)));
    }
}

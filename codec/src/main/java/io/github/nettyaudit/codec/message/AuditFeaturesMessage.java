package io.github.nettyaudit.codec.message;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The reply to GET_FEATURE, or a SET_FEATURE request. Immutable.
 *
 * @param header   a header of type {@link AuditMessageType#GET_FEATURE} or {@link AuditMessageType#SET_FEATURE}
 * @param features the switches; in a request, the changes
 */
public record AuditFeaturesMessage(NetlinkHeader header, AuditFeatures features) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header   a header of type {@link AuditMessageType#GET_FEATURE} or {@link AuditMessageType#SET_FEATURE}
     * @param features the switches; in a request, the changes
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditFeaturesMessage {
        header = AuditHeaders.check(header, AuditMessageType.GET_FEATURE, AuditMessageType.SET_FEATURE);
        requireNonNull(features, "features");
    }

    /**
     * Creates a request without a sequence that changes the switches in {@link AuditFeatures#mask()}.
     *
     * @param features the changes, see {@link AuditFeatures#change}
     * @return the request
     */
    public static AuditFeaturesMessage set(AuditFeatures features) {
        return new AuditFeaturesMessage(
                AuditHeaders.request(AuditMessageType.SET_FEATURE, AuditFeaturesDescriptor.LENGTH), features);
    }

    @Override
    public AuditFeaturesMessage withHeader(NetlinkHeader header) {
        return new AuditFeaturesMessage(header, features);
    }
}

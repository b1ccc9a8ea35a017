package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The kernel's answer to GET_FEATURE, or a SET_FEATURE request. Immutable.
 *
 * @param header   a header of type {@link AuditMessageType#GET_FEATURE} or {@link AuditMessageType#SET_FEATURE}
 * @param features the switches, or in a request which of them to change
 */
public record AuditFeaturesMessage(NetlinkHeader header, AuditFeatures features) implements AuditMessage {
    /** @throws IllegalArgumentException when the header is of another type */
    public AuditFeaturesMessage {
        header = AuditHeaders.check(header, AuditMessageType.GET_FEATURE, AuditMessageType.SET_FEATURE);
    }

    /** A request to change the switches in {@link AuditFeatures#mask()}; it has no sequence yet. */
    public static AuditFeaturesMessage set(AuditFeatures features) {
        return new AuditFeaturesMessage(
                AuditHeaders.request(AuditMessageType.SET_FEATURE, AuditFeatures.LENGTH), features);
    }

    @Override
    public AuditFeaturesMessage withHeader(NetlinkHeader header) {
        return new AuditFeaturesMessage(header, features);
    }
}

package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;

/** What is delivered, and how. */
record DeliveryPlan(EntryDecoder decoder, EventFilter filter, EventEncoder encoder, EventContext lossContext,
                    DeliveryOptions options) {
}

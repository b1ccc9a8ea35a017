package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.record.AuditRecord;

/** Writes what a field means as member {@code interpreted} of the field's JSON object. */
final class Interpretation {
    /** Appends the member. */
    void append(AuditRecord record, int field, JsonText json) {
        json.plain(",\"interpreted\":null");
    }
}

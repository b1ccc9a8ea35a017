package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Outcome;

/** How severe an event is, by its kind and outcome alone. */
enum OcsfSeverity {
    /** Something was done. */
    INFORMATIONAL(1, "Informational"),
    /** Something failed. */
    LOW(2, "Low"),
    /** A security module refused something, records are missing, or a report of a loss. */
    MEDIUM(3, "Medium"),
    /** A program or the kernel raised an alert. */
    HIGH(4, "High");

    final int id;
    final JsonText caption;

    OcsfSeverity(int id, String caption) {
        this.id = id;
        this.caption = JsonText.of(caption);
    }

    static OcsfSeverity of(NormalizedEvent meaning, boolean isIncomplete) {
        if (OcsfObjects.isAlert(meaning.rule())) {
            return HIGH;
        }
        boolean isRefusal = meaning.decision() == Outcome.FAILURE;
        return isIncomplete || isRefusal ? MEDIUM : meaning.outcome() == Outcome.FAILURE ? LOW : INFORMATIONAL;
    }
}

package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import java.util.BitSet;

/** Whether a record is of one of some types. */
record TypeCondition(BitSet types) implements Node {
    @Override
    public boolean test(EventView view) {
        AuditEvent event = view.event();
        for (int i = 0; i < event.size(); i++) {
            int type = event.type(i);
            if (type >= 0 && types.get(type)) {
                return true;
            }
        }
        return false;
    }
}

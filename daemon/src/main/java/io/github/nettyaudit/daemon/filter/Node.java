package io.github.nettyaudit.daemon.filter;

import java.util.List;

/** A part of an expression. Immutable: what changes is in the view. */
interface Node {
    /** Whether the event of the view fulfils this. */
    boolean test(EventView view);

    /** All parts, in their order, until one is not fulfilled. */
    record And(Node[] parts) implements Node {
        And(List<Node> parts) {
            this(parts.toArray(Node[]::new));
        }

        @Override
        public boolean test(EventView view) {
            for (Node part : parts) {
                if (!part.test(view)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One part, in their order. */
    record Or(Node[] parts) implements Node {
        Or(List<Node> parts) {
            this(parts.toArray(Node[]::new));
        }

        @Override
        public boolean test(EventView view) {
            for (Node part : parts) {
                if (part.test(view)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Turns a part round. */
    record Not(Node part) implements Node {
        @Override
        public boolean test(EventView view) {
            return !part.test(view);
        }
    }

    /** Whether one of a field's values passes a test. */
    record Condition(ValueSource source, ValueTest test) implements Node {
        @Override
        public boolean test(EventView view) {
            return source.any(view, test);
        }
    }

    /** Whether the field is there, and none of its values passes a test. */
    record NoValue(ValueSource source, ValueTest test) implements Node {
        @Override
        public boolean test(EventView view) {
            return source.any(view, ValueTest.ANY) && !source.any(view, test);
        }
    }
}

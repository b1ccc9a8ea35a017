package io.github.nettyaudit.schema.raw;

import io.github.nettyaudit.schema.json.JsonText;
import java.util.Locale;

/** The names and words of the form, which its writer and its reader share. */
final class RawMember {
    /** The only version that there is. */
    static final int VERSION = 1;

    static final String RAW = "raw";
    static final String NODE = "node";
    static final String SECONDS = "sec";
    static final String MILLISECONDS = "milli";
    static final String SERIAL = "serial";
    static final String STATE = "state";
    static final String LATE = "late";
    static final String DROPPED = "dropped";
    static final String LOG = "log";
    static final String RECORDS = "records";
    static final String TYPE = "type";
    static final String TYPE_NUMBER = "typenum";
    static final String TEXT = "text";
    static final String LOSS = "loss";
    static final String KIND = "kind";
    static final String COUNT = "count";
    static final String FIRST_SERIAL = "first_serial";
    static final String LAST_SERIAL = "last_serial";
    static final String KERNEL_LOST = "kernel_lost";
    static final String DETAIL = "detail";
    static final String CONTEXT = "context";
    static final String PROCESSES = "processes";
    static final String PID = "pid";
    static final String PARENT_PID = "ppid";
    static final String START = "start";
    static final String NAME = "name";
    static final String EXECUTABLE = "exe";
    static final String SCRIPT = "script";
    static final String CONTROL_GROUP = "cgroup";
    static final String LOGIN_USER = "auid";
    static final String SESSION = "ses";
    static final String MISSING = "missing";

    private RawMember() {
    }

    /** The words of constants, by their ordinals: {@code timed_out} for {@code TIMED_OUT}. */
    static JsonText[] words(Enum<?>[] constants) {
        JsonText[] words = new JsonText[constants.length];
        for (int i = 0; i < constants.length; i++) {
            words[i] = JsonText.of(word(constants[i]));
        }
        return words;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

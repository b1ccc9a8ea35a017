package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The names and constant values of the documents. */
final class EcsNames {
    static final JsonName TIMESTAMP = JsonName.of("@timestamp");
    static final JsonName EVENT = JsonName.of("event");
    static final JsonName KIND = JsonName.of("kind");
    static final JsonName CATEGORY = JsonName.of("category");
    static final JsonName TYPE = JsonName.of("type");
    static final JsonName ACTION = JsonName.of("action");
    static final JsonName OUTCOME = JsonName.of("outcome");
    static final JsonName ID = JsonName.of("id");
    static final JsonName SEQUENCE = JsonName.of("sequence");
    static final JsonName MODULE = JsonName.of("module");
    static final JsonName ORIGINAL = JsonName.of("original");
    static final JsonName MESSAGE = JsonName.of("message");
    static final JsonName HOST = JsonName.of("host");
    static final JsonName NAME = JsonName.of("name");
    static final JsonName TAGS = JsonName.of("tags");
    static final JsonName USER = JsonName.of("user");
    static final JsonName GROUP = JsonName.of("group");
    static final JsonName EFFECTIVE = JsonName.of("effective");
    static final JsonName TARGET = JsonName.of("target");
    static final JsonName CHANGES = JsonName.of("changes");
    static final JsonName AUDIT = JsonName.of("audit");
    static final JsonName SAVED = JsonName.of("saved");
    static final JsonName FILESYSTEM = JsonName.of("filesystem");
    static final JsonName SELINUX = JsonName.of("selinux");
    static final JsonName PROCESS = JsonName.of("process");
    static final JsonName PID = JsonName.of("pid");
    static final JsonName PARENT = JsonName.of("parent");
    static final JsonName TITLE = JsonName.of("title");
    static final JsonName EXECUTABLE = JsonName.of("executable");
    static final JsonName WORKING_DIRECTORY = JsonName.of("working_directory");
    static final JsonName ARGS = JsonName.of("args");
    static final JsonName ARGS_COUNT = JsonName.of("args_count");
    static final JsonName COMMAND_LINE = JsonName.of("command_line");
    static final JsonName SAVED_USER = JsonName.of("saved_user");
    static final JsonName SAVED_GROUP = JsonName.of("saved_group");
    static final JsonName FILE = JsonName.of("file");
    static final JsonName PATH = JsonName.of("path");
    static final JsonName INODE = JsonName.of("inode");
    static final JsonName DEVICE = JsonName.of("device");
    static final JsonName MODE = JsonName.of("mode");
    static final JsonName UID = JsonName.of("uid");
    static final JsonName GID = JsonName.of("gid");
    static final JsonName OWNER = JsonName.of("owner");
    static final JsonName SOURCE = JsonName.of("source");
    static final JsonName DESTINATION = JsonName.of("destination");
    static final JsonName ADDRESS = JsonName.of("address");
    static final JsonName IP = JsonName.of("ip");
    static final JsonName PORT = JsonName.of("port");
    static final JsonName NETWORK = JsonName.of("network");
    static final JsonName DIRECTION = JsonName.of("direction");
    static final JsonName RELATED = JsonName.of("related");
    static final JsonName HOSTS = JsonName.of("hosts");
    static final JsonName ERROR = JsonName.of("error");
    static final JsonName AUDITD = JsonName.of("auditd");
    static final JsonName MESSAGE_TYPE = JsonName.of("message_type");
    static final JsonName SESSION = JsonName.of("session");
    static final JsonName RESULT = JsonName.of("result");
    static final JsonName STATE = JsonName.of("state");
    static final JsonName DROPPED_RECORDS = JsonName.of("dropped_records");
    static final JsonName SUMMARY = JsonName.of("summary");
    static final JsonName ACTOR = JsonName.of("actor");
    static final JsonName OBJECT = JsonName.of("object");
    static final JsonName PRIMARY = JsonName.of("primary");
    static final JsonName SECONDARY = JsonName.of("secondary");
    static final JsonName HOW = JsonName.of("how");
    static final JsonName DATA = JsonName.of("data");
    static final JsonName PATHS = JsonName.of("paths");
    static final JsonName OTHER = JsonName.of("other");
    static final JsonName LOSS = JsonName.of("loss");
    static final JsonName FIRST_SEQUENCE = JsonName.of("first_sequence");
    static final JsonName LAST_SEQUENCE = JsonName.of("last_sequence");

    /** The member that says which version of the schema a document has. */
    static final byte[] ECS = "\"ecs\":{\"version\":\"9.4.0\"}".getBytes(StandardCharsets.US_ASCII);
    static final JsonText AUDITD_TEXT = JsonText.of("auditd");
    static final JsonText PIPELINE_ERROR = JsonText.of("pipeline_error");
    static final JsonText SUCCESS = JsonText.of("success");
    static final JsonText FAILURE = JsonText.of("failure");
    static final JsonText FAIL = JsonText.of("fail");
    static final JsonText UNKNOWN = JsonText.of("unknown");
    static final JsonText INGRESS = JsonText.of("ingress");
    static final JsonText EGRESS = JsonText.of("egress");
    static final JsonText IPV4 = JsonText.of("ipv4");
    static final JsonText IPV6 = JsonText.of("ipv6");

    private static final JsonText[] STATES = Arrays.stream(AuditEventState.values())
            .map(state -> JsonText.of(state.name().toLowerCase(Locale.ROOT))).toArray(JsonText[]::new);

    private EcsNames() {
    }

    static JsonText state(AuditEventState state) {
        return STATES[state.ordinal()];
    }
}

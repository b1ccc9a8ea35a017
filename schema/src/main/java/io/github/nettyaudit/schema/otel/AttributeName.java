package io.github.nettyaudit.schema.otel;

import java.nio.charset.StandardCharsets;

/** The name of an attribute, as the field {@code key} of a {@code KeyValue}. */
final class AttributeName {
    static final AttributeName UID = of("log.record.uid");
    static final AttributeName PID = of("process.pid");
    static final AttributeName PARENT_PID = of("process.parent_pid");
    static final AttributeName EXECUTABLE_PATH = of("process.executable.path");
    static final AttributeName EXECUTABLE_NAME = of("process.executable.name");
    static final AttributeName TITLE = of("process.title");
    static final AttributeName WORKING_DIRECTORY = of("process.working_directory");
    static final AttributeName COMMAND_ARGS = of("process.command_args");
    static final AttributeName ARGS_COUNT = of("process.args_count");
    static final AttributeName REAL_USER_ID = of("process.real_user.id");
    static final AttributeName USER_PROCESS_ID = of("process.user.id");
    static final AttributeName SAVED_USER_ID = of("process.saved_user.id");
    static final AttributeName CGROUP = of("process.linux.cgroup");
    static final AttributeName USER_ID = of("user.id");
    static final AttributeName USER_NAME = of("user.name");
    static final AttributeName FILE_PATH = of("file.path");
    static final AttributeName FILE_INODE = of("file.inode");
    static final AttributeName FILE_MODE = of("file.mode");
    static final AttributeName FILE_OWNER_ID = of("file.owner.id");
    static final AttributeName FILE_OWNER_NAME = of("file.owner.name");
    static final AttributeName FILE_GROUP_ID = of("file.group.id");
    static final AttributeName FILE_GROUP_NAME = of("file.group.name");
    static final AttributeName SOURCE_ADDRESS = of("source.address");
    static final AttributeName SOURCE_PORT = of("source.port");
    static final AttributeName DESTINATION_ADDRESS = of("destination.address");
    static final AttributeName DESTINATION_PORT = of("destination.port");
    static final AttributeName CONTAINER_ID = of("container.id");
    static final AttributeName POD_UID = of("k8s.pod.uid");
    // no convention
    static final AttributeName TYPE = of("linux.audit.type");
    static final AttributeName SERIAL = of("linux.audit.serial");
    static final AttributeName OUTCOME = of("linux.audit.outcome");
    static final AttributeName STATE = of("linux.audit.state");
    static final AttributeName MISSING = of("linux.audit.missing");
    static final AttributeName SESSION = of("linux.audit.session");
    static final AttributeName LOGIN_USER_ID = of("linux.audit.login_user.id");
    static final AttributeName LOGIN_USER_NAME = of("linux.audit.login_user.name");
    static final AttributeName KEYS = of("linux.audit.keys");
    static final AttributeName UNIT = of("linux.audit.unit");
    static final AttributeName DATA = of("linux.audit.data");
    static final AttributeName PATHS = of("linux.audit.paths");
    static final AttributeName SOCKET = of("linux.audit.socket");
    static final AttributeName LOSS_KIND = of("linux.audit.loss.kind");
    static final AttributeName LOSS_UNIT = of("linux.audit.loss.unit");
    static final AttributeName LOSS_COUNT = of("linux.audit.loss.count");
    static final AttributeName LOSS_FIRST = of("linux.audit.loss.first_serial");
    static final AttributeName LOSS_LAST = of("linux.audit.loss.last_serial");
    static final AttributeName LOSS_KERNEL = of("linux.audit.loss.kernel_lost");

    /** The tag of {@code KeyValue.key}, the length, and the name. */
    final byte[] field;

    private AttributeName(byte[] field) {
        this.field = field;
    }

    private static AttributeName of(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] field = new byte[text.length + 2];
        field[0] = Protobuf.KEY;
        field[1] = (byte) text.length; // all are shorter than 128
        System.arraycopy(text, 0, field, 2, text.length);
        return new AttributeName(field);
    }
}

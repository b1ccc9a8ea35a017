package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the event is about a file: one of its paths, its working directory, a Unix socket's address. A path that is
 * relative is also compared as it is from the working directory.
 */
final class FileCondition implements Condition {
    private static final FieldName WORKING_DIRECTORY = FieldName.of("cwd");
    private static final FieldName[] KERNEL = names("name", "path", "cwd", "dir", "watch", "file");
    private static final FieldName[] USER = names("path", "cwd", "file", "new-disk", "old-disk");
    private static final FieldName ADDRESS = FieldName.of("saddr");
    private static final BytePattern ADDRESS_START = BytePattern.of("saddr=".getBytes(StandardCharsets.US_ASCII));
    /** What bytes that are not UTF-8 become. */
    private static final char REPLACED = '\ufffd';
    private static final String LOCAL = "{ saddr_fam=local path=";
    private static final String LOCAL_END = " }";

    private final TextTest test;
    /**
     * A part of the text without a slash, which is in the path or in the working directory before it, whatever was
     * joined; null if every path can be the one.
     */
    private final @Nullable PossibleText possible;
    private final FieldMeaning meaning;
    private final FieldBytes value = new FieldBytes();
    private final List<String> relative = new ArrayList<>();
    private @Nullable String workingDirectory;
    private boolean fulfilled;

    FileCondition(String text, boolean isWhole, FieldMeaning meaning) {
        test = new TextTest(text, isWhole);
        String part = Stream.of(text.split("/")).max(Comparator.comparingInt(String::length)).orElse("");
        possible = part.isEmpty() || part.indexOf(REPLACED) >= 0 ? null : new PossibleText(part);
        this.meaning = meaning;
    }

    private static FieldName[] names(String... names) {
        return Stream.of(names).map(FieldName::of).toArray(FieldName[]::new);
    }

    @Override
    public void begin() {
        relative.clear();
        workingDirectory = null;
        fulfilled = false;
    }

    @Override
    public boolean reads(int type) {
        return switch (type) {
            case AuditMessageType.SYSCALL, AuditMessageType.PROCTITLE, AuditMessageType.EXECVE, AuditMessageType.EOE ->
                    false;
            default -> true;
        };
    }

    @Override
    public boolean canBeFulfilledBy(int type, byte[] bytes, int from, int to) {
        return reads(type) && (possible == null || possible.isIn(bytes, from, to) || ADDRESS_START.isIn(bytes, from, to));
    }

    @Override
    public void read(AuditRecord record) {
        for (int field = 0; field < record.fieldCount() && !fulfilled; field++) {
            long key = record.nameKey(field);
            if (key == ADDRESS.key() && record.isNamed(field, ADDRESS)) {
                readAddress(meaning.of(record, field));
            }
            for (FieldName name : record.space(field) == FieldSpace.KERNEL ? KERNEL : USER) {
                if (name.key() == key && record.isNamed(field, name)) {
                    readPath(record, field, name);
                    break;
                }
            }
        }
    }

    private void readAddress(String address) {
        if (address.startsWith(LOCAL) && address.endsWith(LOCAL_END)) {
            fulfilled = test.passes(address.substring(LOCAL.length(), address.length() - LOCAL_END.length()));
        }
    }

    private void readPath(AuditRecord record, int field, FieldName name) {
        fulfilled = test.passes(record, field);
        if (fulfilled || !value.read(record, field)) {
            return;
        }
        String path = new String(value.copy(), StandardCharsets.UTF_8);
        if (name == WORKING_DIRECTORY || name.equals(WORKING_DIRECTORY)) {
            workingDirectory = path;
        } else if (!path.startsWith("/") && !path.isEmpty()) {
            relative.add(path);
        }
    }

    @Override
    public boolean isFulfilled() {
        return fulfilled;
    }

    @Override
    public boolean isFulfilledAtEnd() {
        String directory = workingDirectory;
        return fulfilled || directory != null && relative.stream().anyMatch(path -> {
            String joined = directory + "/" + path;
            return test.passes(joined) || test.passes(normal(joined));
        });
    }

    private static String normal(String path) {
        try {
            return Path.of(path).normalize().toString();
        } catch (InvalidPathException e) {
            return path;
        }
    }
}

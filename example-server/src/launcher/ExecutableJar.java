import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Makes a program of a jar: puts a script in front of it, and moves the offsets in its directory, so that the result is a
 * zip file without an error that can also be executed. Run by the build: {@code java ExecutableJar.java JAR SCRIPT TARGET}.
 */
public final class ExecutableJar {
    // APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END_ENTRIES = 10;
    private static final int END_DIRECTORY = 16;
    private static final int END_COMMENT = 20;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int ENTRY_NAME = 28;
    private static final int ENTRY_EXTRA = 30;
    private static final int ENTRY_COMMENT = 32;
    private static final int ENTRY_OFFSET = 42;
    private static final int ZIP64 = 0xffff;

    private ExecutableJar() {
    }

    /**
     * Makes the file.
     *
     * @param arguments the jar, the script and the file to be made
     * @throws IOException if a file cannot be read or written, or the jar is none
     */
    public static void main(String[] arguments) throws IOException {
        byte[] script = Files.readAllBytes(Path.of(arguments[1]));
        ByteBuffer jar = ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0]))).order(ByteOrder.LITTLE_ENDIAN);
        moveOffsets(jar, script.length);
        Path target = Path.of(arguments[2]);
        try (OutputStream out = Files.newOutputStream(target)) {
            out.write(script);
            out.write(jar.array());
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void moveOffsets(ByteBuffer jar, int length) throws IOException {
        int end = jar.limit() - END_LENGTH;
        while (end >= 0 && (jar.getInt(end) != END
                || end + END_LENGTH + Short.toUnsignedInt(jar.getShort(end + END_COMMENT)) != jar.limit())) {
            end--;
        }
        int entries = end < 0 ? 0 : Short.toUnsignedInt(jar.getShort(end + END_ENTRIES));
        if (entries == 0 || entries == ZIP64) {
            throw new IOException("not a jar, or one of more than " + (ZIP64 - 1) + " files");
        }
        int entry = jar.getInt(end + END_DIRECTORY);
        jar.putInt(end + END_DIRECTORY, entry + length);
        for (int i = 0; i < entries; i++) {
            if (jar.getInt(entry) != ENTRY) {
                throw new IOException("the directory of the jar is damaged at " + entry);
            }
            jar.putInt(entry + ENTRY_OFFSET, jar.getInt(entry + ENTRY_OFFSET) + length);
            entry += ENTRY_LENGTH + Short.toUnsignedInt(jar.getShort(entry + ENTRY_NAME))
                    + Short.toUnsignedInt(jar.getShort(entry + ENTRY_EXTRA))
                    + Short.toUnsignedInt(jar.getShort(entry + ENTRY_COMMENT));
        }
    }
}

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Lays out the files of the Debian packages, from which jdeb makes them. Run by the build:
 * {@code java DebContents.java PROJECT JAR TARGET VERSION TIMESTAMP}.
 *
 * <pre>
 * TARGET/files       what both architectures have, mode 0644
 * TARGET/programs    the same, mode 0755
 * TARGET/private     the configuration, mode 0640
 * TARGET/amd64/lib, TARGET/amd64/control    the libraries in machine code of an architecture, and its control files
 * TARGET/arm64/…
 * </pre>
 */
public final class DebContents {
    /** Debian's name of an architecture, and those of Netty, JNA and zstd-jni. */
    private static final Map<String, List<String>> ARCHITECTURES = Map.of(
            "amd64", List.of("x86_64", "linux-x86-64", "linux/amd64"),
            "arm64", List.of("aarch_64", "linux-aarch64", "linux/aarch64"));
    /** Lines of the starter rules whose directory not every Debian has; a file with such a line would not load. */
    private static final String OPTIONAL_DIRECTORY = "dir=/etc/sudoers.d";

    /** The documents of the repository that are in the package. */
    private static final List<String> DOCUMENTS = List.of("README.md", "CHANGELOG.md", "docs/OPERATE.md", "docs/FORWARDER.md",
            "docs/PAGE.md", "docs/METRICS.md", "docs/EVENTS.md", "docs/RULES.md", "docs/DECODE.md", "docs/CONFORMANCE.md",
            "docs/BENCHMARKS.md");
    private static final String REPOSITORY = "https://github.com/nettyaudit/netty-audit/blob/main/";
    /** A link of Markdown to a file of the repository: the file, and the place in it. */
    private static final Pattern LINK = Pattern.compile("]\\((?![a-z]+:|#)([^)#]+)(#[^)]*)?\\)");

    /** RFC 1952, XFL. */
    private static final int FLAGS_OF_COMPRESSION = 8;
    private static final byte BEST = 2;

    private final Path project;
    private final Path source;
    private final Path target;

    private DebContents(Path project, Path target) {
        this.project = project;
        this.target = target;
        source = project.resolve("example-server/src/deb");
    }

    /**
     * Makes the files.
     *
     * @param arguments the project's directory, the program's jar, the directory to be made, the version, and the time of
     *                  the build as {@code project.build.outputTimestamp} has it
     * @throws IOException if a file cannot be read or written, or is not as it is expected here
     */
    public static void main(String[] arguments) throws IOException {
        DebContents contents = new DebContents(Path.of(arguments[0]), Path.of(arguments[2]));
        String version = arguments[3].replace("-", "~");
        contents.clear();
        contents.configuration();
        contents.programs();
        contents.documentation(version, Instant.parse(arguments[4]));
        Path jar = Path.of(arguments[1]);
        contents.write("files/usr/share/netty-audit/netty-audit-server.jar", Files.readAllBytes(jar));
        for (String architecture : ARCHITECTURES.keySet()) {
            contents.libraries(architecture, jar);
            contents.control(architecture, version);
        }
    }

    private void clear() throws IOException {
        if (Files.exists(target)) {
            try (Stream<Path> files = Files.walk(target)) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void configuration() throws IOException {
        String example = Files.readString(project.resolve("docs/examples/server.yaml"));
        write("private/etc/netty-audit/server.yaml", text("etc/server.yaml.head")
                + replaceOnce(replaceOnce(example, "\nkeep-rules: false ", "\nkeep-rules: true  "),
                        "\nstatistics: 10s ", "\nstatistics: 10m "));
        String rules = Files.readString(project.resolve(
                "example-server/src/main/resources/io/github/nettyaudit/server/ctl/starter.rules"));
        StringBuilder lines = new StringBuilder(text("etc/rules.head"));
        rules.lines().filter(line -> !line.startsWith("# The rules of --rules @starter") && !line.startsWith("# A line whose"))
                .forEach(line -> lines.append(line.contains(OPTIONAL_DIRECTORY) ? "# if sudo is installed: " : "")
                        .append(line.replace("dir=/etc/audit ", "dir=/etc/netty-audit ")).append('\n'));
        write("private/etc/netty-audit/rules.d/10-starter.rules", lines.toString());
        write("files/etc/default/netty-audit", text("etc/default"));
    }

    private void programs() throws IOException {
        write("programs/usr/bin/netty-audit", text("bin/netty-audit"));
        write("programs/usr/lib/netty-audit/make-class-archive", text("lib/make-class-archive"));
        write("programs/usr/lib/netty-audit/restore-kernel", text("lib/restore-kernel"));
        write("files/usr/lib/netty-audit/find-java", text("lib/find-java"));
        write("files/usr/lib/systemd/system/netty-audit.service", text("systemd/netty-audit.service"));
    }

    private void documentation(String version, Instant time) throws IOException {
        String doc = "files/usr/share/doc/netty-audit/";
        write(doc + "copyright", text("doc/copyright.head"));
        write(doc + "changelog.gz", compress("netty-audit (" + version + ") unstable; urgency=medium\n\n"
                + "  * What has changed is in the file CHANGELOG.md.gz beside this one.\n\n"
                + " -- The netty-audit authors <nettyaudit@users.noreply.github.com>  "
                + DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT).format(time.atOffset(ZoneOffset.UTC))
                + "\n"));
        manual("man8/netty-audit.8", version, time);
        manual("man5/netty-audit-server.yaml.5", version, time);
        write("files/usr/share/lintian/overrides/netty-audit", text("doc/lintian-overrides"));
        for (String name : DOCUMENTS) {
            write(doc + packaged(name), compress(withPackagedLinks(name)));
        }
        for (String directory : List.of("docs/examples/", "docs/images/")) {
            try (Stream<Path> files = Files.list(project.resolve(directory))) {
                for (Path file : files.filter(file -> !file.endsWith("server.yaml")).sorted().toList()) {
                    write(doc + packaged(directory + file.getFileName()), Files.readAllBytes(file));
                }
            }
        }
    }

    /** Where a file of the repository is in the package's directory of documents. */
    private static String packaged(String name) {
        String flat = name.startsWith("docs/") ? name.substring("docs/".length()) : name;
        return flat.endsWith(".md") ? flat + ".gz" : flat;
    }

    /** The text of a document, whose links lead to the files of the package, or to the repository if those lack one. */
    private String withPackagedLinks(String name) throws IOException {
        Path root = Path.of("/");
        Path directory = root.resolve(name).getParent();
        return LINK.matcher(Files.readString(project.resolve(name))).replaceAll(link -> {
            String file = root.relativize(directory.resolve(link.group(1)).normalize()).toString();
            boolean isPackaged = DOCUMENTS.contains(file) || file.matches("docs/(examples|images)(/.*)?")
                    && !file.endsWith("server.yaml");
            return Matcher.quoteReplacement("](" + (isPackaged ? packaged(file) : REPOSITORY + file) + Objects.requireNonNullElse(link.group(2), "") + ')');
        });
    }

    private void manual(String page, String version, Instant time) throws IOException {
        String text = text("man/" + page.substring(page.indexOf('/') + 1))
                .replace("[[date]]", DateTimeFormatter.ISO_LOCAL_DATE.format(time.atOffset(ZoneOffset.UTC)))
                .replace("[[version]]", roff(version))
                .replace("[[example]]", roff(Files.readString(project.resolve("docs/examples/server.yaml")).strip()))
                .replace("[[exit codes]]", exitCodes());
        write("files/usr/share/man/" + page + ".gz", compress(text));
    }

    /** The table of README.md, which a test holds against the program. */
    private String exitCodes() throws IOException {
        StringBuilder codes = new StringBuilder();
        Matcher row = Pattern.compile("(?m)^\\| ([0-7]) \\| (.*) \\|$").matcher(Files.readString(project.resolve("README.md")));
        while (row.find()) {
            codes.append(codes.length() == 0 ? "" : "\n").append(".TP\n.B ").append(row.group(1)).append('\n')
                    .append(roff(row.group(2)));
        }
        if (codes.length() == 0) {
            throw new IOException("README.md has no table of exit codes");
        }
        return codes.toString();
    }

    /** Text as groff_char(7) wants it: a hyphen that is typed is a minus, and no line is a request. */
    private static String roff(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }

    private void libraries(String architecture, Path jar) throws IOException {
        List<String> names = ARCHITECTURES.get(architecture);
        String epoll = "libnetty_transport_native_epoll_" + names.get(0) + ".so";
        String directory = architecture + "/lib/usr/lib/netty-audit/";
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            write(directory + epoll, one(zip, "META-INF/native/" + epoll));
            write(directory + "libjnidispatch.so", one(zip, "com/sun/jna/" + names.get(1) + "/libjnidispatch.so"));
            List<String> found = zip.stream().map(ZipEntry::getName)
                    .filter(name -> name.startsWith(names.get(2) + "/libzstd-jni-")).toList();
            if (found.size() != 1) {
                throw new IOException(jar + " has " + found.size() + " files " + names.get(2) + "/libzstd-jni-* (expected: 1)");
            }
            write(directory + "libzstd-jni.so", one(zip, found.get(0)));
        }
    }

    private static byte[] one(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(zip.getName() + " has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private void control(String architecture, String version) throws IOException {
        try (Stream<Path> files = Files.list(source.resolve("control"))) {
            for (Path file : files.sorted().toList()) {
                write(architecture + "/control/" + file.getFileName(), Files.readString(file)
                        .replace("[[version]]", version).replace("[[architecture]]", architecture));
            }
        }
    }

    private String text(String file) throws IOException {
        return Files.readString(source.resolve(file));
    }

    private static String replaceOnce(String text, String old, String with) throws IOException {
        int at = text.indexOf(old);
        if (at < 0 || text.indexOf(old, at + 1) >= 0) {
            throw new IOException("not once there: " + old.strip());
        }
        return text.replace(old, with);
    }

    private static byte[] compress(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        byte[] compressed = bytes.toByteArray();
        compressed[FLAGS_OF_COMPRESSION] = BEST; // which Java leaves out, and lintian looks for
        return compressed;
    }

    private void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}

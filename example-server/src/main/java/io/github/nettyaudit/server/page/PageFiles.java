package io.github.nettyaudit.server.page;

import io.github.nettyaudit.server.web.WebRequest;
import io.github.nettyaudit.server.web.WebResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The files of the page: a fixed list of resources, in memory. Immutable. */
final class PageFiles {
    static final String INDEX = "index.html";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final Map<String, String> TYPES = types();

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    private record PageFile(String type, byte[] content, String tag) {
    }

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put(INDEX, "text/html; charset=utf-8");
        types.put("icon.svg", "image/svg+xml");
        types.put("style.css", STYLE);
        types.put("uplot.css", STYLE);
        for (String script : new String[] {"theme", "uplot", "app", "api", "text", "rows", "search", "live", "story",
                "history", "status", "rules", "charts", "route", "shell"}) {
            types.put(script + ".js", SCRIPT);
        }
        return types;
    }

    PageFiles() {
        TYPES.forEach((name, type) -> files.put(name, read(name, type)));
    }

    private static PageFile read(String name, String type) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the file " + name + " of the page is not in the program");
            }
            byte[] content = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return new PageFile(type, content, '"' + HexFormat.of().formatHex(digest, 0, 8) + '"');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Set<String> names() {
        return TYPES.keySet();
    }

    /** One of the files of {@link #names}. */
    WebResponse get(String name, WebRequest request) {
        PageFile file = Objects.requireNonNull(files.get(name));
        boolean isKnown = file.tag.equals(request.header("If-None-Match"));
        return WebResponse.of(isKnown ? 304 : 200, file.type, isKnown ? new byte[0] : file.content)
                .header("ETag", file.tag).header("Cache-Control", "no-cache");
    }
}

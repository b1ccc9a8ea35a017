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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files of the page: a fixed list of resources, in memory. Immutable. */
final class PageFiles {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final Map<String, String> TYPES = types();

    private final Map<String, PageFile> files = new LinkedHashMap<>();

    private record PageFile(String type, byte[] content, String tag) {
    }

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put("index.html", "text/html; charset=utf-8");
        types.put("icon.svg", "image/svg+xml");
        types.put("style.css", STYLE);
        types.put("uplot.css", STYLE);
        for (String script : new String[] {"theme", "uplot", "app", "api", "text", "rows", "search", "live", "story",
                "history", "status", "rules"}) {
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

    /** A file; {@code null} if there is none of that name. */
    @Nullable WebResponse get(String name, WebRequest request) {
        PageFile file = files.get(name);
        if (file == null) {
            return null;
        }
        boolean isKnown = file.tag.equals(request.header("If-None-Match"));
        return WebResponse.of(isKnown ? 304 : 200, file.type, isKnown ? new byte[0] : file.content)
                .header("ETag", file.tag).header("Cache-Control", "no-cache");
    }
}

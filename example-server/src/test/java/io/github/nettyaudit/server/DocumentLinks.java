package io.github.nettyaudit.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The links of documents in Markdown to other files, and to headings. */
public final class DocumentLinks {
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern OTHER_SITE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    private DocumentLinks() {
    }

    /** Reads a document, which may be compressed. */
    public interface Reader {
        /**
         * Reads a document.
         *
         * @param file where it is
         * @return its text
         * @throws IOException if it cannot be read
         */
        String read(Path file) throws IOException;
    }

    /**
     * Returns the links that lead nowhere.
     *
     * @param document the document
     * @param reader   how to read it, and the documents that it links to
     * @return for each such link the document and the link
     * @throws IOException if a document cannot be read
     */
    public static List<String> broken(Path document, Reader reader) throws IOException {
        List<String> broken = new ArrayList<>();
        Matcher link = LINK.matcher(withoutCode(reader.read(document)));
        while (link.find()) {
            String target = link.group(1);
            if (!OTHER_SITE.matcher(target).matches() && !leadsSomewhere(document, target, reader)) {
                broken.add(document.getFileName() + ": " + target);
            }
        }
        return broken;
    }

    private static boolean leadsSomewhere(Path document, String target, Reader reader) throws IOException {
        int hash = target.indexOf('#');
        Path file = hash == 0 ? document : document.resolveSibling(hash < 0 ? target : target.substring(0, hash));
        return Files.exists(file) && (hash < 0 || headings(reader.read(file)).contains(target.substring(hash + 1)));
    }

    /** As GitHub names headings: lower case, without punctuation, with a number where one comes again. */
    private static Set<String> headings(String text) {
        Set<String> names = new HashSet<>();
        Matcher heading = HEADING.matcher(withoutCode(text));
        while (heading.find()) {
            String name = heading.group(1).strip().toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-');
            String unique = name;
            for (int again = 1; !names.add(unique); again++) {
                unique = name + '-' + again;
            }
        }
        return names;
    }

    private static String withoutCode(String text) {
        return CODE_BLOCK.matcher(text).replaceAll("");
    }
}

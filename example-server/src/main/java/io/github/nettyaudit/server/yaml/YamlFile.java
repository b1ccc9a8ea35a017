package io.github.nettyaudit.server.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A parsed YAML file, of which the top is a mapping. */
public final class YamlFile {
    private static final int MOST_CHARACTERS = 1 << 20;

    private final YamlProblems problems;
    private final @Nullable YamlMap top;

    private YamlFile(YamlProblems problems, @Nullable YamlMap top) {
        this.problems = problems;
        this.top = top;
    }

    /**
     * Parses a file.
     *
     * @param name    its name, for the problems
     * @param content its bytes, UTF-8
     * @return the file; if it cannot be parsed, its problems say why, and its mapping is empty
     */
    public static YamlFile parse(String name, byte[] content) {
        YamlProblems problems = new YamlProblems(name);
        return new YamlFile(problems, top(name, content, problems));
    }

    private static @Nullable YamlMap top(String name, byte[] content, YamlProblems problems) {
        LoadSettings settings = LoadSettings.builder().setLabel(name).setUseMarks(true).setSchema(new CoreSchema())
                .setCodePointLimit(MOST_CHARACTERS).build();
        try {
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(ByteBuffer.wrap(content)).toString();
            Optional<Node> node = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .getSingleNode();
            if (node.isEmpty()) {
                problems.add((Mark) null, "the file is empty");
                return null;
            }
            if (node.get() instanceof MappingNode mapping) {
                return new YamlMap(mapping, "", problems);
            }
            problems.add(node.get(), "expected keys with values, such as 'source: kernel'");
        } catch (MarkedYamlEngineException e) {
            problems.add(e.getProblemMark().or(e::getContextMark).orElse(null), "this is not YAML: " + what(e));
        } catch (CharacterCodingException e) {
            problems.add((Mark) null, "the file is not UTF-8");
        } catch (YamlEngineException e) {
            problems.add((Mark) null, "this is not YAML: " + e.getMessage());
        }
        return null;
    }

    /** What the parser says, in the words of an operator for the mistakes that are made most often. */
    private static String what(MarkedYamlEngineException e) {
        String problem = String.valueOf(e.getProblem());
        String context = e.getContext();
        if (problem.contains("TAB")) {
            return "a tab cannot indent a line: write blanks";
        }
        if (problem.contains("cannot start any token")) {
            return problem + ": put the text in quotation marks";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "there is a colon where no key can be: a key needs a blank after its colon, also in the line above; the keys"
                    + " of a group begin in the same column; a text that has a colon and a blank needs quotation marks";
        }
        String begun = e.getContextMark().map(mark -> ", which begins in line " + (mark.getLine() + 1)).orElse("");
        if (problem.contains("<block end>")) {
            return "this line is not indented as the lines of its group" + begun;
        }
        if (context == null || context.isEmpty()) {
            return problem;
        }
        return context + begun + ": " + problem.replace("<stream end>", "the end of the file");
    }

    /**
     * Returns the mapping at the top.
     *
     * @return the mapping; {@code null} if the file could not be parsed
     */
    public @Nullable YamlMap top() {
        return top;
    }

    /**
     * Returns the problems that were found so far, also those of values that were read.
     *
     * @return the problems
     */
    public YamlProblems problems() {
        return problems;
    }
}

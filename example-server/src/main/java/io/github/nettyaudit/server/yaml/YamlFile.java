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
        String text = "";
        try {
            text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
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
            YamlMistake mistake = YamlMistake.of(e, text);
            problems.add(mistake.line(), mistake.column(), "this is not YAML: " + mistake.text());
        } catch (CharacterCodingException e) {
            problems.add((Mark) null, "the file is not UTF-8");
        } catch (YamlEngineException e) {
            problems.add((Mark) null, "this is not YAML: " + e.getMessage());
        }
        return null;
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

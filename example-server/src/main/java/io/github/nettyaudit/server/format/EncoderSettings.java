package io.github.nettyaudit.server.format;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.normalize.NormalizationTable;

/**
 * What encoders of events need to know.
 *
 * @param names the names of users and groups; {@link NameService#NONE} if none are to be looked up
 * @param rules what events mean
 * @param ecs   the settings of documents of the Elastic Common Schema
 */
public record EncoderSettings(NameService names, NormalizationTable rules, EcsOptions ecs) {
    /**
     * Returns the settings without any choice.
     *
     * @param names the names of users and groups
     * @return the settings with the built-in rules
     */
    public static EncoderSettings of(NameService names) {
        return new EncoderSettings(names, NormalizationTable.builtIn(), EcsOptions.DEFAULT);
    }
}

package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.option.ServerOptions;
import io.github.nettyaudit.server.web.Readers;
import io.github.nettyaudit.server.web.WebToken;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code page}: where the web page is.
 *
 * @param web        where the server listens
 * @param rulesToken allows changes of the kernel's rules; {@code null} to allow none
 */
public record PageSection(WebSection web, @Nullable WebToken rulesToken) {
    /** Where the server listens if nothing else is said. */
    public static final String USUAL_ADDRESS = ServerOptions.USUAL_PAGE;

    static final String NAME = "page";

    private static final SettingKey<WebToken> RULES_TOKEN = WebSection.token("rules-token",
            "a secret that clients send to plan and apply changes of the kernel's rules");

    /** @param isDemo whether events are made up, so that everybody on this host may see them */
    static @Nullable PageSection read(@Nullable YamlValue value, boolean isDemo) {
        WebSection web = WebSection.read(NAME, value, USUAL_ADDRESS, readers(isDemo), List.of(RULES_TOKEN));
        if (value == null || web == null) {
            return null;
        }
        WebToken rules = web.settings().find(RULES_TOKEN);
        WebToken readers = web.token();
        if (rules != null && readers != null && rules.isSameAs(readers)) {
            value.problem("has the same secret as token and as rules-token, so that everybody who may read could change rules:"
                    + " make another one for rules-token");
        }
        return new PageSection(web, rules);
    }

    private static Readers readers(boolean isDemo) {
        return isDemo ? Readers.ANYBODY : Readers.TRUSTED;
    }

    /**
     * The section that the option {@code --page} stands for.
     *
     * @param address where to listen
     * @param isDemo  whether events are made up, so that everybody on this host may see them
     * @return the section
     * @throws ServerException if this address needs settings that are no options
     */
    public static PageSection at(ListenAddress address, boolean isDemo) throws ServerException {
        try {
            return new PageSection(WebSection.of(NAME, address, readers(isDemo), List.of(RULES_TOKEN)), null);
        } catch (SinkSettingsException e) {
            throw new ServerException(ExitCode.USAGE, "--page " + address + ' ' + e.problems().get(0).message()
                    + "; these are settings of a file for --config");
        }
    }
}

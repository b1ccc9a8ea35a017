package io.github.nettyaudit.server.ctl;

/** Where the rules of the server are named, so that messages have the words of the user. */
public enum RuleOrigin {
    /** The option {@code --rules}. */
    OPTION {
        @Override
        String named(String source) {
            return word() + ' ' + source;
        }

        @Override
        String word() {
            return "--rules";
        }

        @Override
        String keepRules() {
            return "give --keep-rules";
        }
    },
    /** The key {@code rules} of a configuration file. */
    KEY {
        @Override
        String named(String source) {
            return word() + ": " + (source.equals(StarterFile.NAME) ? "starter" : source);
        }

        @Override
        String word() {
            return "rules";
        }

        @Override
        String keepRules() {
            return "set keep-rules: true";
        }
    };

    /** The option or key with its value. */
    abstract String named(String source);

    /** The option or key. */
    abstract String word();

    /** How to add the rules of the starter set to others. */
    abstract String keepRules();
}

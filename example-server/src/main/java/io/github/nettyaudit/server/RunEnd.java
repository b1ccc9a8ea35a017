package io.github.nettyaudit.server;

import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.log.OperatorLog;

/**
 * Why a run ends.
 *
 * @param code   the exit code
 * @param reason what ends it, for {@code ending because of …}
 */
record RunEnd(ExitCode code, String reason) {
    void report(OperatorLog operator) {
        String sentence = "ending because of " + reason;
        if (code == ExitCode.OK) {
            operator.say(sentence);
        } else {
            operator.error(sentence);
        }
    }
}

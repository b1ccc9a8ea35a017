package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditFeatures;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ctl features}. */
@Command(name = "features", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Prints the features of the kernel's audit subsystem that can be switched, after switching those"
            + " that are named.", "",
            "  only_unset_loginuid   a login uid can be unset, but not be changed once it is set",
            "  loginuid_immutable    a login uid can never be changed once it is set",
            "", "A locked switch stays as it is until the next boot."})
final class FeaturesCommand extends KernelCommand {
    private static final Map<String, Integer> SWITCHES = new LinkedHashMap<>();

    static {
        SWITCHES.put("only_unset_loginuid", AuditFeatures.ONLY_UNSET_LOGIN_UID);
        SWITCHES.put("loginuid_immutable", AuditFeatures.LOGIN_UID_IMMUTABLE);
    }

    @Option(names = "--on", paramLabel = "SWITCH", description = "switch it on")
    private List<String> on = List.of();

    @Option(names = "--off", paramLabel = "SWITCH", description = "switch it off")
    private List<String> off = List.of();

    @Option(names = "--lock", description = "lock what is switched")
    private boolean lock;

    @Override
    ExitCode run(ControlConnection control) throws ServerException, InterruptedException {
        int onBits = bits(on);
        int offBits = bits(off);
        if ((onBits & offBits) != 0) {
            throw new ServerException(ExitCode.USAGE, "a switch cannot be both on and off");
        }
        if ((onBits | offBits) != 0) {
            int changed = onBits | offBits;
            KernelReplies.await(control.client().setFeatures(
                    new AuditFeatures(AuditFeatures.VERSION, changed, onBits, lock ? changed : 0)));
        } else if (lock) {
            throw new ServerException(ExitCode.USAGE, "--lock needs --on or --off");
        }
        print(KernelReplies.await(control.client().features()), this);
        return ExitCode.OK;
    }

    private static int bits(List<String> names) throws ServerException {
        int bits = 0;
        for (String name : names) {
            Integer bit = SWITCHES.get(name.replace('-', '_'));
            if (bit == null) {
                throw new ServerException(ExitCode.USAGE, "no switch " + name + " (there are "
                        + String.join(", ", SWITCHES.keySet()) + ')');
            }
            bits |= bit;
        }
        return bits;
    }

    static void print(AuditFeatures features, KernelCommand command) {
        SWITCHES.forEach((name, bit) -> command.out().println(String.format("%-24s %-10s %s", name,
                features.isOn(bit) ? "1" : "0", (features.isOn(bit) ? "on" : "off")
                        + (features.isLocked(bit) ? ", locked until the next boot" : ""))));
    }
}

package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleLine;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRuleRequest;
import io.github.nettyaudit.server.exit.ExitCode;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctl compile FILE|-}: what each line would send, as JSON. */
@Command(name = "compile", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Prints what each line of a rule file would send to the kernel, one JSON object a line, and"
            + " sends nothing.", "",
            "  {\"line\":…,\"requests\":[{\"type\":1011,\"hex\":\"…\"}],\"error\":null}", "",
            "hex is the payload without the 16 bytes of the netlink header. A wrong line has no requests, but an"
            + " error. Exit code 0 also then; 5 if the file cannot be read."})
final class CompileCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", defaultValue = "-", description = "a rule file; - is standard input")
    private String file = "-";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        AuditRuleParser parser = new AuditRuleParser(new LocalRuleHost());
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16)) {
            for (byte[] line : RuleSource.lines(RuleSource.read(file))) {
                out.write(compile(parser, line).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        } catch (IOException exception) {
            spec.commandLine().getErr().println("netty-audit: " + RuleSource.explain(file, exception));
            return ExitCode.OUTPUT_FAILS.code();
        }
        return ExitCode.OK.code();
    }

    static String compile(AuditRuleParser parser, byte[] line) {
        StringBuilder json = new StringBuilder("{\"line\":");
        JsonString.append(json, new String(line, StandardCharsets.UTF_8));
        List<AuditRuleRequest> requests = new ArrayList<>();
        String error = null;
        try {
            AuditRuleLine parsed = parser.parse(line);
            for (AuditRuleCommand command : parsed.commands()) {
                requests.addAll(AuditRuleRequest.of(command));
            }
        } catch (AuditRuleException exception) {
            error = exception.getMessage();
        } catch (RuntimeException exception) { // the other lines are not to suffer
            requests.clear();
            error = "unexpected: " + exception;
        }
        json.append(",\"requests\":[");
        for (int index = 0; index < requests.size(); index++) {
            json.append(index == 0 ? "" : ",").append("{\"type\":").append(requests.get(index).type())
                    .append(",\"hex\":\"").append(HexFormat.of().formatHex(requests.get(index).payload()))
                    .append("\"}");
        }
        json.append("],\"error\":");
        if (error == null) {
            json.append("null");
        } else {
            JsonString.append(json, error);
        }
        return json.append('}').toString();
    }
}

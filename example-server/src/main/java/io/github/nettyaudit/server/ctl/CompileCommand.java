package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleLine;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRuleRequest;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ctl compile FILE|-}: what each line would send, as JSON. */
@Command(name = "compile", mixinStandardHelpOptions = true, usageHelpWidth = 110,
        description = {"Prints what each line of rule files would send to the kernel, as one JSON object per line."
            + " Sends nothing and needs no privilege.", "",
            "  {\"line\":…,\"requests\":[{\"type\":1011,\"hex\":\"…\"}],\"error\":null}", "",
            "hex is the payload without the 16 bytes of the netlink header. A wrong line has an error and no"
            + " requests; the exit code is still 0. It is 2 if other users can change the file, and 5 if it cannot"
            + " be read."})
final class CompileCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE|DIR", defaultValue = "-",
            description = "a rule file, or a directory of files *.rules; - is standard input")
    private String file = "-";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        AuditRuleParser parser = new AuditRuleParser(new LocalRuleHost());
        ByteBuf json = Unpooled.buffer();
        // not closed, because standard output belongs to the process
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        try {
            for (RuleSource.Content content : RuleSource.read(file)) {
                for (byte[] line : AuditRuleFile.lines(content.bytes())) {
                    compile(parser, line, json.clear());
                    json.readBytes(out, json.readableBytes());
                }
            }
            out.flush();
        } catch (ServerException exception) {
            return fails(exception.getMessage(), exception.exitCode());
        } catch (IOException exception) {
            return fails("standard output cannot be written: " + exception.getMessage(), ExitCode.INPUT_OUTPUT);
        }
        return ExitCode.OK.code();
    }

    private int fails(String message, ExitCode code) {
        spec.commandLine().getErr().println("netty-audit: " + message);
        return code.code();
    }

    /** Appends the JSON line that describes a line of a rule file. */
    static void compile(AuditRuleParser parser, byte[] line, ByteBuf out) {
        List<AuditRuleRequest> requests = new ArrayList<>();
        String error = null;
        try {
            AuditRuleLine parsed = parser.parse(line);
            for (AuditRuleCommand command : parsed.commands()) {
                requests.addAll(AuditRuleRequest.of(command));
            }
        } catch (AuditRuleException exception) {
            error = exception.getMessage();
        } catch (RuntimeException exception) { // the other lines are compiled all the same
            requests.clear();
            error = "unexpected: " + exception;
        }
        JsonWriter json = new JsonWriter().to(out).beginObject().bytes("line", line, 0, line.length)
                .name("requests").beginArray();
        for (AuditRuleRequest request : requests) {
            json.beginObject().number("type", request.type()).hex("hex", Unpooled.wrappedBuffer(request.payload()))
                    .endObject();
        }
        json.endArray().name("error");
        (error == null ? json.nullValue() : json.value(error)).endLine();
    }
}

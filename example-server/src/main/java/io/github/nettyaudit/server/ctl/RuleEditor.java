package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleLine;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.source.KernelReplies;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Lists the rules of the kernel, and changes them in two steps: a plan, and the application of exactly that plan. The
 * text of a change is a rule file that says which rules are to be loaded afterwards; it cannot change settings. Each call
 * opens a connection to the kernel, and must not be on an event loop. Thread-safe.
 */
public final class RuleEditor {
    /** Each deletion takes the kernel some 12 ms, and there may be thousands. */
    private static final long LONGEST_SECONDS = 600;
    private static final String NAME = "rules";

    /** Opens a connection to the kernel. */
    interface Connector {
        ControlConnection connect() throws ServerException, InterruptedException;
    }

    private final Connector connector;
    private final Lock applying;

    /**
     * Creates an editor of the rules of this host's kernel.
     *
     * @param applying is held while rules are changed, by all of the process that changes them
     */
    public RuleEditor(Lock applying) {
        this(ControlConnection::open, applying);
    }

    RuleEditor(Connector connector, Lock applying) {
        this.connector = connector;
        this.applying = applying;
    }

    /**
     * The rules that are loaded.
     *
     * @param rules    the rules, list by list
     * @param isLocked whether they cannot be changed until the next boot
     */
    public record Loaded(List<AuditRule> rules, boolean isLocked) {
    }

    /**
     * What is wrong with a text.
     *
     * @param line    the number of the line, from 1; 0 for the text as a whole
     * @param message what is wrong
     */
    public record Problem(int line, String message) {
    }

    /**
     * What a text would change.
     *
     * @param plan     the steps; {@code null} if something is wrong with the text
     * @param digest   stands for the loaded rules and the wanted ones; empty if something is wrong
     * @param problems what is wrong
     */
    public record Planned(@Nullable AuditRulePlan plan, String digest, List<Problem> problems) {
    }

    /** The plan does not fit any more: the rules were changed, or are being changed. Nothing was changed. */
    public static final class StalePlanException extends Exception {
        private static final long serialVersionUID = 1;

        StalePlanException(String message) {
            super(message);
        }
    }

    /**
     * Lists the loaded rules.
     *
     * @return the rules
     * @throws ServerException      if the kernel refuses that
     * @throws InterruptedException if the thread is interrupted
     */
    public Loaded list() throws ServerException, InterruptedException {
        try (ControlConnection control = connector.connect()) {
            return new Loaded(KernelReplies.await(control.rules().list()), isLocked(control));
        }
    }

    private static boolean isLocked(ControlConnection control) throws ServerException, InterruptedException {
        return KernelReplies.await(control.client().status()).enabled() == AuditEnabled.LOCKED;
    }

    /**
     * Plans a change. Changes nothing.
     *
     * @param text all rules that are to be loaded, in the lines of a rule file; bytes that are not UTF-8 as in
     *             {@link AuditRuleParser#text(byte[])}. A line that is the text of a loaded rule stands for that rule, also if
     *             it cannot be parsed, as auditctl prints blanks without quotation marks
     * @return the plan, or what is wrong with the text
     * @throws ServerException      if the kernel refuses to list its rules
     * @throws InterruptedException if the thread is interrupted
     */
    public Planned plan(String text) throws ServerException, InterruptedException {
        try (ControlConnection control = connector.connect()) {
            return plan(control, text);
        }
    }

    private static Planned plan(ControlConnection control, String text) throws ServerException, InterruptedException {
        AuditRuleParser parser = new AuditRuleParser(new LocalRuleHost(new RuleApplication(control, said -> { }).features()));
        List<AuditRule> loaded = KernelReplies.await(control.rules().plan(UnaryOperator.identity())).loaded();
        // here and not on the event loop: to parse is to look names up, which may take long
        AuditRuleFile file = parse(text, parser, loaded);
        List<Problem> problems = problems(file);
        if (!problems.isEmpty()) {
            return new Planned(null, "", problems);
        }
        List<AuditRule> wanted = AuditRuleSet.of(List.of(), file.commands()).rules();
        try {
            AuditRulePlan plan = AuditRulePlan.between(loaded, wanted);
            return new Planned(plan, digest(plan), List.of());
        } catch (AuditRuleException e) {
            return new Planned(null, "", List.of(new Problem(0, String.valueOf(e.getMessage()))));
        }
    }

    private static AuditRuleFile parse(String text, AuditRuleParser parser, List<AuditRule> loaded) {
        Map<String, Deque<AuditRule>> byText = new HashMap<>();
        loaded.forEach(rule -> byText.computeIfAbsent(rule.toString(), line -> new ArrayDeque<>()).add(rule));
        byte[] content = AuditRuleParser.bytes(text);
        List<byte[]> texts = AuditRuleFile.lines(content);
        List<AuditRuleFile.Line> lines = new ArrayList<>();
        for (AuditRuleFile.Line line : AuditRuleFile.parse(NAME, content, parser).lines()) {
            String words = AuditRuleParser.text(texts.get(line.number() - 1)).strip();
            Deque<AuditRule> same = byText.get(words);
            AuditRule rule = same == null ? null : same.poll();
            lines.add(rule == null ? line : new AuditRuleFile.Line(line.number(), new AuditRuleLine(words,
                    List.of(new AuditRuleCommand.Add(rule.asLoaded())), List.of()), null));
        }
        return new AuditRuleFile(NAME, lines);
    }

    private static List<Problem> problems(AuditRuleFile file) {
        List<Problem> problems = new ArrayList<>();
        for (AuditRuleFile.Line line : file.lines()) {
            if (line.error() != null) {
                problems.add(new Problem(line.number(), String.valueOf(line.error().getMessage())));
            } else if (line.parsed() != null && !line.parsed().commands().stream().allMatch(RuleEditor::isAboutRules)) {
                problems.add(new Problem(line.number(), "only lines that add or delete rules can be given here (-a, -A, -w,"
                        + " -d, -W, -D); settings are for ctl set and for rule files"));
            }
        }
        if (problems.isEmpty() && !AuditRuleSet.determineRules(file.commands())) {
            problems.add(new Problem(0, "no line adds a rule, so all loaded rules would be deleted; if that is what you"
                    + " want, write a line -D"));
        }
        return problems;
    }

    private static boolean isAboutRules(AuditRuleCommand command) {
        return command instanceof AuditRuleCommand.Add || command instanceof AuditRuleCommand.Delete
                || command instanceof AuditRuleCommand.DeleteAll;
    }

    private static String digest(AuditRulePlan plan) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (List<AuditRule> rules : List.of(plan.loaded(), plan.wanted())) {
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(rules.size()).flip());
                for (AuditRule rule : rules) {
                    byte[] bytes = rule.encode();
                    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                    digest.update(bytes);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /**
     * Applies a plan; if a step fails, those before it are undone.
     *
     * @param text   the text that was planned
     * @param digest the digest of the plan
     * @param begun  gets the plan before its first step
     * @return what was done
     * @throws StalePlanException   if the plan is not the same any more, or another change is under way
     * @throws ServerException      if the kernel refuses a step, or the steps take too long; the message says whether
     *                              something stays changed
     * @throws InterruptedException if the thread is interrupted
     */
    public AuditRuleApplyResult apply(String text, String digest, Consumer<AuditRulePlan> begun)
            throws StalePlanException, ServerException, InterruptedException {
        if (!applying.tryLock()) {
            throw new StalePlanException("another change of the rules is under way; nothing was changed");
        }
        try (ControlConnection control = connector.connect()) {
            if (isLocked(control)) {
                throw new ServerException(ExitCode.KERNEL_REFUSES, RulesLockedException.LOCKED + ": nothing was changed");
            }
            Planned planned = plan(control, text);
            AuditRulePlan plan = planned.plan();
            if (plan == null || !planned.digest().equals(digest)) {
                throw new StalePlanException("the rules have changed since the plan was made, or the text is another one;"
                        + " nothing was changed. Plan again");
            }
            begun.accept(plan);
            Future<AuditRuleApplyResult> applied = control.rules().apply(plan);
            if (!applied.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new ServerException(ExitCode.UNEXPECTED, "the change of the rules was not done within "
                        + LONGEST_SECONDS + " s and is given up: a part of it is done. Plan again to see what is left");
            }
            return KernelReplies.await(applied);
        } finally {
            applying.unlock();
        }
    }
}

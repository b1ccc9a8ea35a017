package io.github.nettyaudit.server.ctl;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleFormatter;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.codec.rule.AuditRuleSet;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.exit.ExitCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Lists the rules of the kernel, and changes them to those of a text: first a plan, then the same change. The text may add
 * rules only; settings of the kernel cannot be changed with it. Each call has a connection of its own and blocks. One call
 * at a time.
 */
public final class RuleEditor {
    private static final String NAME = "the text";
    private final AuditRuleFormatter formatter = AuditRuleFormatter.auditctl();

    /**
     * A rule in a plan.
     *
     * @param change what happens to it
     * @param text   the rule, in the words of auditctl(8)
     */
    public record Step(Change change, String text) {
    }

    /** What happens to a rule. */
    public enum Change {
        /** It stays. */
        KEEP,
        /** It is added. */
        ADD,
        /** It is deleted. */
        DELETE
    }

    /**
     * What would be done.
     *
     * @param steps    all rules, those that stay included
     * @param problems what is wrong with the text; nothing would be done then
     * @param digest   stands for this text and for the rules that the kernel has now
     */
    public record Plan(List<Step> steps, List<String> problems, String digest) {
    }

    /** The rules of the kernel have changed since the plan was made. */
    public static final class StalePlanException extends Exception {
        private static final long serialVersionUID = 1L;

        StalePlanException() {
            super("the kernel's rules are not those for which the plan was made, or the text is another one; nothing was"
                    + " changed. Make a new plan");
        }
    }

    /** Creates an editor; it asks nothing of the kernel yet. */
    public RuleEditor() {
    }

    /**
     * Lists the rules.
     *
     * @return the rules in the order of the kernel, in the words of auditctl(8)
     * @throws ServerException      if the kernel does not answer, or refuses
     * @throws InterruptedException if the thread is interrupted
     */
    public List<String> list() throws ServerException, InterruptedException {
        try (ControlConnection control = ControlConnection.open()) {
            return texts(KernelReplies.await(control.rules().list()));
        }
    }

    private List<String> texts(List<AuditRule> rules) {
        return rules.stream().map(formatter::format).toList();
    }

    /**
     * Tells what {@link #apply} would do.
     *
     * @param text the rules that are wanted, one a line
     * @return the plan
     * @throws ServerException      if the kernel does not answer, or refuses
     * @throws InterruptedException if the thread is interrupted
     */
    public Plan plan(String text) throws ServerException, InterruptedException {
        try (ControlConnection control = ControlConnection.open()) {
            return plan(text, control);
        }
    }

    private Plan plan(String text, ControlConnection control) throws ServerException, InterruptedException {
        RuleFiles files = parse(text, new RuleApplication(control, line -> { }));
        List<String> problems = problems(files);
        if (!problems.isEmpty()) {
            return new Plan(List.of(), problems, "");
        }
        List<AuditRule> wanted = AuditRuleSet.of(List.of(), files.commands()).rules();
        AuditRulePlan plan = KernelReplies.await(control.rules().plan(wanted));
        List<String> loaded = texts(plan.loaded());
        return new Plan(steps(loaded, texts(plan.wanted())), List.of(), digest(text, loaded));
    }

    private static RuleFiles parse(String text, RuleApplication application) throws ServerException, InterruptedException {
        return RuleFiles.parse(NAME, List.of(new RuleSource.Content(NAME, text.getBytes(StandardCharsets.UTF_8))),
                new LocalRuleHost(application.features()));
    }

    /** Only rules may be changed: a text from a browser must not lock the configuration or make the kernel panic. */
    private static List<String> problems(RuleFiles files) {
        List<String> problems = new ArrayList<>(files.errors());
        for (AuditRuleCommand command : files.commands()) {
            if (!(command instanceof AuditRuleCommand.Add)) {
                problems.add("a line is no rule (-a, -A, -w) but " + describe(command)
                        + ": only rules can be changed here; ctl set and ctl apply change settings");
            }
        }
        return problems;
    }

    private static String describe(AuditRuleCommand command) {
        return command instanceof AuditRuleCommand.DeleteAll || command instanceof AuditRuleCommand.Delete
                ? "deletes rules (-D, -d); rules that the text does not have are deleted without it"
                : "a setting of the kernel";
    }

    /** The wanted rules in their order, and those that are deleted where they stood. */
    private static List<Step> steps(List<String> loaded, List<String> wanted) {
        List<Step> steps = new ArrayList<>();
        List<String> gone = new ArrayList<>(loaded);
        wanted.forEach(gone::remove);
        List<String> kept = new ArrayList<>(loaded);
        for (String rule : loaded) {
            if (gone.remove(rule)) {
                steps.add(new Step(Change.DELETE, rule));
                kept.remove(rule);
            }
        }
        for (String rule : wanted) {
            steps.add(new Step(kept.remove(rule) ? Change.KEEP : Change.ADD, rule));
        }
        return steps;
    }

    private static String digest(String text, List<String> loaded) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            for (String rule : loaded) {
                digest.update((byte) 0);
                digest.update(rule.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Changes the rules as a plan has said.
     *
     * @param text   the text of the plan
     * @param digest the digest of the plan
     * @return what was done, in words
     * @throws StalePlanException   if the digest is not that of this text and of the rules that the kernel has now; nothing
     *                              was changed
     * @throws ServerException      if the kernel refuses; nothing stays changed, or the message says what does
     * @throws InterruptedException if the thread is interrupted
     */
    public String apply(String text, String digest) throws StalePlanException, ServerException, InterruptedException {
        try (ControlConnection control = ControlConnection.open()) {
            Plan plan = plan(text, control);
            if (!plan.problems().isEmpty() || !plan.digest().equals(digest)) {
                throw new StalePlanException();
            }
            RuleApplication application = new RuleApplication(control, line -> { });
            return application.apply(parse(text, application).commands(), false).toString();
        } catch (RuntimeException e) {
            throw new ServerException(ExitCode.UNEXPECTED, "the rules were not changed: " + e, e);
        }
    }
}

package io.github.nettyaudit.server.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleFilter;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.codec.rule.AuditRulePlanStep;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.ctl.RuleEditor;
import io.github.nettyaudit.server.ctl.RulesLockedException;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.web.WebAccess;
import io.github.nettyaudit.server.web.WebRequest;
import io.github.nettyaudit.server.web.WebResponse;
import io.github.nettyaudit.server.web.WebRoutes;
import io.github.nettyaudit.server.web.WebToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the kernel on the page. Those who may read the page can read them; to plan and to apply a change, a token
 * of its own is needed. Immutable.
 */
public final class PageRules {
    private static final int LONGEST_TEXT = 256 << 10;
    private static final int LONGEST_BODY = 2 * LONGEST_TEXT;
    /** The status {@code Locked}: 409 is for plans that do not fit. */
    private static final int BEING_CHANGED = 423;
    private static final String NO_TOKEN = "the rules cannot be changed here: set rules-token in the section page of"
            + " the configuration to allow it";

    private final @Nullable RuleChanges changes;
    private final @Nullable WebToken token;
    private final String reason;

    private PageRules(@Nullable RuleChanges changes, @Nullable WebToken token, String reason) {
        this.changes = changes;
        this.token = token;
        this.reason = reason;
    }

    /**
     * Rules of a kernel.
     *
     * @param changes asks the kernel
     * @param token   allows changes; {@code null} to allow none
     * @return the rules
     */
    public static PageRules of(RuleChanges changes, @Nullable WebToken token) {
        return new PageRules(changes, token, NO_TOKEN);
    }

    /**
     * No rules, because records come from elsewhere.
     *
     * @param reason a sentence that says so
     * @return the rules
     */
    public static PageRules none(String reason) {
        return new PageRules(null, null, reason);
    }

    void addTo(WebRoutes.Builder routes) {
        WebAccess access = changes == null || token == null ? WebAccess.unavailable(reason) : WebAccess.of(token);
        routes.get("/api/rules", WebAccess.READER, request -> request.work(this::list))
                .get("/api/rules/change", WebAccess.READER, request -> change().now())
                .post("/api/rules/plan", access, LONGEST_TEXT, request -> request.work(() -> plan(request)))
                .post("/api/rules/apply", access, LONGEST_BODY, this::apply);
    }

    private WebResponse list() throws InterruptedException {
        RuleChanges present = changes;
        if (present == null) {
            return WebResponse.json(200, PageJson.object(json -> {
                json.name("rules").beginArray().endArray();
                json.name("writable").value(false);
                json.text("reason", reason);
            }));
        }
        String refusal = present.refusal();
        if (refusal != null) {
            return WebResponse.problem(BEING_CHANGED, refusal); // a listing would show a part of the change
        }
        try {
            RuleEditor.Loaded loaded = present.editor().list();
            boolean isWritable = token != null && !loaded.isLocked();
            return WebResponse.json(200, PageJson.object(json -> {
                json.name("rules").beginArray();
                loaded.rules().forEach(rule -> write(json, rule));
                json.endArray();
                json.name("writable").value(isWritable);
                if (!isWritable) {
                    json.text("reason", loaded.isLocked() ? RulesLockedException.LOCKED : reason);
                }
            }));
        } catch (ServerException e) {
            return refused(e);
        }
    }

    private static void write(JsonWriter json, AuditRule rule) {
        AuditRuleFilter filter = AuditRuleFilter.of(rule.filter());
        json.beginObject().name("text").raw(PageJson.escapedText(rule.toString()));
        json.text("list", filter == null ? Integer.toString(rule.filter()) : filter.toString());
        if (!rule.keys().isEmpty()) {
            json.name("key").raw(PageJson.escapedText(String.join(", ", rule.keys())));
        }
        json.endObject();
    }

    private RuleChanges changes() {
        if (changes == null) {
            throw new IllegalStateException(reason); // the routes do not lead here
        }
        return changes;
    }

    /** The change that was begun last. */
    private WebResponse change() {
        RuleChanges.Change latest = changes == null ? null : changes.latest();
        return PageJson.answer(PageJson.object(json -> {
            if (latest == null) {
                json.text("state", "none");
            } else {
                latest.write(json);
            }
        }));
    }

    private WebResponse plan(WebRequest request) throws InterruptedException {
        String refusal = changes().refusal();
        if (refusal != null) {
            return WebResponse.problem(BEING_CHANGED, refusal);
        }
        try {
            RuleEditor.Planned planned = changes().editor().plan(body(request).rules());
            AuditRulePlan plan = planned.plan();
            return WebResponse.json(200, PageJson.object(json -> {
                json.name("plan").beginArray();
                if (plan != null) {
                    write(json, plan);
                }
                json.endArray();
                json.text("digest", planned.digest());
                json.name("problems").beginArray();
                planned.problems().forEach(problem -> {
                    json.beginObject();
                    if (problem.line() > 0) {
                        json.number("line", problem.line());
                    }
                    json.text("message", problem.message()).endObject();
                });
                json.endArray();
            }));
        } catch (IOException e) {
            return WebResponse.problem(400, String.valueOf(e.getMessage()));
        } catch (ServerException e) {
            return refused(e);
        }
    }

    /** A rule that moves is deleted and added again. */
    private static void write(JsonWriter json, AuditRulePlan plan) {
        List<AuditRule> added = new ArrayList<>();
        Set<AuditRule> deleted = new HashSet<>();
        for (AuditRulePlanStep step : plan.steps()) {
            if (step.reason() != AuditRulePlanStep.Reason.PLACEHOLDER) {
                if (step.adding()) {
                    added.add(step.rule());
                } else {
                    deleted.add(step.rule().asLoaded());
                }
            }
        }
        for (AuditRule rule : plan.loaded()) {
            write(json, deleted.contains(rule.asLoaded()) ? "delete" : "keep", rule);
        }
        added.forEach(rule -> write(json, "add", rule));
    }

    private static void write(JsonWriter json, String change, AuditRule rule) {
        json.beginObject().text("change", change).name("text").raw(PageJson.escapedText(rule.toString()));
        json.endObject();
    }

    private CompletionStage<WebResponse> apply(WebRequest request) {
        Body body;
        try {
            body = body(request);
        } catch (IOException e) {
            return WebResponse.problem(400, String.valueOf(e.getMessage())).now();
        }
        return body.digest().isEmpty() ? WebResponse.problem(400, "there is no digest: JSON needs it beside the"
                + " rules, and the header Content-Type: application/json; rules as text need the parameter digest").now()
                : apply(body.rules(), body.digest());
    }

    /** What is asked for: lines of a rule file, or a JSON object. */
    private record Body(String rules, String digest) {
    }

    private static Body body(WebRequest request) throws IOException {
        String digest = request.parameter("digest");
        String type = request.header("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return new Body(AuditRuleParser.text(request.body()), digest == null ? "" : digest);
        }
        String rules = null;
        try (JsonParser parser = new JsonFactory().createParser(request.body())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the body is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String value = parser.nextTextValue();
                if (name.equals("rules")) {
                    rules = value;
                } else if (name.equals("digest")) {
                    digest = value;
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException("the body is not JSON", e);
        }
        if (rules == null) {
            throw new IOException("the body needs the text rules");
        }
        return new Body(rules, digest == null ? "" : digest);
    }

    private CompletionStage<WebResponse> apply(String text, String digest) {
        CompletionStage<RuleChanges.Change> change = changes().begin(text, digest);
        return change == null ? WebResponse.problem(BEING_CHANGED, String.valueOf(changes().refusal())).now()
                : change.thenApply(PageRules::answer);
    }

    private static WebResponse answer(RuleChanges.Change change) {
        return switch (change.state()) {
            case APPLYING -> WebResponse.json(202, PageJson.object(change::write));
            case APPLIED -> WebResponse.json(200, PageJson.object(change::write));
            case STALE -> WebResponse.problem(409, change.message());
            case FAILED -> WebResponse.problem(502, change.message());
        };
    }

    private static WebResponse refused(ServerException problem) {
        return WebResponse.problem(502, String.valueOf(problem.getMessage()));
    }
}

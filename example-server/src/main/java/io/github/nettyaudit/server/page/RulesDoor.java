package io.github.nettyaudit.server.page;

import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.ctl.RuleEditor;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.web.WebAccess;
import io.github.nettyaudit.server.web.WebRequest;
import io.github.nettyaudit.server.web.WebResponse;
import io.github.nettyaudit.server.web.WebToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules, as the page shows and changes them. One request at a time; they block. */
final class RulesDoor {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(RulesDoor.class);
    private static final String NO_TOKEN = "Rules cannot be changed here: the configuration has no page.rules-token.";
    private static final String NO_KERNEL = "The records do not come from the kernel of this host, so there are no rules here.";
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final boolean isKernel;
    private final @Nullable WebToken token;
    private final RuleEditor editor = new RuleEditor();
    private volatile long count = -1;

    RulesDoor(boolean isKernel, @Nullable WebToken token) {
        this.isKernel = isKernel;
        this.token = token;
    }

    /** How many rules there were when they were listed last; -1 if they were not. */
    long count() {
        return count;
    }

    /** Who may change rules. */
    WebAccess access() {
        if (!isKernel) {
            return WebAccess.unavailable(NO_KERNEL);
        }
        return token == null ? WebAccess.unavailable(NO_TOKEN) : WebAccess.of(token);
    }

    synchronized WebResponse list() throws InterruptedException {
        List<String> rules;
        try {
            rules = isKernel ? editor.list() : List.of();
        } catch (ServerException e) {
            return WebResponse.problem(503, "The rules cannot be read: " + e.getMessage());
        }
        count = isKernel ? rules.size() : -1;
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject().name("writable").value(isKernel && token != null);
        if (!isKernel || token == null) {
            json.text("reason", isKernel ? NO_TOKEN : NO_KERNEL);
        }
        json.name("rules").beginArray();
        rules.forEach(rule -> json.beginObject().text("text", rule).endObject());
        json.endArray().endLine();
        return WebResponse.json(200, ByteBufUtil.getBytes(out));
    }

    synchronized WebResponse plan(WebRequest request) throws InterruptedException {
        RuleEditor.Plan plan;
        try {
            plan = editor.plan(request.text());
        } catch (ServerException e) {
            return WebResponse.problem(503, String.valueOf(e.getMessage()));
        }
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject().text("digest", plan.digest());
        json.name("plan").beginArray();
        plan.steps().forEach(step -> json.beginObject().text("change", step.change().name().toLowerCase(Locale.ROOT))
                .text("text", step.text()).endObject());
        json.endArray().name("problems").beginArray();
        plan.problems().forEach(problem -> json.beginObject().text("message", problem).endObject());
        json.endArray().endLine();
        return WebResponse.json(200, ByteBufUtil.getBytes(out));
    }

    /** The digest is in the query, and the body is the text of the rules, as for the plan. */
    synchronized WebResponse apply(WebRequest request) throws InterruptedException {
        String digest = request.parameter("digest");
        if (digest == null || !DIGEST.matcher(digest).matches()) {
            return WebResponse.problem(400, "The digest of a plan is missing: make a plan first.");
        }
        try {
            String done = editor.apply(request.text(), digest);
            LOG.info("the page has changed the rules: {}", done);
            ByteBuf out = Unpooled.buffer();
            new JsonWriter().to(out).beginObject().text("message", done).endLine();
            return WebResponse.json(200, ByteBufUtil.getBytes(out));
        } catch (RuleEditor.StalePlanException e) {
            return WebResponse.problem(409, String.valueOf(e.getMessage()));
        } catch (ServerException e) {
            return WebResponse.problem(503, String.valueOf(e.getMessage()));
        }
    }
}

import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** A node of OpenSearch that serves a port of the loopback interface until it is killed. Java starts it from this source. */
public final class OpenSearchNode extends Node {
    private OpenSearchNode(Environment environment) {
        super(environment, List.of(Netty4Plugin.class), false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.builder().put("path.home", arguments[0]).put("cluster.name", "test")
                .put("node.name", "test").put("discovery.type", "single-node").put("network.host", "127.0.0.1")
                .put("http.port", arguments[1]).put("transport.port", arguments[2]).put("http.type", "netty4")
                .put("transport.type", "netty4").put("http.max_content_length", "2mb").build();
        new OpenSearchNode(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test")).start();
        Thread.currentThread().join(); // its own threads are daemons
    }
}

package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A door is opened anew, or stays. */
class ServedDoorTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8));
    private final Set<String> taken = new HashSet<>();
    private final Set<String> deleted = new HashSet<>();
    private final List<String> steps = new ArrayList<>();
    private final ServedDoor<String> door = new ServedDoor<>("the page is", Function.identity(),
            section -> !deleted.contains(section), this::open, operator);

    private Runnable open(String section) throws IOException {
        if (taken.contains(section)) {
            throw new IOException("cannot listen at " + section);
        }
        steps.add("+" + section);
        return () -> steps.add("-" + section);
    }

    @AfterEach
    void close() {
        operator.close();
    }

    private String said() {
        operator.close(); // all is written
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void closesTheOldOneBeforeTheNewOneIsOpened() throws Exception {
        door.start("a");
        assertThat(door.reload("a")).as("the same section").isFalse();
        assertThat(door.reload("b")).isTrue();
        door.close();
        door.close();
        assertThat(steps).containsExactly("+a", "-a", "+b", "-b");
    }

    @Test
    void opensTheOldOneAgainIfTheNewOneCannotBeOpened() throws Exception {
        door.start("a");
        taken.add("b");
        assertThat(door.reload("b")).isTrue();
        assertThat(steps).containsExactly("+a", "-a", "+a");
        assertThat(door.reload("a")).as("it is open").isFalse();
        assertThat(said()).contains("cannot listen at b; the page is served as before");
    }

    @Test
    void isClosedIfNeitherCanBeOpenedAndIsTriedAgain() throws Exception {
        door.start("a");
        taken.addAll(List.of("a", "b"));
        assertThat(door.reload("b")).isTrue();
        taken.clear();
        assertThat(door.reload("b")).as("the next SIGHUP").isTrue();
        assertThat(steps).containsExactly("+a", "-a", "+b");
        assertThat(said()).contains("cannot listen at b; the page is not served any more").contains("cannot listen at a");
    }

    @Test
    void opensAgainWhatSomebodyHasDeleted() throws Exception {
        door.start("a");
        deleted.add("a");
        assertThat(door.reload("a")).isTrue();
        deleted.clear();
        assertThat(door.reload("a")).isFalse();
        assertThat(steps).containsExactly("+a", "-a", "+a");
    }

    @Test
    void endsAndBegins() throws Exception {
        assertThat(door.reload(null)).isFalse();
        assertThat(door.reload("a")).isTrue();
        assertThat(door.reload(null)).isTrue();
        assertThat(steps).containsExactly("+a", "-a");
        assertThat(said()).contains("the page is not served any more");
    }

    @Test
    void tellsWhyItCannotStart() {
        taken.add("a");
        assertThatThrownBy(() -> door.start("a")).isInstanceOf(ServerException.class).hasMessage("cannot listen at a");
    }
}

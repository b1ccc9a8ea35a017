package io.github.nettyaudit.codec.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NameServiceTest {
    private final List<String> asked = new ArrayList<>();
    private long now;

    private final NameService service = new NameService() {
        @Override
        public @Nullable String user(int id) {
            asked.add("user " + Integer.toUnsignedString(id));
            return id == 1000 ? "tom" : null;
        }

        @Override
        public @Nullable String group(int id) {
            asked.add("group " + Integer.toUnsignedString(id));
            return id == 1000 ? "cats" : null;
        }

        @Override
        public long userId(String name) {
            asked.add("id of user " + name);
            return name.equals("tom") ? 1000 : -1;
        }

        @Override
        public long groupId(String name) {
            asked.add("id of group " + name);
            return name.equals("cats") ? 1000 : -1;
        }
    };

    @Test
    void usersAndGroupsHaveTheNamesOfTheService() {
        Meanings meanings = new Meanings(AuditInterpreter.builder().names(service).build());
        assertThat(meanings.of("uid", "SYSCALL", "uid=1000")).isEqualTo("tom");
        assertThat(meanings.of("gid", "SYSCALL", "gid=1000")).isEqualTo("cats");
        assertThat(meanings.of("gid", "SYSCALL", "gid=4294967294")).isEqualTo("unknown(4294967294)");
        assertThat(asked).containsExactly("user 1000", "group 1000", "group 4294967294");
    }

    @Test
    void nobodyAsksForRootOrForNobodyAtAll() {
        Meanings meanings = new Meanings(AuditInterpreter.builder().names(service).build());
        assertThat(meanings.of("uid", "SYSCALL", "uid=0")).isEqualTo("root");
        assertThat(meanings.of("auid", "SYSCALL", "auid=4294967295")).isEqualTo("unset");
        assertThat(asked).isEmpty();
    }

    @Test
    void answersAreKeptForAWhile() {
        CachedNameService cached = new CachedNameService(service, 10, 5, () -> now);
        assertThat(cached.user(1000)).isEqualTo("tom");
        assertThat(cached.user(1000)).isEqualTo("tom");
        assertThat(cached.user(7)).isNull();
        assertThat(cached.user(7)).isNull();
        assertThat(cached.group(1000)).isEqualTo("cats");
        assertThat(asked).containsExactly("user 1000", "user 7", "group 1000");
        now += TimeUnit.SECONDS.toNanos(5);
        assertThat(cached.user(1000)).isEqualTo("tom");
        assertThat(asked).hasSize(4);
    }

    @Test
    void idsOfNamesAreKeptForAWhileAndWithinTheCapacity() {
        CachedNameService cached = new CachedNameService(service, 2, 5, () -> now);
        for (int i = 0; i < 2; i++) {
            assertThat(cached.userId("tom")).isEqualTo(1000);
            assertThat(cached.userId("jerry")).isEqualTo(-1);
            assertThat(cached.groupId("cats")).isEqualTo(1000);
        }
        assertThat(asked).containsExactly("id of user tom", "id of user jerry", "id of group cats");
        cached.userId("spike");
        cached.userId("tom");
        assertThat(asked).endsWith("id of user spike", "id of user tom");
        now += TimeUnit.SECONDS.toNanos(5);
        cached.groupId("cats");
        assertThat(asked).hasSize(6);
    }

    @Test
    void theCacheDoesNotGrowBeyondItsCapacity() {
        CachedNameService cached = new CachedNameService(service, 2, 1000, () -> now);
        cached.user(1);
        cached.user(2);
        cached.user(3);
        cached.user(3);
        cached.user(1);
        assertThat(asked).containsExactly("user 1", "user 2", "user 3", "user 1");
        assertThatThrownBy(() -> new CachedNameService(service, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}

package io.github.nettyaudit.codec.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberTableTest {
    private final NumberTable table = NumberTable.of(List.of(new String[] {"1", "one"},
            new String[] {"0x80000000", "top"}, new String[] {"1", "uno"}, new String[] {"100000", "far"}));

    @Test
    void nearAndFarNumbersHaveNames() {
        assertThat(table.name(1)).isEqualTo("one");
        assertThat(table.name(0x80000000)).isEqualTo("top");
        assertThat(table.name(100_000)).isEqualTo("far");
        assertThat(table.name(0)).isNull();
        assertThat(table.name(2)).isNull();
        assertThat(table.name(-1)).isNull();
        assertThat(table.name(99_999)).isNull();
    }

    @Test
    void aliasesAreUnderstoodButNotPrinted() {
        assertThat(table.number("uno", -7)).isEqualTo(1);
        assertThat(table.number("due", -7)).isEqualTo(-7);
        assertThat(table.number("far", -7)).isEqualTo(100_000);
        List<String> names = new ArrayList<>();
        table.forEach((number, name) -> names.add(number + name));
        assertThat(names).containsExactly("1one", "-2147483648top", "100000far");
    }

    @Test
    void aTableWithoutRowsKnowsNothing() {
        assertThat(NumberTable.of(List.of()).name(0)).isNull();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedBytesTest {

  @Test
  void shouldGiveBackValuesOfEveryLengthAcrossBlocks() {
    PackedBytes packed = new PackedBytes();
    List<byte[]> values = new ArrayList<>();
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 127, 128, 255, 256, 65_535, 65_536, 262_141, 3, 262_141}) {
      byte[] value = new byte[length];
      random.nextBytes(value);
      values.add(value);
      assertThat(packed.add(value)).isEqualTo(values.size() - 1);
    }
    assertThat(packed.size()).isEqualTo(values.size());
    for (int i = 0; i < values.size(); i++) {
      assertThat(packed.get(i)).isEqualTo(values.get(i));
      assertThat(packed.matches(i, values.get(i))).isTrue();
      assertThat(packed.hash(i)).isEqualTo(PackedBytes.hash(values.get(i)));
      assertThat(packed.matches(i, values.get((i + 1) % values.size()))).isFalse();
    }
  }

  @Test
  void shouldRefuseAValueLongerThanABlock() {
    assertThatThrownBy(() -> new PackedBytes().add(new byte[PackedBytes.MAX_VALUE_BYTES + 1]))
        .isInstanceOf(DatasetException.class)
        .hasMessage("a value has 262142 bytes: ids, names and paths have at most 262141");
  }

  @Test
  void shouldNumberDistinctValuesInTheOrderTheyCame() {
    ByteTable table = new ByteTable();
    Map<String, Integer> expected = new HashMap<>();
    Random random = new Random(2);
    for (int i = 0; i < 50_000; i++) {
      String value = "v" + random.nextInt(20_000);
      boolean isNew = !expected.containsKey(value);
      int number = expected.computeIfAbsent(value, key -> expected.size());
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (i % 2 == 0) {
        assertThat(table.intern(bytes)).isEqualTo(number);
      } else {
        assertThat(table.add(bytes)).isEqualTo(isNew);
      }
    }
    assertThat(table.size()).isEqualTo(expected.size());
    expected.forEach(
        (value, number) -> {
          assertThat(table.find(value.getBytes(StandardCharsets.UTF_8))).isEqualTo(number);
          assertThat(table.get(number)).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
        });
    assertThat(table.find(new byte[] {'w'})).isEqualTo(-1);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.HmacKey;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedOrderTest {

  private static final int[] ORDINALS = IntStream.range(0, 200).toArray();

  @TempDir Path folder;

  @Test
  void shouldStayTheSameForTheSameKeyAndDataset() {
    HmacKey key = HmacKey.loadOrCreate(folder.resolve("split.key"));

    assertThat(new KeyedOrder(key, "d1").sorted("held-out", ORDINALS))
        .isEqualTo(
            new KeyedOrder(HmacKey.load(folder.resolve("split.key")), "d1")
                .sorted("held-out", ORDINALS));
  }

  @Test
  void shouldDifferByKeyDatasetAndPurpose() {
    SampleOrder order = new KeyedOrder(HmacKey.loadOrCreate(folder.resolve("a.key")), "d1");
    SampleOrder otherKey = new KeyedOrder(HmacKey.loadOrCreate(folder.resolve("b.key")), "d1");
    SampleOrder otherDataset = new KeyedOrder(HmacKey.load(folder.resolve("a.key")), "d2");

    int[] sorted = order.sorted("held-out", ORDINALS);

    assertThat(sorted).containsExactlyInAnyOrder(ORDINALS);
    assertThat(otherKey.sorted("held-out", ORDINALS)).isNotEqualTo(sorted);
    assertThat(otherDataset.sorted("held-out", ORDINALS)).isNotEqualTo(sorted);
    assertThat(order.sorted("members", ORDINALS)).isNotEqualTo(sorted);
    assertThat(order.seed("folds")).isNotEqualTo(otherKey.seed("folds"));
  }
}

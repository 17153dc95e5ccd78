// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.learning.source.BundleFixture;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class OwnersTest {

  private static Owners owners(String... names) {
    Owners.Builder builder = Owners.Builder.ofText();
    for (String name : names) {
      builder.add(name);
    }
    return builder.build();
  }

  @Test
  void shouldMapOwnersToTheSortedOrdinalsThatTheFilterTakes() {
    Map<String, int[]> map =
        owners("bob", "", "alice", "bob", "zoé", "bob").ordinals(ordinal -> ordinal != 4);

    assertThat(map).hasSize(2).containsOnlyKeys("bob", "alice");
    assertThat(map.keySet()).containsExactly("bob", "alice");
    assertThat(map.get("bob")).containsExactly(0, 3, 5);
    assertThat(map.get("alice")).containsExactly(2);
    assertThat(map.get("zoé")).as("filtered out").isNull();
    assertThat(map.get("carol")).isNull();
    assertThat(map.get("")).as("nobody is no owner").isNull();
    assertThat(map).containsKey("bob").doesNotContainKey("zoé");
  }

  @Test
  void shouldHaveNothingMoreThanItHas() {
    var entries = owners("bob").ordinals(ordinal -> true).entrySet().iterator();
    assertThat(entries.next().getKey()).isEqualTo("bob");
    assertThat(entries.hasNext()).isFalse();
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    assertThat(Owners.nobody(3).ordinals(ordinal -> true)).isEmpty();
  }

  @Test
  void shouldNotShowNames() {
    assertThat(owners("bob", "alice").ordinals(ordinal -> true))
        .hasToString("ordinals of 2 owners");
  }

  @Test
  void shouldKeepWhoOwnsWhatUnderKeys() {
    Owners keyed = owners("bob", "", "alice", "bob").keyed(BundleFixture::key);

    assertThat(keyed.nameOf(0)).isEqualTo(BundleFixture.key("bob"));
    assertThat(keyed.nameOf(1)).isEmpty();
    Map<String, int[]> map = keyed.ordinals(ordinal -> true);
    assertThat(map.get(BundleFixture.key("bob"))).containsExactly(0, 3);
    assertThat(map.get("bob")).isNull();
    assertThat(map.get(BundleFixture.key("carol"))).isNull();
  }
}

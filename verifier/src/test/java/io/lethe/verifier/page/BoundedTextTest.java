// SPDX-License-Identifier: Apache-2.0
package io.lethe.verifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedTextTest {

  @Test
  void shouldLeaveATextThatIsShortEnough() {
    assertThat(BoundedText.of("faces of Zoë, 日本", 100)).isEqualTo("faces of Zoë, 日本");
    assertThat(BoundedText.of("12345", 5)).isEqualTo("12345");
    assertThat(BoundedText.of("", 3)).isEmpty();
  }

  @Test
  void shouldCutWhereAnEllipsisHasRoom() {
    assertThat(BoundedText.of("123456", 5)).isEqualTo("12…");
    assertThat(BoundedText.of("é日本語", 6)).isEqualTo("é…");
  }

  @Test
  void shouldReplaceWhatIsNotThereToBeRead() {
    assertThat(BoundedText.of("a\nb\0c\u202Ed\uD800e", 100)).isEqualTo("a b c?d?e");
  }

  @Test
  void shouldAlwaysGiveUnicodeThatFits() {
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder();
      IntStream.range(0, random.nextInt(40))
          .forEach(each -> text.append((char) random.nextInt(0x10000)));
      int most = 3 + random.nextInt(60);

      String bounded = BoundedText.of(text.toString(), most);

      assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(bounded)).isTrue();
      assertThat(bounded.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {

  @Test
  void shouldTellMetricsFromFunctionsAndLabels() {
    PromQl query =
        PromQl.parse(
            "sum by (model, le) (rate(a_total{state=\"OPEN\", topic=~\"b|c\"}[5m])) > 4.5 * 3600"
                + " unless on (model) max(d offset 1h) == 0");

    assertThat(query.selectors())
        .containsExactly(
            new PromQl.Selector("a_total", Set.of("state", "topic")),
            new PromQl.Selector("d", Set.of()));
    assertThat(query.groupings()).containsExactlyInAnyOrder("model", "le");
  }

  @Test
  void shouldNotTakeTextInStringsForNames() {
    assertThat(PromQl.parse("up{job=\"lethe{x}\"}").selectors())
        .containsExactly(new PromQl.Selector("up", Set.of("job")));
  }

  @Test
  void shouldRefuseAFunctionThatIsNone() {
    assertThatThrownBy(() -> PromQl.parse("increas(a_total[1h])"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("increas");
  }
}

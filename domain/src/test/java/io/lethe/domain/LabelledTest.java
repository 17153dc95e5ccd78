// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelledTest {

  private enum Colour implements Labelled {
    RED("red"),
    DARK_BLUE("dark-blue");

    private final String label;

    Colour(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  @Test
  void shouldFindAConstantByExactlyItsName() {
    assertThat(Labelled.find(Colour.class, "dark-blue")).contains(Colour.DARK_BLUE);
    assertThat(Labelled.find(Colour.class, "DARK_BLUE")).isEmpty();
    assertThat(Labelled.find(Colour.class, "Red")).isEmpty();
  }

  @Test
  void shouldListTheNamesInTheirOrder() {
    assertThat(Labelled.labels(Colour.class)).containsExactly("red", "dark-blue");
  }
}

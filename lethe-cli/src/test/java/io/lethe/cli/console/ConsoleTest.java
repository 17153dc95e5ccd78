// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  private final StringWriter text = new StringWriter();

  @Test
  void shouldKeepStatusLinesOutOfAFile() {
    Console console = new Console(new PrintWriter(text), false);

    console.status("half way");
    console.line("done");

    assertThat(text.toString()).isEqualTo("done" + System.lineSeparator());
  }

  @Test
  void shouldReplaceTheStatusOnATerminal() {
    Console console = new Console(new PrintWriter(text), true);

    console.status("half way");
    console.line("done");

    assertThat(text.toString())
        .isEqualTo("\r\u001b[2Khalf way\r\u001b[2Kdone" + System.lineSeparator());
  }

  @Test
  void shouldTellAPhaseThatIsDoneAndNotOneThatTookNoTime() {
    Console console = new Console(new PrintWriter(text), false);

    console.progress().progress("decode", 5, 5);

    assertThat(text.toString()).isEmpty();
  }

  @Test
  void shouldTellDurationsAsAPersonDoes() {
    assertThat(Console.human(Duration.ofMillis(850))).isEqualTo("850 ms");
    assertThat(Console.human(Duration.ofMillis(12_340))).isEqualTo("12.3 s");
    assertThat(Console.human(Duration.ofSeconds(245))).isEqualTo("4 min 05 s");
  }

  @Test
  void shouldAlignColumns() {
    TextTable table = new TextTable("name", "n").row("a", "10").row("longer", "2");

    assertThat(table.lines())
        .containsExactly("name      n", "-----------", "a        10", "longer    2");
  }

  @Test
  void shouldRefuseARowOfAnotherWidth() {
    TextTable table = new TextTable("name", "n");

    assertThatThrownBy(() -> table.row("only one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 cells")
        .hasMessageContaining("2 columns");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.topic.Party;
import io.lethe.schemas.topic.Storage;
import io.lethe.schemas.topic.Topic;
import io.lethe.schemas.topic.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of topics in docs/architecture.md says what the catalogue says. */
class TopicTableTest {
  private static final Path PAGE = Path.of("..", "docs", "architecture.md");
  private static final String HEAD =
      "| topic | key | value | kept | made by | written by | read by |";
  private static final int VALUE = 2;

  @Test
  void shouldSayWhatTheCatalogueSays() throws Exception {
    List<List<String>> documented = new ArrayList<>();
    for (List<String> row : rows()) {
      List<String> checked = new ArrayList<>(row);
      checked.set(VALUE, typeOf(row.get(VALUE)));
      documented.add(checked);
    }

    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            Topics.all().stream().map(TopicTableTest::row).toList());
  }

  private static List<String> row(Topic<?> topic) {
    return List.of(
        "`" + topic.name() + "`",
        topic.keyMeaning(),
        topic.valueType().getSimpleName(),
        kept(topic.storage()),
        topic.access().creator().label(),
        labels(topic.access().writers()),
        labels(topic.access().readers()));
  }

  private static String kept(Storage storage) {
    return switch (storage.cleanup()) {
      case COMPACT -> "last of a key";
      case DELETE -> storage.retention().toDays() + " days";
      case KEEP_FOREVER -> "for ever";
    };
  }

  private static String labels(Collection<Party> parties) {
    return parties.stream().map(Party::label).collect(Collectors.joining(", "));
  }

  /** The cell says more than the type's name, which comes first. */
  private static String typeOf(String cell) {
    return cell.split("`", -1)[1];
  }

  private static List<List<String>> rows() throws Exception {
    return Files.readAllLines(PAGE).stream()
        .dropWhile(line -> !line.equals(HEAD))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
        .map(cells -> Stream.of(cells).map(String::strip).toList())
        .toList();
  }
}

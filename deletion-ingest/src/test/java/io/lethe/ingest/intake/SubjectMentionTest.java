// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.domain.crypto.SubjectKeys;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of a subject that is known by its key alone. */
class SubjectMentionTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Jane Doe; on behalf of Jane Doe.; true",
        "Jane Doe; Jane is not Doe; false",
        "Anna Maria von Berg; (Anna Maria von Berg) came back; true",
        "alice@example.org; id=alice@example.org; true",
        "alice@example.org; 'tenant shop/alice@example.org, she asked'; true",
        "person-17; user=person-17; true",
        "person-17; person-170; false"
      })
  void shouldFindAnIdOfSeveralWordsAndOneBehindASign(String id, String text, boolean named) {
    SubjectKeys keys = SubjectKeys.loadOrCreate(folder.resolve("subjects.key"));

    assertThat(SubjectMention.names(text, keys, keys.keyOf(id))).isEqualTo(named);
  }
}

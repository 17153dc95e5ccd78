// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.schemas.ModelEvent;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** What every client does. */
abstract class SchemaRegistryClientContract {

  static final Schema FIRST = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
  static final Schema SECOND =
      SchemaBuilder.record("R").fields().requiredString("a").optionalLong("b").endRecord();
  static final Schema INCOMPATIBLE =
      SchemaBuilder.record("R").fields().requiredLong("a").endRecord();

  /** A client of a registry that lives as long as the test. */
  abstract SchemaRegistryClient client();

  @Test
  void shouldGiveTheRegisteredSchemaByItsId() {
    int id = client().register("t-value", FIRST);

    assertThat(client().schemaById(id)).isEqualTo(FIRST);
  }

  @Test
  void shouldGiveEqualSchemasOneId() {
    int id = client().register("t-value", FIRST);

    assertThat(client().register("t-value", FIRST)).isEqualTo(id);
    assertThat(client().register("other-value", FIRST)).isEqualTo(id);
    assertThat(client().register("t-value", SECOND)).isNotEqualTo(id);
  }

  @Test
  void shouldKnowWhatIsRegisteredUnderASubjectOnly() {
    int id = client().register("t-value", FIRST);

    assertThat(client().idOf("t-value", FIRST)).contains(id);
    assertThat(client().idOf("t-value", SECOND)).isEmpty();
    assertThat(client().idOf("other-value", FIRST)).isEmpty();
  }

  @Test
  void shouldRefuseAnIncompatibleSchema() {
    client().register("t-value", FIRST);

    assertThatThrownBy(() -> client().register("t-value", INCOMPATIBLE))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("t-value");
    assertThat(client().idOf("t-value", INCOMPATIBLE)).isEmpty();
  }

  @Test
  void shouldSayThatAnIdIsUnknown() {
    assertThatThrownBy(() -> client().schemaById(4711))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("4711");
  }

  @Test
  void shouldRegisterGeneratedSchemasAsOtherLanguagesWould() {
    int id = client().register("t-value", ModelEvent.getClassSchema());

    assertThat(client().schemaById(id).toString()).doesNotContain("avro.java.string");
  }
}

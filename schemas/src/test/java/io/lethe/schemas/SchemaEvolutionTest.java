// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.schemas.registry.FullTransitiveCompatibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {

  static Stream<String> names() {
    return SchemaFiles.current().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldBeFullTransitiveCompatibleWithEveryRelease(String name) {
    Schema current = SchemaFiles.current().get(name);
    List<Schema> released =
        SchemaFiles.releases().stream()
            .filter(release -> release.containsKey(name))
            .map(release -> release.get(name))
            .toList();

    assertThat(FullTransitiveCompatibility.problems(current, released)).isEmpty();
  }

  @Test
  void shouldKeepEveryReleasedRecord() {
    for (Map<String, Schema> release : SchemaFiles.releases()) {
      assertThat(SchemaFiles.current()).containsKeys(release.keySet().toArray(String[]::new));
    }
    assertThat(SchemaFiles.releases())
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).hasSize(17));
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldRefuseToDropAFieldThatHasNoDefault(String name) {
    Schema current = SchemaFiles.current().get(name);
    Schema.Field dropped =
        current.getFields().stream().filter(f -> !f.hasDefaultValue()).findFirst().orElseThrow();

    List<String> problems =
        FullTransitiveCompatibility.problems(without(current, dropped.name()), List.of(current));

    assertThat(problems)
        .isNotEmpty()
        .allSatisfy(
            problem ->
                assertThat(problem)
                    .contains("An older schema cannot read what the new one writes"));
  }

  @Test
  void shouldRefuseANewFieldWithoutDefault() {
    Schema old = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    Schema next =
        SchemaBuilder.record("R").fields().requiredString("a").requiredLong("b").endRecord();

    assertThat(FullTransitiveCompatibility.problems(next, List.of(old)))
        .singleElement()
        .asString()
        .contains("The new schema cannot read what an older one wrote")
        .contains("b");
  }

  @Test
  void shouldJudgeByAllForerunnersAndNotTheLastAlone() {
    Schema first = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    Schema second = SchemaBuilder.record("R").fields().optionalString("a").endRecord();
    Schema third = SchemaBuilder.record("R").fields().endRecord();

    assertThat(FullTransitiveCompatibility.problems(third, List.of(second))).isEmpty();
    assertThat(FullTransitiveCompatibility.problems(third, List.of(first, second))).hasSize(1);
  }

  @Test
  void shouldAllowANewFieldWithDefault() {
    Schema old = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    Schema next =
        SchemaBuilder.record("R").fields().requiredString("a").optionalLong("b").endRecord();

    assertThat(FullTransitiveCompatibility.problems(next, List.of(old))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldDocumentEveryRecordFieldAndEnum(String name) {
    List<String> undocumented = new ArrayList<>();
    collectUndocumented(SchemaFiles.current().get(name), undocumented);

    assertThat(undocumented).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldHaveUnknownAsDefaultOfEveryEnumAndARoomForAdditions(String name) {
    Schema schema = SchemaFiles.current().get(name);

    assertThat(enums(schema)).allSatisfy(e -> assertThat(e.getEnumDefault()).isEqualTo("UNKNOWN"));
    assertThat(schema.getField("extensions").hasDefaultValue()).isTrue();
  }

  private static Schema without(Schema schema, String dropped) {
    List<Schema.Field> kept =
        schema.getFields().stream()
            .filter(field -> !field.name().equals(dropped))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, kept);
  }

  private static void collectUndocumented(Schema schema, List<String> undocumented) {
    for (Schema named : named(schema)) {
      if (isBlank(named.getDoc())) {
        undocumented.add(named.getFullName());
      }
      if (named.getType() == Schema.Type.RECORD) {
        named.getFields().stream()
            .filter(field -> isBlank(field.doc()))
            .forEach(field -> undocumented.add(named.getFullName() + "." + field.name()));
      }
    }
  }

  private static List<Schema> enums(Schema schema) {
    return named(schema).stream().filter(s -> s.getType() == Schema.Type.ENUM).toList();
  }

  private static List<Schema> named(Schema schema) {
    return switch (schema.getType()) {
      case RECORD ->
          Stream.concat(
                  Stream.of(schema),
                  schema.getFields().stream().flatMap(field -> named(field.schema()).stream()))
              .toList();
      case ENUM -> List.of(schema);
      case UNION -> schema.getTypes().stream().flatMap(each -> named(each).stream()).toList();
      case ARRAY -> named(schema.getElementType());
      case MAP -> named(schema.getValueType());
      case FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> List.of();
    };
  }

  private static boolean isBlank(String doc) {
    return doc == null || doc.isBlank();
  }
}

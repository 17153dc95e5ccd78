// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.registry;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * What a registry of our own holds: schemas by id, and the ids of every subject in order. Ids count
 * from 1; an equal schema has one id, whatever its subject.
 *
 * @param schemas schema texts; the one with id n stands at n - 1
 * @param subjects ids by subject, oldest first
 */
public record RegistryContent(List<String> schemas, Map<String, List<Integer>> subjects) {

  public RegistryContent {
    schemas = List.copyOf(requireNonNull(schemas, "schemas"));
    Map<String, List<Integer>> copy = new LinkedHashMap<>();
    requireNonNull(subjects, "subjects").forEach((key, ids) -> copy.put(key, List.copyOf(ids)));
    subjects = Map.copyOf(copy);
    int known = schemas.size();
    subjects.forEach(
        (subject, ids) -> {
          if (ids.stream().anyMatch(id -> id < 1 || id > known)) {
            throw new IllegalArgumentException(
                "Subject " + subject + " names an id outside 1 to " + known + ": " + ids);
          }
        });
  }

  static RegistryContent empty() {
    return new RegistryContent(List.of(), Map.of());
  }

  /** The schema with an id; empty where there is none. */
  public Optional<String> schemaText(int id) {
    return id < 1 || id > schemas.size() ? Optional.empty() : Optional.of(schemas.get(id - 1));
  }

  /** The ids of a subject, oldest first: the one of version n stands at n - 1. */
  public List<Integer> idsOf(String subject) {
    return subjects.getOrDefault(subject, List.of());
  }

  /** The id of a schema that is registered under a subject; empty where it is not. */
  public Optional<Integer> idOf(String subject, Schema schema) {
    int id = schemas.indexOf(SchemaText.of(schema)) + 1;
    return idsOf(subject).contains(id) ? Optional.of(id) : Optional.empty();
  }

  /** What keeps a schema from following those with these ids; empty where it is compatible. */
  public List<String> problems(Schema schema, List<Integer> forerunners) {
    return FullTransitiveCompatibility.problems(
        schema, forerunners.stream().map(id -> SchemaText.parse(schemas.get(id - 1))).toList());
  }

  /** This content and a schema that joins a subject. */
  RegistryContent with(String subject, Schema schema) {
    if (idOf(subject, schema).isPresent()) {
      return this;
    }
    List<Integer> forerunners = idsOf(subject);
    List<String> problems = problems(schema, forerunners);
    if (!problems.isEmpty()) {
      throw new IncompatibleSchemaException(
          "Subject " + subject + " refuses the schema, it is not FULL_TRANSITIVE: " + problems);
    }
    String text = SchemaText.of(schema);
    requireReadable(subject, text);
    List<String> newSchemas = new ArrayList<>(schemas);
    if (!newSchemas.contains(text)) {
      newSchemas.add(text);
    }
    List<Integer> newIds = new ArrayList<>(forerunners);
    newIds.add(newSchemas.indexOf(text) + 1);
    Map<String, List<Integer>> newSubjects = new LinkedHashMap<>(subjects);
    newSubjects.put(subject, newIds);
    return new RegistryContent(newSchemas, newSubjects);
  }

  /** What is kept must be read by everybody who meets its id, for as long as records have it. */
  private static void requireReadable(String subject, String text) {
    try {
      SchemaText.parse(text);
    } catch (SchemaRegistryException e) {
      throw new IncompatibleSchemaException(
          "Subject "
              + subject
              + " refuses the schema: Avro does not read it again as Avro has written it; look at"
              + " its defaults");
    }
  }
}

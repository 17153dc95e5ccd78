// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.text.TextLimit;
import io.lethe.schemas.registry.RegistryContent;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.avro.Schema;

/** What a registry holds at one moment, as answers in Confluent's form. */
final class RegistryView {
  /** The rule by which a schema follows those of its subject, as the registry's clients name it. */
  static final String COMPATIBILITY = "FULL_TRANSITIVE";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SUBJECT = "subject";
  private static final String VERSION = "version";
  private static final String LATEST = "latest";
  private static final String DIGITS = "[0-9]{1,10}";

  private final RegistryContent content;

  RegistryView(RegistryContent content) {
    this.content = content;
  }

  /** The schema with an id, as JSON in a text. */
  ObjectNode schema(String id) {
    return MAPPER.createObjectNode().put("schema", text(id));
  }

  /** The schema with an id, as JSON. */
  String text(String id) {
    return content.schemaText(known(id)).orElseThrow();
  }

  /** Under which subjects a schema is registered. */
  ArrayNode subjectsOf(String id) {
    ArrayNode subjects = MAPPER.createArrayNode();
    versionsOf(id).forEach(each -> subjects.add(each.get(SUBJECT)));
    return subjects;
  }

  /** Under which subjects and versions a schema is registered. */
  ArrayNode versionsOf(String id) {
    int number = known(id);
    ArrayNode versions = MAPPER.createArrayNode();
    for (String subject : subjectNames()) {
      int version = content.idsOf(subject).indexOf(number) + 1;
      if (version > 0) {
        versions.addObject().put(SUBJECT, subject).put(VERSION, version);
      }
    }
    return versions;
  }

  /** The subjects whose names begin so. */
  ArrayNode subjects(String prefix) {
    ArrayNode subjects = MAPPER.createArrayNode();
    subjectNames().stream().filter(name -> name.startsWith(prefix)).forEach(subjects::add);
    return subjects;
  }

  /** A subject's versions: 1, 2, ... */
  ArrayNode versions(String subject) {
    ArrayNode versions = MAPPER.createArrayNode();
    for (int version = 1; version <= ids(subject).size(); version++) {
      versions.add(version);
    }
    return versions;
  }

  /**
   * One version of a subject.
   *
   * @param version its number, {@code latest} or -1
   */
  ObjectNode version(String subject, String version) {
    return registered(subject, id(subject, version));
  }

  /** The schema of one version of a subject, as JSON. */
  String text(String subject, String version) {
    return content.schemaText(id(subject, version)).orElseThrow();
  }

  /** Where a schema stands under a subject. */
  ObjectNode find(String subject, Schema schema) {
    ids(subject);
    return registered(
        subject,
        content
            .idOf(subject, schema)
            .orElseThrow(
                () ->
                    new RefusedCallException(
                        Fault.UNKNOWN_SCHEMA,
                        "Schema not found: " + quoted(subject) + " has no equal one")));
  }

  /** The rule of all subjects. */
  static ObjectNode compatibility() {
    return MAPPER.createObjectNode().put("compatibilityLevel", COMPATIBILITY);
  }

  /** The rule of a subject. */
  ObjectNode compatibility(String subject) {
    ids(subject);
    return compatibility();
  }

  /**
   * Whether a schema could follow one version of a subject, or all.
   *
   * @param version empty for all; then a subject that does not exist has none
   * @param verbose whether to say what stands against it
   */
  ObjectNode isCompatible(
      String subject, Optional<String> version, Schema schema, boolean verbose) {
    List<Integer> forerunners =
        version.map(one -> List.of(id(subject, one))).orElseGet(() -> content.idsOf(subject));
    List<String> problems = content.problems(schema, forerunners);
    ObjectNode answer = MAPPER.createObjectNode().put("is_compatible", problems.isEmpty());
    if (verbose) {
      ArrayNode messages = answer.putArray("messages");
      problems.forEach(problem -> messages.add(TextLimit.MESSAGE.cut(problem)));
    }
    return answer;
  }

  private ObjectNode registered(String subject, int id) {
    return MAPPER
        .createObjectNode()
        .put(SUBJECT, subject)
        .put(VERSION, content.idsOf(subject).indexOf(id) + 1)
        .put("id", id)
        .put("schema", content.schemaText(id).orElseThrow());
  }

  private SortedSet<String> subjectNames() {
    return new TreeSet<>(content.subjects().keySet());
  }

  /** A subject's ids, of which there is at least one. */
  private List<Integer> ids(String subject) {
    List<Integer> ids = content.idsOf(subject);
    if (ids.isEmpty()) {
      throw new RefusedCallException(
          Fault.UNKNOWN_SUBJECT, "Subject " + quoted(subject) + " not found.");
    }
    return ids;
  }

  private int id(String subject, String version) {
    List<Integer> ids = ids(subject);
    if (version.equals(LATEST) || version.equals("-1")) {
      return ids.get(ids.size() - 1);
    }
    int number = number(version);
    if (number < 1) {
      throw new RefusedCallException(
          Fault.INVALID_VERSION,
          "The specified version "
              + quoted(version)
              + " is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
              + " \"latest\"");
    }
    if (number > ids.size()) {
      throw new RefusedCallException(Fault.UNKNOWN_VERSION, "Version " + number + " not found.");
    }
    return ids.get(number - 1);
  }

  private int known(String id) {
    int number = number(id);
    if (content.schemaText(number).isEmpty()) {
      throw new RefusedCallException(
          Fault.UNKNOWN_SCHEMA, "Schema " + TextLimit.QUOTE.cut(id) + " not found");
    }
    return number;
  }

  /** The number that a text is; 0 if it is none. */
  private static int number(String text) {
    return text.matches(DIGITS) ? (int) Math.min(Long.parseLong(text), Integer.MAX_VALUE) : 0;
  }

  private static String quoted(String text) {
    return "'" + TextLimit.QUOTE.cut(text) + "'";
  }
}

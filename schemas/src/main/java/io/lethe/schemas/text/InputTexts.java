// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.text;

import io.lethe.domain.text.TextLimit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * How long the texts of commands, accepted registrations, jobs, candidates, reports and rows of
 * registrars may be, by the names of their fields. What is longer is refused before anything of it
 * becomes a row, an event or a log line: a record that outgrew what a broker takes would end the
 * service, at each start anew. Requests and amendments are told their rules in words of their own,
 * and only their extensions are checked here.
 *
 * <p>Why: docs/decisions/0032-a-command-fits-what-is-so.md.
 */
public final class InputTexts {
  /** How many entries a list of texts or of records, or a map, may have. */
  public static final int MAX_ENTRIES = 256;

  private static final String EXTENSIONS = "extensions";

  private final List<String> problems = new ArrayList<>();

  private InputTexts() {}

  /** What is too long or too many, each with its rule; empty where all of it may be taken. */
  public static List<String> problems(SpecificRecord input) {
    InputTexts texts = new InputTexts();
    texts.checkFields(input);
    return texts.problems;
  }

  /**
   * The same with every text cut to its length, and lists and maps to theirs: what is cut names
   * nothing that there is, for it says that it was longer.
   */
  public static <T extends SpecificRecord> T cut(T input) {
    T shorter = SpecificData.getForClass(input.getClass()).deepCopy(input.getSchema(), input);
    cutFields(shorter);
    return shorter;
  }

  private static void cutFields(SpecificRecord record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      record.put(field.pos(), shorter(limitOf(field.name()), record.get(field.pos())));
    }
  }

  private static @Nullable Object shorter(TextLimit limit, @Nullable Object value) {
    if (value instanceof String text) {
      return limit.cut(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> few = new TreeMap<>();
      map.entrySet().stream()
          .limit(MAX_ENTRIES)
          .forEach(
              each ->
                  few.put(
                      TextLimit.NAME.cut(String.valueOf(each.getKey())),
                      Objects.requireNonNull(shorter(limit, each.getValue()))));
      return few;
    }
    if (value instanceof Collection<?> list && !isOfNumbers(list)) {
      return list.stream().limit(MAX_ENTRIES).map(each -> shorter(limit, each)).toList();
    }
    if (value instanceof SpecificRecord record) {
      cutFields(record);
    }
    return value;
  }

  /** The rule that a request's or amendment's extensions break; empty where they may be taken. */
  public static Optional<String> problemOfExtensions(Map<String, String> extensions) {
    InputTexts texts = new InputTexts();
    texts.check(EXTENSIONS, limitOf(EXTENSIONS), extensions);
    return texts.problems.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "extensions must have at most %d entries, keys of %s and values of %s"
                .formatted(MAX_ENTRIES, TextLimit.NAME.rule(), limitOf(EXTENSIONS).rule()));
  }

  /** A value as a refusal repeats it: anybody may have written it, at any length. */
  public static String quoted(@Nullable Object value) {
    return TextLimit.QUOTE.cut(Objects.toString(value));
  }

  private void checkFields(SpecificRecord record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      check(field.name(), limitOf(field.name()), record.get(field.pos()));
    }
  }

  private void check(String name, TextLimit limit, @Nullable Object value) {
    if (value instanceof String text && !limit.holds(text)) {
      problems.add(
          "%s has %,d characters; it may have %s".formatted(name, text.length(), limit.rule()));
    } else if (value instanceof Map<?, ?> map && isFew(name, map.keySet())) {
      map.keySet().forEach(key -> check("a key of " + name, TextLimit.NAME, key));
      map.values().forEach(each -> check(name, limit, each));
    } else if (value instanceof Collection<?> list && !isOfNumbers(list) && isFew(name, list)) {
      list.forEach(each -> check(name, limit, each));
    } else if (value instanceof SpecificRecord record) {
      checkFields(record);
    }
  }

  /** Samples are numbered in the schemas, and a person may own any number of them. */
  private static boolean isOfNumbers(Collection<?> list) {
    return !list.isEmpty() && list.iterator().next() instanceof Number;
  }

  private boolean isFew(String name, Collection<?> entries) {
    if (entries.size() > MAX_ENTRIES) {
      problems.add(
          "%s has %,d entries; it may have at most %d"
              .formatted(name, entries.size(), MAX_ENTRIES));
    }
    return entries.size() <= MAX_ENTRIES;
  }

  private static TextLimit limitOf(String field) {
    return switch (field) {
      case "commandId", "jobId", "keyId", "requestId", "subjectKeyId" -> TextLimit.ID;
      case "model", "name", "algorithm", "hyperParameters", "ground", "subjectRule" ->
          TextLimit.NAME;
      case "tenant", "tenants" -> TextLimit.TENANT;
      case "alias" -> TextLimit.ALIAS;
      case "digest", "subjectKey" -> TextLimit.DIGEST;
      case "uri" -> TextLimit.ADDRESS;
      case "issuer", "endedBy" -> TextLimit.ISSUER;
      case "reason", "endReason", EXTENSIONS -> TextLimit.REASON;
      case "policy" -> TextLimit.POLICY;
      // An envelope has all of its report in it, and is held to its length as a whole.
      case "signature", "report", "findings", "note" -> TextLimit.REPORT;
      default -> byEnding(field);
    };
  }

  private static TextLimit byEnding(String field) {
    if (field.endsWith("Digest") || field.endsWith("Root")) {
      return TextLimit.DIGEST;
    }
    return field.endsWith("Uri") ? TextLimit.ADDRESS : TextLimit.MESSAGE;
  }
}

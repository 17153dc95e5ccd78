// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.SubjectRule;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text that goes further than a subject's id may gives that id away: as the whole text,
 * or as a word of it.
 */
public final class SubjectMention {
  /** Shorter ids are found within other words and in hexadecimal digits by chance. */
  static final int TELLING_CHARACTERS = 8;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;:!?()\\[\\]{}\"'<>]+");

  private SubjectMention() {}

  /** Whether a text is the subject's id, however it is written. */
  static boolean isSubject(@Nullable String text, @Nullable String subject) {
    return text != null && subject != null && SubjectRule.tells(text, subject);
  }

  /** Whether a text is the subject's id, has it as a word, or holds it somewhere. */
  static boolean names(@Nullable String text, @Nullable String subject) {
    return text != null
        && subject != null
        && (holds(text, subject) || anyWord(text, word -> isSubject(word, subject)));
  }

  private static boolean holds(String text, String subject) {
    return subject.length() >= TELLING_CHARACTERS
        && text.toLowerCase(Locale.ROOT).contains(subject.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a text is the id of a subject that is known by its key alone, or has it as a word.
   *
   * @param text of any kind
   * @param keys make the subject's key
   * @param subjectKey the subject's
   */
  public static boolean names(String text, SubjectKeys keys, String subjectKey) {
    return anyWord(
        text, word -> SubjectRule.defect(word).isEmpty() && keys.keyOf(word).equals(subjectKey));
  }

  /** Asked of the text, and of each word with and without dots at its end. */
  private static boolean anyWord(String text, Predicate<String> condition) {
    return Stream.concat(Stream.of(text), BETWEEN_WORDS.splitAsStream(text))
        .flatMap(word -> Stream.of(word, withoutDots(word)))
        .filter(word -> !word.isEmpty())
        .distinct()
        .anyMatch(condition);
  }

  private static String withoutDots(String word) {
    int end = word.length();
    while (end > 0 && word.charAt(end - 1) == '.') {
      end--;
    }
    return word.substring(0, end);
  }
}

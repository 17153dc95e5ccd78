// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.intake;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.SubjectRule;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text that goes further than a subject's id may gives that id away: as the whole text,
 * as a word of it, or as a few words that follow each other.
 */
public final class SubjectMention {
  /** Shorter ids are found within other words and in hexadecimal digits by chance. */
  static final int TELLING_CHARACTERS = 8;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s,;:!?()\\[\\]{}\"'<>]+");

  /** What stands around a value, as in {@code user=anne}; ids may have these signs too. */
  private static final Pattern AROUND_VALUES = Pattern.compile("[\\s,;:!?()\\[\\]{}\"'<>=/|*#&_]+");

  private static final int MOST_WORDS = 4;

  private SubjectMention() {}

  /** Whether a text is the subject's id, however it is written. */
  static boolean isSubject(@Nullable String text, @Nullable String subject) {
    return text != null && subject != null && SubjectRule.tells(text, subject);
  }

  /** Whether a text is the subject's id, has it as a word, or holds it somewhere. */
  static boolean names(@Nullable String text, @Nullable String subject) {
    return text != null
        && subject != null
        && (holds(text, subject) || anyWord(text, SubjectRule.telling(subject)));
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

  /** Asked of the text, and of each word and each few, with and without dots at their end. */
  private static boolean anyWord(String text, Predicate<String> condition) {
    return Stream.of(
            Stream.of(text), AROUND_VALUES.splitAsStream(text), runs(BETWEEN_WORDS.split(text, -1)))
        .flatMap(Function.identity())
        .flatMap(word -> Stream.of(word, withoutDots(word)))
        .filter(word -> !word.isEmpty())
        .distinct()
        .anyMatch(condition);
  }

  /** Words that follow each other, one to a few of them. */
  private static Stream<String> runs(String[] words) {
    return IntStream.range(0, words.length)
        .boxed()
        .flatMap(
            from ->
                IntStream.rangeClosed(from + 1, Math.min(words.length, from + MOST_WORDS))
                    .mapToObj(to -> String.join(" ", Arrays.asList(words).subList(from, to))));
  }

  private static String withoutDots(String word) {
    int end = word.length();
    while (end > 0 && word.charAt(end - 1) == '.') {
      end--;
    }
    return word.substring(0, end);
  }
}

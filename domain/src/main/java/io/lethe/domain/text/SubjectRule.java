// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import io.lethe.domain.Labelled;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * When two subject ids are one person's, and which texts can be a subject id at all. Every id is
 * brought to Unicode's form NFC; letter case is kept or folded. One rule belongs to a subject key
 * and to its id, so that nobody compares ids under two.
 *
 * <p>What an id may hold is the same for both: nothing that a reader cannot see, no blanks around,
 * nothing that is not text. Such an id is refused in words and never repaired, because one half of
 * a pipeline would repair it and the other not. Messages never hold the id.
 *
 * <p>Why: docs/decisions/0035-the-same-person-is-the-same-person.md.
 */
public enum SubjectRule implements Labelled {
  /** {@code Anna} and {@code anna} are two persons. */
  CASE_KEPT("nfc-case-kept", "Unicode NFC, letter case kept"),

  /**
   * {@code Anna} and {@code ANNA} are one person, and so are {@code Straße} and {@code STRASSE}:
   * Unicode's full case folding, the same in every locale, with dotted and dotless i apart.
   */
  CASE_FOLDED("nfc-case-folded", "Unicode NFC, letter case folded");

  /** Begins a comment in files that list subjects, which so cannot name an id that begins so. */
  public static final String COMMENT = "#";

  private static final int DOTLESS_I = 0x131;
  private static final int REPLACEMENT = 0xFFFD;
  private static final int BRAILLE_BLANK = 0x2800;

  private final String label;
  private final String words;

  SubjectRule(String label, String words) {
    this.label = label;
    this.words = words;
  }

  /**
   * The rule of a label, as somebody wrote it.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static SubjectRule of(String label) {
    return Labelled.find(SubjectRule.class, label)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "subject rule '"
                        + TextLimit.QUOTE.cut(label)
                        + "' is none of "
                        + String.join(", ", Labelled.labels(SubjectRule.class))));
  }

  /** Its name in key files, records, options and configuration. */
  @Override
  public String label() {
    return label;
  }

  /** The rule as a person reads it. */
  public String words() {
    return words;
  }

  /**
   * The form of an id that all ids of the same person have; it has no defect either.
   *
   * @throws IllegalArgumentException if the id has a {@linkplain #defect defect}; the message names
   *     the rule and not the id
   */
  public String canonical(String id) {
    defect(id)
        .ifPresent(
            rule -> {
              throw new IllegalArgumentException("A subject id " + rule);
            });
    return form(id);
  }

  private String form(String id) {
    String letters = this == CASE_KEPT ? id : folded(Normalizer.normalize(id, Normalizer.Form.NFD));
    return Normalizer.normalize(letters, Normalizer.Form.NFC);
  }

  /** Character by character: what follows a sigma must not decide which sigma it is. */
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            each -> {
              if (each == DOTLESS_I) {
                folded.appendCodePoint(each);
              } else {
                folded.append(
                    Character.toString(each)
                        .toLowerCase(Locale.ROOT)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT));
              }
            });
    return folded.toString();
  }

  /**
   * What keeps a text from being a subject id: the first rule that it breaks, which continues a
   * sentence that begins with the id's name, such as {@code must not be blank}.
   *
   * @param id a text as it was sent or read
   */
  public static Optional<String> defect(String id) {
    if (isPlain(id)) {
      return Optional.empty();
    }
    if (id.codePoints().allMatch(SubjectRule::isWhiteSpace)) {
      return Optional.of("must not be blank");
    }
    if (!TextLimit.SUBJECT_ID.holds(id)) {
      return Optional.of("must have " + TextLimit.SUBJECT_ID.rule());
    }
    // Composing and folding may lengthen: one letter becomes two.
    if (Stream.of(values()).anyMatch(rule -> !TextLimit.SUBJECT_ID.holds(rule.form(id)))) {
      return Optional.of(
          "must have " + TextLimit.SUBJECT_ID.rule() + " in its composed and its folded form too");
    }
    if (id.startsWith(COMMENT)) {
      return Optional.of("must not begin with #, which begins a comment in files of subjects");
    }
    if (isWhiteSpace(id.codePointAt(0)) || isWhiteSpace(id.codePointBefore(id.length()))) {
      return Optional.of("must have no blanks around it");
    }
    return id.codePoints().mapToObj(SubjectRule::defect).flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> defect(int character) {
    if (character == ' ') {
      return Optional.empty();
    }
    if (isWhiteSpace(character)) {
      return Optional.of(
          "must hold no white space but the plain space: no tab, line break, no-break or wide"
              + " space");
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL -> Optional.of("must hold no control character");
      case Character.SURROGATE ->
          Optional.of("must be whole Unicode text, and it holds half of a surrogate pair");
      case Character.UNASSIGNED ->
          Optional.of("must hold no character that Unicode has not assigned");
      default -> {
        if (character == REPLACEMENT) {
          yield Optional.of("must hold no U+FFFD, which stands where text was damaged");
        }
        yield isInvisible(character)
            ? Optional.of(
                "must hold no character that cannot be seen, such as a zero-width character, a"
                    + " soft hyphen, a direction mark or a variation selector")
            : Optional.empty();
      }
    };
  }

  /**
   * Whether a text gives away a subject id, however it is written: for texts that go where the id
   * must not. It takes more for equal than {@link #canonical} does: case and width, blanks around
   * and what cannot be seen make no difference.
   *
   * @param id as it was sent, with or without a defect
   */
  public static boolean tells(String text, String id) {
    return telling(id).test(text);
  }

  /** The same, of many texts. */
  public static Predicate<String> telling(String id) {
    String wanted = bare(id);
    return text -> !wanted.isEmpty() && wanted.equals(bare(text));
  }

  /**
   * Empty too where more is left than an id has: the time that forms take grows with its square.
   */
  private static String bare(String text) {
    StringBuilder seen = new StringBuilder();
    text.codePoints().filter(each -> defect(each).isEmpty()).forEach(seen::appendCodePoint);
    String bare = seen.toString().strip();
    return TextLimit.SUBJECT_ID.holds(bare)
        ? CASE_FOLDED.form(Normalizer.normalize(bare, Normalizer.Form.NFKC)).strip()
        : "";
  }

  /** The usual id: short, of visible ASCII characters, with which nothing can be wrong. */
  private static boolean isPlain(String id) {
    return !id.isEmpty()
        && TextLimit.SUBJECT_ID.holds(id)
        && !id.startsWith(COMMENT)
        && id.chars().allMatch(each -> each > ' ' && each <= '~');
  }

  /** Unicode's White_Space, and four control characters. */
  private static boolean isWhiteSpace(int character) {
    return Character.isSpaceChar(character)
        || Character.isWhitespace(character)
        || character == '\u0085';
  }

  /** Format characters and Unicode's other characters that are ignored by default. */
  private static boolean isInvisible(int character) {
    return Character.getType(character) == Character.FORMAT
        || character == 0x34F // combining grapheme joiner
        || character == 0x115F
        || character == 0x1160 // Hangul fillers
        || character == 0x3164
        || character == 0xFFA0
        || character == 0x17B4
        || character == 0x17B5 // Khmer inherent vowels
        || isWithin(character, 0x180B, 0x180F) // Mongolian variation selectors
        || isWithin(character, 0xFE00, 0xFE0F) // variation selectors
        || isWithin(character, 0xE0100, 0xE01EF)
        || character == BRAILLE_BLANK;
  }

  private static boolean isWithin(int character, int first, int last) {
    return first <= character && character <= last;
  }
}

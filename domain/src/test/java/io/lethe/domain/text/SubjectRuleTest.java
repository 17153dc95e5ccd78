// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import static io.lethe.domain.text.SubjectRule.CASE_FOLDED;
import static io.lethe.domain.text.SubjectRule.CASE_KEPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectRuleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4711",
        "0017",
        "a,b",
        "Anna Meyer",
        "jos\u00e9@example.org",
        "jose\u0301@example.org",
        "\u5c71\u7530 \u592a\u90ce",
        "\uff21\uff4e\uff4e\uff41",
        "\ud83d\ude00",
        "a#b"
      })
  void shouldTakeWhatCanBeSeen(String id) {
    assertThat(SubjectRule.defect(id)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          |must not be blank
           \\u0020\\u3000|must not be blank
          \\u0020anna|no blanks around
          anna\\u0020|no blanks around
          \\u00a0anna|no blanks around
          anna\\u2003|no blanks around
          anna\\u000a|no blanks around
          anna\\u0085|no blanks around
          anna\\u00a0meyer|no white space but the plain space
          anna\\u3000meyer|no white space but the plain space
          anna\\u2028meyer|no white space but the plain space
          anna\\u0009meyer|no white space but the plain space
          anna\\u0000|no control character
          an\\u007fna|no control character
          an\\u009bna|no control character
          anna\\ud800|half of a surrogate pair
          \\udc00anna|half of a surrogate pair
          an\\u200bna|cannot be seen
          an\\u200dna|cannot be seen
          an\\u00adna|cannot be seen
          \\ufeffanna|cannot be seen
          an\\u202ena|cannot be seen
          an\\u2066na|cannot be seen
          anna\\u200f|cannot be seen
          anna\\ufe0f|cannot be seen
          an\\u034fna|cannot be seen
          an\\u3164na|cannot be seen
          an\\u2800na|cannot be seen
          an\\udb40\\udc41na|cannot be seen
          anna\\u0378|Unicode has not assigned
          anna\\uffff|Unicode has not assigned
          an\\ufffdna|where text was damaged
          #anna|must not begin with #
          """)
  void shouldRefuseWhatCannotBeSeenOrIsNoText(String escaped, String rule) {
    String id = escaped == null ? "" : unescape(escaped);

    assertThat(SubjectRule.defect(id))
        .hasValueSatisfying(found -> assertThat(found).contains(rule));
    assertThatThrownBy(() -> CASE_KEPT.canonical(id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule)
        .hasMessageNotContaining("anna");
  }

  @Test
  void shouldRefuseWhatIsTooLong() {
    assertThat(SubjectRule.defect("x".repeat(1024))).isEmpty();
    assertThat(SubjectRule.defect("x".repeat(1025))).contains("must have at most 1,024 characters");
    assertThat(SubjectRule.defect("\u00e9".repeat(1025)))
        .contains("must have at most 1,024 characters");
  }

  @ParameterizedTest
  @EnumSource(SubjectRule.class)
  void shouldTakeTheFormsOfOneTextForOnePerson(SubjectRule rule) {
    assertThat(rule.canonical("jose\u0301")).isEqualTo(rule.canonical("jos\u00e9"));
    assertThat(rule.canonical("\u212b")).isEqualTo(rule.canonical("A\u030a"));
    assertThat(rule.canonical("\u1100\u1161")).isEqualTo(rule.canonical("\uac00"));
    assertThat(rule.canonical("\uff21")).isNotEqualTo(rule.canonical("A"));
    assertThat(rule.canonical("a b")).isNotEqualTo(rule.canonical("ab"));
  }

  @Test
  void shouldKeepLetterCaseOrFoldIt() {
    assertThat(CASE_KEPT.canonical("Anna.Meyer@Example.org")).isEqualTo("Anna.Meyer@Example.org");
    assertThat(CASE_FOLDED.canonical("Anna.Meyer@Example.org")).isEqualTo("anna.meyer@example.org");
  }

  @ParameterizedTest
  @CsvSource({
    "STRASSE, stra\u00dfe",
    "STRA\u1e9eE, strasse",
    "\u039f\u0394\u039f\u03a3, \u03bf\u03b4\u03bf\u03c2",
    "\u03bf\u03b4\u03bf\u03c3, \u03bf\u03b4\u03bf\u03c2",
    "\ufb01n, FIN",
    "JOSE\u0301, jos\u00e9",
    "\u0130, i\u0307",
    "\u01c5, \u01c4",
    "\u13a0, \uab70"
  })
  void shouldFoldLikeUnicode(String one, String other) {
    assertThat(CASE_FOLDED.canonical(one)).isEqualTo(CASE_FOLDED.canonical(other));
    assertThat(CASE_KEPT.canonical(one)).isNotEqualTo(CASE_KEPT.canonical(other));
  }

  @Test
  void shouldNotTakeADotlessIForAnI() {
    assertThat(CASE_FOLDED.canonical("\u0131")).isNotEqualTo(CASE_FOLDED.canonical("i"));
  }

  @Test
  void shouldFoldAlikeInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertThat(CASE_FOLDED.canonical("ISTANBUL")).isEqualTo("istanbul");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @EnumSource(SubjectRule.class)
  void shouldFindOnePersonInEveryFormOfEveryCharacter(SubjectRule rule) {
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .mapToObj(Character::toString)
        .filter(id -> SubjectRule.defect(id).isEmpty())
        .forEach(id -> requireOnePerson(rule, id));
  }

  @ParameterizedTest
  @EnumSource(SubjectRule.class)
  void shouldFindOnePersonInEveryFormOfARandomText(SubjectRule rule) {
    Random random = new Random(17);
    List<int[]> alphabets =
        List.of(
            IntStream.range(0x21, 0x250).toArray(),
            IntStream.range(0x300, 0x400).toArray(),
            IntStream.range(0x1E00, 0x2000).toArray(),
            IntStream.range(0x0900, 0x0E00).toArray(),
            new int[] {0x131, 'i', 'I', 0x130, 0x307, 0xDF, 0x3A3, 0x3C2, 0x345, 0x301, 0x3B1});
    for (int i = 0; i < 100_000; i++) {
      StringBuilder id = new StringBuilder();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        int[] alphabet = alphabets.get(random.nextInt(alphabets.size()));
        id.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
      }
      if (SubjectRule.defect(id.toString()).isEmpty()) {
        requireOnePerson(rule, id.toString());
      }
    }
  }

  private static void requireOnePerson(SubjectRule rule, String id) {
    String canonical = rule.canonical(id);
    assertThat(SubjectRule.defect(canonical)).isEmpty();
    assertThat(rule.canonical(canonical)).isEqualTo(canonical);
    assertThat(rule.canonical(Normalizer.normalize(id, Normalizer.Form.NFD))).isEqualTo(canonical);
    if (rule == CASE_FOLDED) {
      String lower = Normalizer.normalize(id, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
      assertThat(rule.canonical(lower)).isEqualTo(canonical);
    }
  }

  static List<String> disguises() {
    return List.of(
        "acme", "ACME", " acme", "acme\n", "ac\u200bme", "\uff41\uff43\uff4d\uff45", "acme\ud800");
  }

  @ParameterizedTest
  @MethodSource("disguises")
  void shouldKnowAnIdHoweverItIsDressed(String id) {
    assertThat(SubjectRule.tells("acme", id)).isTrue();
    assertThat(SubjectRule.tells("acm", id)).isFalse();
  }

  @Test
  void shouldKnowAnIdAmongAnyNumberOfCharactersThatCannotBeSeen() {
    assertThat(SubjectRule.tells("acme", "acme" + " \u200b".repeat(100_000))).isTrue();
    assertThat(SubjectRule.tells("", "")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"e\u0301", "\u0301\u0316", "\ufdfa", "x"})
  void shouldBeQuickWithWhatIsFarTooLong(String part) {
    String hostile = part.repeat(500_000);

    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          assertThat(SubjectRule.defect(hostile)).isPresent();
          assertThat(SubjectRule.tells("acme", hostile)).isFalse();
        });
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\u", i)) {
        plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00df", "\u0958"})
  void shouldRefuseAnIdThatIsTooLongOnlyInItsComposedOrFoldedForm(String letter) {
    assertThat(SubjectRule.defect(letter.repeat(512))).isEmpty();
    assertThat(SubjectRule.defect(letter.repeat(513)).orElseThrow())
        .endsWith("in its composed and its folded form too");
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes bodies as nobody honest posts them from a good JSON object, by its text alone. */
public final class BodyMutator {
  private static final int MORE_THAN_A_SERVER_TAKES = 1_500_000;
  private static final int DEEP = 100_000;
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final List<String> NO_STRINGS =
      List.of(
          "null",
          "true",
          "7",
          "-0.0",
          "1e999",
          "1e99999999999",
          "0e-2147483648",
          "[]",
          "{}",
          "[null]");

  private final Mutator mutator;

  /** A mutator whose work follows from the seed. */
  public BodyMutator(long seed) {
    mutator = new Mutator(seed);
  }

  /** A body that is no longer as it should be, or is by chance. */
  public byte[] bent(String good) {
    return switch (mutator.below(8)) {
      case 0 -> mutator.spoilt(bytes(good));
      case 1 -> bytes(whole(good));
      case 2 -> bytes("{" + literal() + "," + good.substring(1));
      case 3 -> bytes(withOddPart(good));
      default -> bytes(withOddStrings(good));
    };
  }

  /** One to three of its strings, names of fields among them, are others, or something else. */
  private String withOddStrings(String good) {
    String bent = good;
    for (int times = 1 + mutator.below(3); times > 0; times--) {
      List<MatchResult> strings = new ArrayList<>();
      Matcher matcher = STRING.matcher(bent);
      while (matcher.find()) {
        strings.add(matcher.toMatchResult());
      }
      if (!strings.isEmpty()) {
        MatchResult one = mutator.oneOf(strings);
        bent = bent.substring(0, one.start()) + oddFor(one.group()) + bent.substring(one.end());
      }
    }
    return bent;
  }

  /** One of its objects and lists is something else, or there more than once. */
  private String withOddPart(String good) {
    String plain = STRING.matcher(good).replaceAll(each -> "_".repeat(each.group().length()));
    List<int[]> parts = new ArrayList<>();
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < plain.length(); i++) {
      char each = plain.charAt(i);
      if (each == '{' || each == '[') {
        open.push(i);
      } else if ((each == '}' || each == ']') && !open.isEmpty()) {
        parts.add(new int[] {open.pop(), i + 1});
      }
    }
    if (parts.isEmpty()) {
      return good;
    }
    int[] part = mutator.oneOf(parts);
    return good.substring(0, part[0])
        + oddFor(good.charAt(part[0]), good.substring(part[0] + 1, part[1] - 1))
        + good.substring(part[1]);
  }

  /** What takes the place of an object or a list that holds this. */
  private String oddFor(char opening, String held) {
    String closing = opening == '{' ? "}" : "]";
    String whole = opening + held + closing;
    return switch (mutator.below(5)) {
      case 0 -> mutator.oneOf(NO_STRINGS);
      case 1 -> "[" + whole + "]";
      case 2 -> "{\"x\": " + whole + "}";
      case 3 -> String.valueOf(opening) + closing;
      default ->
          opening + String.join(", ", Collections.nCopies(2 + mutator.below(40), held)) + closing;
    };
  }

  private String oddFor(String string) {
    return switch (mutator.below(4)) {
      case 0 -> mutator.oneOf(NO_STRINGS);
      case 1 -> Long.toString(mutator.number());
      default -> quoted(mutator.text(string.substring(1, string.length() - 1)));
    };
  }

  /** What takes the place of all of it. */
  private String whole(String good) {
    return switch (mutator.below(40)) {
      case 0 -> "[".repeat(DEEP);
      case 1 -> "{\"subjectId\":".repeat(DEEP / 10);
      case 2 -> " ".repeat(MORE_THAN_A_SERVER_TAKES);
      case 3 -> "{\"x\": " + "9".repeat(DEEP) + "," + good.substring(1);
      default ->
          mutator.oneOf(
              List.of(
                  "", "null", "[]", "7", "\"x\"", "{}", good + good, "[" + good + "]", good + "x"));
    };
  }

  /** A field more, which may be one that is there. */
  private String literal() {
    return quoted(mutator.oneOf(List.of("subjectId", "requestId", "type", "x", "")))
        + ": "
        + oddFor("\"more\"");
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      boolean plain = each >= ' ' && each != '"' && each != '\\' && !Character.isSurrogate(each);
      quoted.append(plain ? String.valueOf(each) : "\\u%04x".formatted((int) each));
    }
    return quoted.append('"').toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression refers to. Not a parser: it tells metric names from functions, keywords
 * and labels, and refuses a function that it does not know, which may be a metric misspelt.
 *
 * @param selectors the metrics asked for, each with the labels that select its series
 * @param groupings labels that group or match, after {@code by} or {@code on} for example
 */
public record PromQl(List<Selector> selectors, Set<String> groupings) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'" // strings
              + "|\\[[^\\]]*\\]" // ranges
              + "|\\d[\\w.]*" // numbers and durations
              + "|[a-zA-Z_:][\\w:]*" // names
              + "|=~|!~|!=|==|>=|<=|\\S");
  private static final Set<String> FUNCTIONS =
      Set.of(
          "sum",
          "min",
          "max",
          "avg",
          "count",
          "rate",
          "increase",
          "time",
          "vector",
          "ln",
          "absent",
          "histogram_quantile");
  private static final Set<String> WITH_LABELS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");

  /**
   * One metric in an expression.
   *
   * @param metric its name
   * @param labels names of the labels in its braces
   */
  public record Selector(String metric, Set<String> labels) {}

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it calls a function that is none of PromQL's we use
   */
  public static PromQl parse(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(expression);
    while (token.find()) {
      tokens.add(token.group());
    }
    tokens.add(""); // so that there is always a next one
    List<Selector> selectors = new ArrayList<>();
    Set<String> groupings = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String name = tokens.get(i);
      if (!isName(name)
          || FUNCTIONS.contains(name)
          || WORDS.contains(name.toLowerCase(Locale.ROOT))) {
        continue;
      }
      String next = tokens.get(i + 1);
      if (WITH_LABELS.contains(name)) {
        i = names(tokens, i + 1, ")", groupings);
      } else if (next.equals("(")) {
        throw new IllegalArgumentException("unknown function " + name + " in " + expression);
      } else {
        Set<String> labels = new HashSet<>();
        if (next.equals("{")) {
          i = names(tokens, i + 1, "}", labels);
        }
        selectors.add(new Selector(name, labels));
      }
    }
    return new PromQl(selectors, groupings);
  }

  /** Collects names up to the closing token and returns its index. */
  private static int names(List<String> tokens, int from, String closing, Set<String> names) {
    int i = from;
    while (i < tokens.size() && !tokens.get(i).equals(closing)) {
      if (isName(tokens.get(i))) {
        names.add(tokens.get(i));
      }
      i++;
    }
    return i;
  }

  private static boolean isName(String token) {
    return !token.isEmpty() && (Character.isLetter(token.charAt(0)) || token.charAt(0) == '_');
  }
}

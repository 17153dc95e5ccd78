// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.page;

import java.util.Locale;

/**
 * Builds one SVG picture with a title and, where there is more to say than that, a description for
 * those who do not see it. Colours come from the page's style sheet, by class. Lengths are in units
 * of the view box.
 */
public final class Svg {
  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;
  private final String title;
  private String description = "";

  /** An empty picture. */
  public Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  /** Says in words what the picture shows. */
  public Svg describe(String words) {
    description = words;
    return this;
  }

  /** A rectangle with slightly round corners; a negative height is drawn as none. */
  public Svg rectangle(String style, double x, double y, double w, double h) {
    return element(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
        style, x, y, w, Math.max(0, h));
  }

  /** A straight line. */
  public Svg line(String style, double x1, double y1, double x2, double y2) {
    return element(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  /** A path of SVG's own commands. */
  public Svg path(String style, String commands) {
    return element("<path class=\"%s\" d=\"%s\"/>", style, commands);
  }

  /** A filled or hollow dot. */
  public Svg circle(String style, double x, double y, double radius) {
    return element(
        "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", style, x, y, radius);
  }

  /**
   * Words.
   *
   * @param anchor start, middle or end
   */
  public Svg text(String style, String anchor, double x, double y, String words) {
    return element(
        "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
        style, anchor, x, y, escape(words));
  }

  /** The picture as an element of a page. */
  public String render() {
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><title>%s</title>%s%s</svg>",
        width,
        height,
        escape(description.isEmpty() ? title : title + ": " + description),
        escape(title),
        description.isEmpty() ? "" : "<desc>" + escape(description) + "</desc>",
        body);
  }

  /** Text that can stand in HTML or SVG, in an attribute too. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private Svg element(String pattern, Object... arguments) {
    body.append(String.format(Locale.ROOT, pattern, arguments)).append('\n');
    return this;
  }
}

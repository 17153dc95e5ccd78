// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

import java.util.Locale;

/** Builds one SVG picture; colours come from the page's style sheet, by class. */
final class Svg {
  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;
  private final String title;

  Svg(int width, int height, String title) {
    this.width = width;
    this.height = height;
    this.title = title;
  }

  Svg rectangle(String style, double x, double y, double w, double h) {
    return element(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\"/>",
        style, x, y, w, Math.max(0, h));
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return element(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        style, x1, y1, x2, y2);
  }

  Svg path(String style, String commands) {
    return element("<path class=\"%s\" d=\"%s\"/>", style, commands);
  }

  /**
   * @param anchor start, middle or end
   */
  Svg text(String style, String anchor, double x, double y, String words) {
    return element(
        "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>",
        style, anchor, x, y, escape(words));
  }

  String render() {
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>",
        width,
        height,
        escape(title),
        body);
  }

  /** Text that can stand in HTML or SVG, in an attribute too. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private Svg element(String pattern, Object... arguments) {
    body.append(String.format(Locale.ROOT, pattern, arguments)).append('\n');
    return this;
  }
}

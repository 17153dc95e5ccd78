// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.demo;

/** An HTML table; verdicts are coloured. */
final class HtmlTable {
  private final StringBuilder rows = new StringBuilder();
  private final String heading;

  HtmlTable(String... headings) {
    StringBuilder cells = new StringBuilder();
    for (String text : headings) {
      cells.append("<th>").append(Svg.escape(text)).append("</th>");
    }
    heading = "<tr>" + cells + "</tr>\n";
  }

  HtmlTable row(String... cells) {
    rows.append("<tr>");
    for (String cell : cells) {
      rows.append("<td>").append(verdict(cell)).append("</td>");
    }
    rows.append("</tr>\n");
    return this;
  }

  String render() {
    return "<table>" + heading + rows + "</table>";
  }

  /** The text, coloured if it is a verdict. */
  static String verdict(String text) {
    String escaped = Svg.escape(text);
    if (text.equals("PASS")) {
      return "<span class=\"good\">" + escaped + "</span>";
    }
    return text.equals("FAIL") ? "<span class=\"bad\">" + escaped + "</span>" : escaped;
  }
}

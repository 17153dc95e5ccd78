// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.page;

/** An HTML table of texts; verdicts are coloured, and scrolls sideways where it is too wide. */
public final class HtmlTable {
  private final StringBuilder rows = new StringBuilder();
  private final String heading;

  /** A table with these columns. */
  public HtmlTable(String... headings) {
    StringBuilder cells = new StringBuilder();
    for (String text : headings) {
      cells.append("<th scope=\"col\">").append(Svg.escape(text)).append("</th>");
    }
    heading = "<thead><tr>" + cells + "</tr></thead>\n";
  }

  /** Adds a row. */
  public HtmlTable row(String... cells) {
    rows.append("<tr>");
    for (String cell : cells) {
      rows.append("<td>").append(verdict(cell)).append("</td>");
    }
    rows.append("</tr>\n");
    return this;
  }

  /** The table as an element of a page. */
  public String render() {
    return "<div class=\"scroll\"><table>" + heading + "<tbody>" + rows + "</tbody></table></div>";
  }

  /** The text, coloured if it is a verdict. */
  public static String verdict(String text) {
    String style =
        switch (text) {
          case "PASS" -> "good";
          case "FAIL" -> "bad";
          case "INCONCLUSIVE" -> "unsure";
          default -> "";
        };
    String escaped = Svg.escape(text);
    return style.isEmpty() ? escaped : "<span class=\"" + style + "\">" + escaped + "</span>";
  }
}

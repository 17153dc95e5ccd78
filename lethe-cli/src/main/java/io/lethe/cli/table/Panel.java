// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.table;

import io.lethe.cli.files.WholeFile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** One panel of a figure: lines over one axis, shares between 0 and 1 on the other. */
public final class Panel {
  /** The paper's colour of the retain set, and of the attack. */
  public static final Color BLUE = new Color(0x1f77b4);

  /** The paper's colour of the test set. */
  public static final Color GREEN = new Color(0x2ca02c);

  /** The paper's colour of the forget set. */
  public static final Color RED = new Color(0xd62728);

  public static final int WIDTH = 620;
  public static final int HEIGHT = 460;
  private static final String FONT = Font.SANS_SERIF;
  private static final BasicStroke DOTS =
      new BasicStroke(
          2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 10f, new float[] {2f, 4f}, 0f);
  private static final BasicStroke LINE = new BasicStroke(2.2f);

  static {
    // Pictures are files: no screen is needed, and none is looked for.
    System.setProperty("java.awt.headless", "true");
  }

  private final XYChart chart;
  private final double from;
  private final double to;

  /**
   * An empty panel.
   *
   * @param xTitle what the horizontal axis is, with its unit
   * @param yTitle the same of the vertical one
   * @param from left end
   * @param to right end
   */
  public Panel(String title, String xTitle, String yTitle, double from, double to) {
    this.from = from;
    this.to = to;
    chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .theme(Styler.ChartTheme.Matlab)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLegendFont(new Font(FONT, Font.PLAIN, 12));
    chart.getStyler().setLegendSeriesLineLength(18);
    chart.getStyler().setChartTitleFont(new Font(FONT, Font.BOLD, 16));
    chart.getStyler().setAxisTitleFont(new Font(FONT, Font.PLAIN, 14));
    chart.getStyler().setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 12));
    chart.getStyler().setPlotGridLinesColor(new Color(0xdddddd));
    chart.getStyler().setXAxisMin(from);
    chart.getStyler().setXAxisMax(to);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(y -> decimal(y, "%.2f"));
    chart.getStyler().setLocale(Locale.ROOT);
  }

  /** Both ends of the vertical axis. */
  public Panel vertical(double lowest, double highest) {
    chart.getStyler().setYAxisMin(lowest);
    chart.getStyler().setYAxisMax(highest);
    return this;
  }

  /** How numbers on the horizontal axis are spelt; an empty text hides one. */
  public Panel ticks(DoubleFunction<String> spelling) {
    chart.getStyler().setxAxisTickLabelsFormattingFunction(spelling::apply);
    return this;
  }

  /** A line with a mark at every point; points that are NaN are left out. */
  public Panel line(String name, double[] x, double[] y, Color color) {
    int[] measured = IntStream.range(0, x.length).filter(i -> !Double.isNaN(y[i])).toArray();
    if (measured.length > 0) {
      XYSeries series =
          chart.addSeries(
              name,
              Arrays.stream(measured).mapToDouble(i -> x[i]).toArray(),
              Arrays.stream(measured).mapToDouble(i -> y[i]).toArray());
      series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
      series.setLineColor(color).setLineStyle(LINE);
    }
    return this;
  }

  /** A dotted line at one height from end to end; nothing for NaN. */
  public Panel dotted(String name, double y, Color color) {
    if (!Double.isNaN(y)) {
      XYSeries series = chart.addSeries(name, new double[] {from, to}, new double[] {y, y});
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(color).setLineStyle(DOTS);
    }
    return this;
  }

  /** A dotted line at one place from below to above, not in the legend; nothing for NaN. */
  public Panel upright(String name, double x, double low, double high, Color color) {
    if (!Double.isNaN(x)) {
      XYSeries series = chart.addSeries(name, new double[] {x, x}, new double[] {low, high});
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(color).setLineStyle(DOTS);
      series.setShowInLegend(false);
    }
    return this;
  }

  /** The legend beside the panel, where more names than a line holds have room. */
  public Panel legendBeside() {
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
    return this;
  }

  /** Writes panels side by side as one PNG; places that are left over stay white. */
  public static void write(Path file, List<Panel> panels, int columns) {
    int across = Math.min(columns, panels.size());
    int down = (panels.size() + across - 1) / across;
    BufferedImage page =
        new BufferedImage(across * WIDTH, down * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = page.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
    for (int i = 0; i < panels.size(); i++) {
      BufferedImage picture = BitmapEncoder.getBufferedImage(panels.get(i).chart);
      graphics.drawImage(picture, i % across * WIDTH, i / across * HEIGHT, null);
    }
    graphics.dispose();
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      if (!ImageIO.write(page, "png", bytes)) {
        throw new IllegalStateException("this Java cannot write PNG");
      }
      WholeFile.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("the picture " + file + " cannot be drawn", e);
    }
  }

  /** 1e-4, 3.2e-4: the number whose logarithm this is. */
  public static String powerOfTen(double logarithm) {
    int exponent = (int) Math.floor(logarithm + 1e-9);
    String digits = Decimals.rounded(Math.pow(10, logarithm - exponent), 1);
    return (digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits)
        + "e"
        + exponent;
  }

  public static String decimal(double value, String pattern) {
    return String.format(Locale.ROOT, pattern, value);
  }
}

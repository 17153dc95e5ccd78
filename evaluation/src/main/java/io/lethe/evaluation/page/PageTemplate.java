// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML page with places, <code>${name}</code>, that are filled once: what fills a place is not
 * looked through for places. <code>${style}</code> is filled with the style sheet of all pages.
 */
public final class PageTemplate {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z]+)}");
  private static final String STYLE = "style";

  private final String text;
  private final String style;

  private PageTemplate(String text, String style) {
    this.text = text;
    this.style = style;
  }

  /**
   * A template of the build.
   *
   * @param home the class beside whose package the resource lies
   * @param resource its name, as {@link Class#getResourceAsStream} takes it
   * @throws IllegalStateException if the build lacks it
   */
  public static PageTemplate of(Class<?> home, String resource) {
    return new PageTemplate(read(home, resource), read(PageTemplate.class, "style.css"));
  }

  /**
   * Fills every place.
   *
   * @param parts HTML by the place's name
   * @throws IllegalArgumentException if a place has no part, or a part no place
   */
  public String fill(Map<String, String> parts) {
    Map<String, String> left = new HashMap<>(parts);
    left.put(STYLE, style);
    Map<String, String> all = Map.copyOf(left);
    String page =
        PLACE
            .matcher(text)
            .replaceAll(
                place -> {
                  String name = place.group(1);
                  left.remove(name);
                  String part = all.get(name);
                  if (part == null) {
                    throw new IllegalArgumentException("nothing fills the page's place " + name);
                  }
                  return Matcher.quoteReplacement(part);
                });
    left.remove(STYLE);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("the page has no place for " + left.keySet());
    }
    return page;
  }

  private static String read(Class<?> home, String resource) {
    try (InputStream stream = home.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the build lacks the resource " + resource);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + resource + " cannot be read", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTemplateTest {
  private final PageTemplate template = PageTemplate.of(PageTemplateTest.class, "template.html");

  @Test
  void shouldFillEachPlaceOnceAndNotWhatFillsIt() {
    String page = template.fill(Map.of("title", "${body} costs $1", "body", "<p>words</p>"));

    assertThat(page)
        .contains("<title>${body} costs $1</title>", "<main><p>words</p></main>", "color-scheme");
  }

  @Test
  void shouldRefuseAPlaceWithoutPartAndAPartWithoutPlace() {
    assertThatThrownBy(() -> template.fill(Map.of("title", "")))
        .hasMessage("nothing fills the page's place body");
    assertThatThrownBy(() -> template.fill(Map.of("title", "", "body", "", "foot", "")))
        .hasMessage("the page has no place for [foot]");
  }

  @Test
  void shouldRefuseAResourceThatTheBuildLacks() {
    assertThatThrownBy(() -> PageTemplate.of(PageTemplateTest.class, "missing.html"))
        .hasMessage("the build lacks the resource missing.html");
  }

  @Test
  void shouldEscapeWhatCouldLeaveItsAttributeOrElement() {
    assertThat(Svg.escape("<b title=\"a\" id='b'>&</b>"))
        .isEqualTo("&lt;b title=&quot;a&quot; id=&#39;b&#39;&gt;&amp;&lt;/b&gt;");
  }
}

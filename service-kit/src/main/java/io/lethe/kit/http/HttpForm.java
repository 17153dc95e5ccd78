// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The words in which a server talks with its clients.
 *
 * @param taken content types of bodies that it reads; no page can send one of them to another site
 *     without asking first
 * @param answers the content type of what it answers where it refuses
 * @param refusal makes that
 */
public record HttpForm(Set<String> taken, String answers, Refusal refusal) {
  /** Asked by what comes next, so it stands first. */
  private static final Set<String> OF_FORMS =
      Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");

  /** As all services talk. */
  public static final HttpForm DEFAULT =
      new HttpForm(
          Set.of(Problems.JSON, "application/x-ndjson", "application/cloudevents+json"),
          Problems.JSON,
          Problems::of);

  /** Makes the body of an answer that says no. */
  @FunctionalInterface
  public interface Refusal {
    /**
     * The body.
     *
     * @param status HTTP's code
     * @param rules each broken rule in words, with the way out
     */
    JsonNode of(int status, List<String> rules);
  }

  /** Refuses what a form of another site's page can send. */
  public HttpForm {
    requireNonNull(answers, "answers");
    requireNonNull(refusal, "refusal");
    taken = Set.copyOf(taken);
    if (taken.stream().anyMatch(OF_FORMS::contains)) {
      throw new IllegalArgumentException(
          "a body of one of %s can come from any page; take none, found: %s"
              .formatted(OF_FORMS, taken));
    }
  }

  /** The rule about content types in words. */
  String typeRule() {
    return "Content-Type must be one of "
        + taken.stream().sorted().collect(Collectors.joining(", "))
        + ", in UTF-8";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas.topic;

import io.lethe.domain.text.TenantName;
import io.lethe.domain.text.TextLimit;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tenants of a pipeline. What applications write has a topic for each of them, so that whose a
 * record is follows from the topic that a broker let its sender write, and not from the record.
 * {@code default} is always one; its topics are those of {@link Topics the catalogue}.
 *
 * <p>Why: docs/decisions/0046-a-tenant-is-that-of-its-topic.md.
 *
 * @param names each once, {@code default} first
 */
public record Tenants(List<String> names) {
  /** {@code default} alone. */
  public static final Tenants DEFAULT = of(List.of());

  /** Puts {@code default} first, and leaves out what is named again. */
  public Tenants {
    names = Stream.concat(Stream.of(TenantName.DEFAULT), names.stream()).distinct().toList();
    List<String> problems = problems("tenants", names);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }

  /**
   * {@code default} and these.
   *
   * @throws IllegalArgumentException naming what can be no tenant
   */
  public static Tenants of(Collection<String> names) {
    return new Tenants(List.copyOf(names));
  }

  /**
   * What is wrong with names of tenants.
   *
   * @param key where they stand
   */
  public static List<String> problems(String key, Collection<String> names) {
    return names.stream()
        .filter(name -> !TenantName.isOne(name))
        .map(
            name ->
                "%s has '%s'; a tenant's name must be %s"
                    .formatted(key, TextLimit.QUOTE.cut(name), TenantName.RULE))
        .toList();
  }

  /** Whether it is one of them. */
  public boolean contains(String tenant) {
    return names.contains(tenant);
  }

  /** The names of the topics that a topic of the catalogue is for all tenants. */
  public List<String> topicNames(Topic<?> topic) {
    return names.stream().map(tenant -> topic.of(tenant).name()).toList();
  }

  /** These topics of the catalogue, and behind each that applications write, every tenant's. */
  public List<Topic<?>> topics(Collection<Topic<?>> catalogued) {
    return catalogued.stream().flatMap(this::topics).toList();
  }

  private Stream<Topic<?>> topics(Topic<?> topic) {
    return topic.access().writers().contains(Party.UPSTREAM_APP)
        ? names.stream().map(topic::of)
        : Stream.of(topic);
  }
}

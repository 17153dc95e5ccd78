// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.limit;

import io.lethe.domain.policy.Limits;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Counts the requests about a model that each tenant sends on a day, UTC. A day's rows go with it,
 * so that the store holds those tenants that asked today.
 *
 * <p>Why: docs/decisions/0036-what-cannot-start-stays-open.md.
 */
public final class TenantBudget {
  private final KeyValueStore<String, TenantDay> days;
  private long today = Long.MIN_VALUE;

  /**
   * Counts in a store.
   *
   * @param days rows by model/tenant
   */
  public TenantBudget(KeyValueStore<String, TenantDay> days) {
    this.days = days;
  }

  /**
   * Counts a request.
   *
   * @param model about which it is
   * @param tenant who asks
   * @param limits of the model's policy
   * @param now the time
   * @return why it is refused and when the limit opens again; empty where it was counted
   */
  public Optional<String> take(String model, String tenant, Limits limits, Instant now) {
    String key = model + "/" + tenant;
    long day = day(now);
    TenantDay row = days.get(key);
    int before = row == null || row.day() != day ? 0 : row.requests();
    if (before >= limits.tenantRequestsPerDay()) {
      return Optional.of(refusal(limits.tenantRequestsPerDay(), day));
    }
    days.put(key, new TenantDay(day, before + 1));
    return Optional.empty();
  }

  /**
   * Drops the rows of other days, once a day.
   *
   * @param now the time
   */
  public void tick(Instant now) {
    long day = day(now);
    if (day == today) {
      return;
    }
    List<String> past = new ArrayList<>();
    try (KeyValueIterator<String, TenantDay> all = days.all()) {
      all.forEachRemaining(
          entry -> {
            if (entry.value.day() != day) {
              past.add(entry.key);
            }
          });
    }
    past.forEach(days::delete);
    today = day;
  }

  private static String refusal(int limit, long day) {
    return String.format(
        Locale.ROOT,
        "the tenant has sent %,d requests about the model today, as many as"
            + " limits.tenantRequestsPerDay of its policy allows. Ask again from %sT00:00:00Z on,"
            + " with a new request id",
        limit,
        LocalDate.ofEpochDay(day + 1));
  }

  private static long day(Instant now) {
    return now.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
  }
}

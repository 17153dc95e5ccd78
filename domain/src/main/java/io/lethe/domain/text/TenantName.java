// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.text;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can name a tenant. The name stands in names of topics, in ids of requests and in those of
 * users, so it has neither dots, which end it there, nor what Kafka takes for a dot, nor capitals,
 * which Kubernetes takes in no name.
 *
 * <p>Why: docs/decisions/0046-a-tenant-is-that-of-its-topic.md.
 */
public final class TenantName {
  /** The tenant that every pipeline has, and whose a request is that names none. */
  public static final String DEFAULT = "default";

  /** The rule in words. */
  public static final String RULE =
      TextLimit.TENANT.rule()
          + ", lower-case letters, digits and hyphens, a letter or digit first and last";

  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  private TenantName() {}

  /** Whether a text can name one. */
  public static boolean isOne(@Nullable String text) {
    return text != null && TextLimit.TENANT.holds(text) && FORM.matcher(text).matches();
  }
}

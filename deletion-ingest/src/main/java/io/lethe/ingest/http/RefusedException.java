// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import java.util.List;

/** A request by HTTP breaks rules; the message carries no value of it. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> rules;

  /**
   * With a code of its own.
   *
   * @param status HTTP's code
   * @param rules each broken rule in words, with the way out
   */
  public RefusedException(int status, List<String> rules) {
    super(String.join("; ", rules));
    this.status = status;
    this.rules = List.copyOf(rules);
  }

  /** One broken rule of the request itself. */
  public static RefusedException badRequest(String rule) {
    return new RefusedException(400, List.of(rule));
  }

  /** HTTP's code. */
  public int status() {
    return status;
  }

  /** Each broken rule in words. */
  public List<String> rules() {
    return rules;
  }
}

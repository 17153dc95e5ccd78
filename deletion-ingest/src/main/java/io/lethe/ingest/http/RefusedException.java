// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import java.util.List;

/** A request by HTTP breaks rules; the message carries no value of it. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> rules;

  RefusedException(int status, List<String> rules) {
    super(String.join("; ", rules));
    this.status = status;
    this.rules = List.copyOf(rules);
  }

  static RefusedException badRequest(String rule) {
    return new RefusedException(400, List.of(rule));
  }

  int status() {
    return status;
  }

  List<String> rules() {
    return rules;
  }
}

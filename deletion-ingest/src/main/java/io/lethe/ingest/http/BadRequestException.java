// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import java.util.List;

/** A request by HTTP breaks rules; the message carries no value of it. */
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> rules;

  BadRequestException(List<String> rules) {
    super(String.join("; ", rules));
    this.rules = List.copyOf(rules);
  }

  List<String> rules() {
    return rules;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may be called back when a request changes. An entry is https, host and port, exactly, with
 * nothing behind it. A callback is signed, so that a key of OpenDSR must be there.
 */
public interface CallbackConfig {
  /**
   * Receivers in the public internet, such as {@code https://controller.example}; a name with an
   * address inside is refused.
   */
  Optional<List<String>> allowed();

  /** Receivers that may lie inside: in this network, or on this machine. */
  Optional<List<String>> internal();

  /**
   * The list, where {@link #problems} finds nothing in it.
   *
   * @return who may be called
   */
  default AllowedOrigins toAllowed() {
    return AllowedOrigins.of(allowed().orElse(List.of()), internal().orElse(List.of()));
  }

  /**
   * What is wrong with the lists.
   *
   * @param prefix of the block, as {@code lethe.ingest}
   * @return nothing, or each broken rule in words
   */
  default List<String> problems(String prefix) {
    List<String> problems = new ArrayList<>();
    problems.addAll(
        AllowedOrigins.problems(prefix + ".callbacks.allowed", allowed().orElse(List.of())));
    problems.addAll(
        AllowedOrigins.problems(prefix + ".callbacks.internal", internal().orElse(List.of())));
    return problems;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

/** One output of a node of the graph under construction. */
public record Tensor(String node, int port) {

  /** Another output of the same node. */
  Tensor at(int otherPort) {
    return new Tensor(node, otherPort);
  }

  /** As a data input of another node. */
  String input() {
    return port == 0 ? node : node + ":" + port;
  }

  /** As signatures and savers name it. */
  public String fullName() {
    return node + ":" + port;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.pipeline;

/**
 * Ports of the services' HTTP; 0 lets the system choose.
 *
 * @param registry console and registry
 * @param intake deletion requests by HTTP
 * @param worker metrics and health
 * @param verifier metrics and health
 */
public record ServicePorts(int registry, int intake, int worker, int verifier) {
  /** The usual ports. */
  public static final ServicePorts STANDARD = new ServicePorts(8080, 8081, 8082, 8083);

  /** Any free ports. */
  public static final ServicePorts ANY = new ServicePorts(0, 0, 0, 0);

  public ServicePorts {
    require("registry", registry);
    require("intake", intake);
    require("worker", worker);
    require("verifier", verifier);
  }

  private static void require(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "the " + name + "'s port is " + port + "; it must lie in 0..65535");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.service;

/** A service that is well and does nothing, for what every service has. */
public final class IdleService implements LetheService {
  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void start() {}

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public boolean isHealthy() {
    return true;
  }

  @Override
  public void close() {}
}

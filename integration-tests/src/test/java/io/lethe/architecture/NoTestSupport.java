// SPDX-License-Identifier: Apache-2.0
package io.lethe.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves out test-support, whose classes are main ones there and stand in packages of others. */
final class NoTestSupport implements ImportOption {

  @Override
  public boolean includes(Location location) {
    return !location.contains("test-support");
  }
}
